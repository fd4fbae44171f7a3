"""The galleries of a model file: `python -m models.training.galleries --data DIR` makes them again, without torch."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cart.core.units import Sku
from models.embedder import Embedder, ModelUnusable, opened, sealed
from models.gallery import DOUBT, Calibration, Gallery
from models.looks import Look, Vectors
from models.preprocess import Pixels
from models.training import calibrate, data, recipe
from models.training.calibrate import Store
from models.training.directions import redirected
from models.training.recipe import Recipe

MODELS = Path(__file__).parents[1]

PARTS = 5
"""The classes of the photographs take turns in being unknown: a fifth of them at a time."""

OF_KIND = 100
"""Views that are kept of each kind of thing that is no product: a hand looks more ways than a package."""

FEWEST_ODD = 4
"""Half as many are drawn afresh, and half of those make the looks: below, there are none to make them of."""

NEW_VIEWS = 8
"""Views from which a newly enrolled product of the virtual cart is made, at most."""


@dataclass(frozen=True)
class Odd:
    """What is no product: how it looks, and fresh vectors of it to calibrate with."""

    looks: tuple[Look, ...] = ()
    fresh: Vectors | None = None


NONE = Odd()


def odd_things(embedder: Embedder, plan: Recipe) -> Odd:
    """A hand, the basket and smears as the virtual cart sees them: half of the views make the looks."""
    if plan.twin.nothing < FEWEST_ODD:
        return NONE
    views = data.twin_views(plan.cache, "nothing")
    half = len(views.labels) // len(views.skus) // 2
    shown, fresh = views.of_each(0, half), views.of_each(half, None)
    vectors = embedder.embed_squares(shown.squares)
    kinds = enumerate(zip(views.skus, views.names, strict=True))
    looks = tuple(_cloud(Sku(sku), name, vectors[shown.labels == nth][:OF_KIND]) for nth, (sku, name) in kinds)
    return Odd(looks, embedder.embed_squares(fresh.squares))


def _cloud(sku: Sku, name: str, vectors: Vectors) -> Look:
    """A kind that is known by its views themselves."""
    return Look(sku, name, vectors, np.ones(len(vectors), np.float32))


def enrolled_squares(plan: Recipe, folder: Path, twin: bool) -> list[Pixels]:
    """What the galleries are made of: the photographs of train.txt, and the views of the made-up store's goods.

    What the recipe holds out of the training is left out.
    """
    pictures = data.photographs(folder, "train", plan.export_side, plan.cache)
    squares = list(pictures.lacking(plan.held_out.classes, plan.held_out.fold).squares)
    if twin:
        squares += list(data.twin_views(plan.cache, "shop").of_each(0, plan.twin.enrol).squares)
    return squares


def redirect(path: Path, squares: Sequence[Pixels]) -> None:
    """End the model in `path` with the main directions of what it makes of the squares."""
    part = path.with_suffix(".part")
    part.write_bytes(sealed(redirected(opened(path)[0], squares)))
    part.replace(path)


def photograph_gallery(embedder: Embedder, plan: Recipe, folder: Path, odd: Odd = NONE) -> Gallery:
    """The 81 classes, enrolled from the photographs in train.txt, spread and calibrated as val.txt shows them.

    Classes that the recipe holds out of the training are left out.
    """
    names, _ = data.classes(folder / "grocery-store")
    kept = np.array([nth for nth in range(len(names)) if nth not in plan.held_out.classes])
    vectors, labels = [], []
    for split in ("train", "val"):
        pictures = data.photographs(folder, split, embedder.side, plan.cache)
        shown = np.isin(pictures.labels, kept)
        vectors.append(embedder.embed_squares(pictures.squares[shown]))
        labels.append(np.searchsorted(kept, pictures.labels[shown]))
    kept_names = [names[nth] for nth in kept]
    return of_classes(embedder.digest, kept_names, vectors[0], labels[0], vectors[1], labels[1], odd)


def of_classes(
    model: str,
    names: list[str],
    views: Vectors,
    views_of: NDArray[np.int64],
    fresh: Vectors,
    fresh_of: NDArray[np.int64],
    odd: Odd = NONE,
) -> Gallery:
    """A calibrated gallery of classes that the network was trained on, with `views`; `fresh` ones it never saw.

    Prototypes are made of views, as those of an enrolled product are, and not the weights of the training's
    head: these lie farther from every picture, so that whatever is enrolled beside them takes their place.
    The network knows `views` by heart; only `fresh` tells how far a class spreads, and what is enrolled anew is
    enrolled from half of them and asked about with the others.
    """
    gallery = Gallery(model, Calibration(20.0, 0.6), odd=odd.looks)
    for nth, name in enumerate(names):
        gallery = gallery.enrol(slug(name), name.replace("-", " "), views[views_of == nth])
    own = 1.0 - gallery.cosines(fresh)[np.arange(len(fresh)), fresh_of]
    looks = tuple(
        replace(look, spread=shrunk(own[fresh_of == nth], own), measured=look.views)
        for nth, look in enumerate(gallery.looks)
    )
    gallery = replace(gallery, looks=looks)
    turn = _turns(fresh_of)
    stores = []
    parts = min(PARTS, len(names))
    for part in range(parts):
        known = np.flatnonzero(np.arange(len(names)) % parts != part)
        seen = np.isin(fresh_of, known)
        kept = gallery.only(gallery.skus[nth] for nth in known)
        truth = np.searchsorted(known, fresh_of[seen])
        for half in range(2):
            given = ~seen & (turn % 2 == half)
            asked = ~seen & ~given & np.isin(fresh_of, fresh_of[given])
            anew = fresh[given], fresh_of[given], fresh[asked], fresh_of[asked]
            if asked.any():
                stores.append(Store(kept, fresh[seen], truth, *anew, odd.fresh))
    return replace(gallery, calibration=calibrate.fit(stores))


def _turns(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many of the same label came before each."""
    return np.array([int((labels[:nth] == label).sum()) for nth, label in enumerate(labels)], np.int64)


