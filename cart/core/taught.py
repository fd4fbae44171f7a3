"""What staff weighed when they taught a product: it counts where the catalogue's weight cannot be that of a piece.

Price files often hold the net weight, or somebody's guess. One piece says what packages weigh; of loose goods, which
differ from piece to piece, it says nothing that the catalogue does not know better.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.units import Decigrams, Sku

FITS_SIGMAS, FITS = 3.0, Decigrams(10)  # a piece within its spread, and a gram besides, bears the catalogue out
SPREAD = 0.01  # of the weight: as much as packages of one kind differ by, while only one of them was weighed


@dataclass(frozen=True, slots=True)
class Taught:
    """One piece of `sku` weighed so much here; `listed` is the catalogue's own weight, for when it is undone."""

    sku: Sku
    piece: Decigrams
    listed: WeightModel | None = None


Weighed = tuple[Catalog, tuple[Taught, ...]]


def weighed(catalog: Catalog, taught: Iterable[Taught]) -> Weighed:
    """A catalogue as the store sent it, with the weights that were measured here."""
    known = {each.sku: each for each in taught}
    found = {sku: catalog[sku].weight for sku in known if sku in catalog}
    models = {sku: model_of(catalog[sku], known[sku].piece) for sku in found}
    noted = tuple(replace(each, listed=found.get(sku)) for sku, each in known.items())
    return _with(catalog, models), noted


def learned(catalog: Catalog, taught: Iterable[Taught], sku: Sku, piece: Decigrams) -> Weighed:
    """A product was weighed anew; with 0 what was weighed of it is undone."""
    known = {each.sku: each for each in taught}
    before = known.pop(sku, None)
    if before is not None and before.listed is not None:
        catalog = _with(catalog, {sku: before.listed})
    if not piece or sku not in catalog:
        return catalog, tuple(known.values())
    listed = catalog[sku].weight
    model = model_of(catalog[sku], piece)
    return _with(catalog, {sku: model}), (*known.values(), Taught(sku, piece, listed))


def model_of(product: Product, piece: Decigrams) -> WeightModel:
    """What pieces of a product weigh, now that one of them was weighed."""
    listed = product.weight
    if product.sold is not Sold.PIECE or abs(piece - listed.mean) <= FITS_SIGMAS * listed.sd + FITS:
        return listed
    usual = listed.sd / listed.mean if listed.mean > 0 else 0.0
    return WeightModel(piece, Decigrams(round(piece * max(SPREAD, usual))))


def _with(catalog: Catalog, models: dict[Sku, WeightModel]) -> Catalog:
    moved = {sku: model for sku, model in models.items() if sku in catalog and catalog[sku].weight != model}
    if not moved:
        return catalog
    products = tuple(replace(each, weight=moved[each.sku]) if each.sku in moved else each for each in catalog.products)
    return replace(catalog, products=products)
