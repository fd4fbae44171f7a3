"""What staff measured when they taught a product: its weight counts where the catalogue's cannot be that of a piece,
its size where the catalogue tells none.

Price files often hold the net weight, or somebody's guess. One piece says what packages weigh; of loose goods, which
differ from piece to piece, it says nothing that the catalogue does not know better.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.later import later
from cart.core.units import Decigrams, Sku

FITS_SIGMAS, FITS = 3.0, Decigrams(10)  # a piece within its spread, and a gram besides, bears the catalogue out
Size = tuple[int, int, int]
SPREAD = 0.01  # of the weight: as much as packages of one kind differ by, while only one of them was weighed


@dataclass(frozen=True, slots=True)
class Taught:
    """One piece of `sku` weighed so much here (0: nobody knows), and has such sides.

    `listed` is the catalogue's own weight, and `unsized` whether it told no sides, for when it is undone.
    """

    sku: Sku
    piece: Decigrams
    listed: WeightModel | None = None
    size_mm: Size | None = later(None)
    unsized: bool = later(False)


Weighed = tuple[Catalog, tuple[Taught, ...]]


def weighed(catalog: Catalog, taught: Iterable[Taught]) -> Weighed:
    """A catalogue as the store sent it, with the weights that were measured here."""
    known = {each.sku: each for each in taught}
    found = {sku: catalog[sku] for sku in known if sku in catalog}
    noted = tuple(_noted(each, found.get(sku)) for sku, each in known.items())
    return _with(catalog, {sku: measured(product, known[sku]) for sku, product in found.items()}), noted


def learned(
    catalog: Catalog, taught: Iterable[Taught], sku: Sku, piece: Decigrams, size_mm: Size | None = None
) -> Weighed:
    """A product was measured anew; without a weight and a size what was measured of it is undone."""
    known = {each.sku: each for each in taught}
    before = known.pop(sku, None)
    if before is not None and before.listed is not None and sku in catalog:
        product = catalog[sku]
        size = None if before.unsized else product.size_mm
        catalog = _with(catalog, {sku: replace(product, weight=before.listed, size_mm=size)})
    if not (piece or size_mm) or sku not in catalog:
        return catalog, tuple(known.values())
    new = _noted(Taught(sku, piece, size_mm=size_mm), catalog[sku])
    return _with(catalog, {sku: measured(catalog[sku], new)}), (*known.values(), new)


def measured(product: Product, taught: Taught) -> Product:
    """A product as it is, now that a piece of it was weighed and measured."""
    sized = taught.size_mm is not None and product.size_mm is None and product.sold is Sold.PIECE
    weight = model_of(product, taught.piece) if taught.piece else product.weight
    return replace(product, weight=weight, size_mm=taught.size_mm if sized else product.size_mm)


def _noted(taught: Taught, product: Product | None) -> Taught:
    """With what the catalogue says itself."""
    if product is None:
        return replace(taught, listed=None, unsized=False)
    return replace(taught, listed=product.weight, unsized=product.size_mm is None)


def model_of(product: Product, piece: Decigrams) -> WeightModel:
    """What pieces of a product weigh, now that one of them was weighed."""
    listed = product.weight
    if product.sold is not Sold.PIECE or abs(piece - listed.mean) <= FITS_SIGMAS * listed.sd + FITS:
        return listed
    usual = listed.sd / listed.mean if listed.mean > 0 else 0.0
    return WeightModel(piece, Decigrams(round(piece * max(SPREAD, usual))))


def _with(catalog: Catalog, products: dict[Sku, Product]) -> Catalog:
    if all(catalog[sku] == product for sku, product in products.items()):
        return catalog
    return replace(catalog, products=tuple(products.get(each.sku, each) for each in catalog.products))