def shrunk(own: NDArray[np.float32], of_all: NDArray[np.float32]) -> float:
    """The mean distance in a class; all the classes' stands in for what a few pictures cannot tell."""
    return float((own.sum() + DOUBT * of_all.mean()) / (len(own) + DOUBT))


def twin_gallery(embedder: Embedder, plan: Recipe, odd: Odd = NONE) -> Gallery:
    """The made-up store's goods, enrolled and calibrated on views that training never saw."""
    shop, strange = data.twin_views(plan.cache, "shop"), data.twin_views(plan.cache, "strange")
    used = plan.twin.enrol + plan.twin.calibrate
    known, fresh = shop.of_each(0, plan.twin.enrol), shop.of_each(plan.twin.enrol, used)
    vectors = embedder.embed_squares(known.squares)
    gallery = Gallery(embedder.digest, Calibration(20.0, 0.6), odd=odd.looks)
    for nth, (sku, name) in enumerate(zip(shop.skus, shop.names, strict=True)):
        gallery = gallery.enrol(Sku(sku), name, vectors[known.labels == nth])
    # Half of what the store does not sell; the other half stays for the measurement.
    first, second = strange.of_each(0, NEW_VIEWS), strange.of_each(NEW_VIEWS, None)
    views, asked = first.where(first.labels % 2 == 0), second.where(second.labels % 2 == 0)
    store = Store(
        gallery,
        embedder.embed_squares(fresh.squares),
        fresh.labels,
        embedder.embed_squares(views.squares),
        views.labels,
        embedder.embed_squares(asked.squares),
        asked.labels,
        odd.fresh,
    )
    return replace(gallery, calibration=calibrate.fit([store]))


def slug(name: str) -> Sku:
    """The SKU of a class of the photographs: its name in small letters."""
    return Sku(name.lower())


def write(embedder: Embedder, plan: Recipe, folder: Path, out: Path, twin: bool) -> None:
    """grocery.npz and, for a network that was trained on its views, twin.npz."""
    odd = odd_things(embedder, plan) if twin else NONE
    galleries = {"grocery.npz": photograph_gallery(embedder, plan, folder, odd)}
    if twin:
        galleries["twin.npz"] = twin_gallery(embedder, plan, odd)
    for name, gallery in galleries.items():
        gallery.save(out / name)
        print(f"{name}: {len(gallery.looks)} products, {len(gallery.odd)} other kinds, {gallery.calibration}")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipe", type=Path, default=recipe.SHIPPED)
    parser.add_argument("--data", type=Path, default=os.environ.get("SMART_CART_DATA", "data"))
    parser.add_argument(
        "--models", type=Path, default=MODELS, help="folder with embedder.tflite; the galleries go there"
    )
    parser.add_argument("--no-twin", action="store_true", help="photographs only")
    parser.add_argument(
        "--directions", action="store_true", help="first end the model with its features' main directions again"
    )
    arguments = parser.parse_args(argv)
    path, folder, twin = arguments.models / "embedder.tflite", Path(arguments.data), not arguments.no_twin
    try:
        plan = recipe.read(arguments.recipe)
        if arguments.directions:
            redirect(path, enrolled_squares(plan, folder, twin))
        write(Embedder(path), plan, folder, arguments.models, twin)
    except (data.DataMissing, recipe.RecipeUnusable, ModelUnusable) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
