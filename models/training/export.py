"""A checkpoint becomes the cart's files: `python -m models.training.export --recipe FILE --data DIR`."""

import argparse
import csv
import json
import os
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from cart.core.units import Sku
from models.embedder import Embedder
from models.figures import percent
from models.gallery import Calibration, Gallery
from models.training import checkpoint, convert, data, galleries, recipe
from models.training.evaluate import judge_photographs
from models.training.network import Network
from models.training.recipe import Recipe
from models.training.train import Sources, load_sources

MODELS = Path(__file__).parents[1]
NUMBERS = ("float16", "int8")
MOST_LOST = 1.0  # points
SHOWN = 100  # pictures of each source

Named = dict[str, tuple[float, NDArray[np.int64]]]
"""For each kind of picture the percent that was right, and what each one was named."""


def load_network(plan: Recipe) -> Network:
    """The running average of the weights, as the cart will use it."""
    average = torch.load(plan.run / checkpoint.FILE, weights_only=True, map_location="cpu")["average"]
    heads = {name[6:]: len(tensor) for name, tensor in average.items() if name.startswith("heads.")}
    network = Network(plan.network, heads)
    network.load_state_dict(average)
    return network.eval()


def write_model(network: Network, plan: Recipe, folder: Path, path: Path, numbers: str | None = None) -> dict[str, Any]:
    """The .tflite that is shipped: integers, if they name at most one picture in a hundred less, else floats.

    Both are judged as the cart uses them: photographs by the gallery that would be shipped with them, views of the
    virtual cart by the nearest prototype. `numbers` decides without.
    """
    whole = plan.run / "whole.tflite"
    made = {name: plan.run / f"{name}.tflite" for name in NUMBERS}
    convert.whole(network, plan.export_side, whole)
    convert.half(whole, made["float16"])
    convert.integers(whole, _spread(load_sources(plan, folder), plan.export_side), made["int8"])
    squares = galleries.enrolled_squares(plan, folder, twin="twin" in network.heads)
    for file in made.values():
        galleries.redirect(file, squares)
    found: dict[str, Any] = {"bytes": {name: file.stat().st_size for name, file in made.items()}}
    if numbers is None:
        judged = {name: _judged(Embedder(file), plan, folder, network) for name, file in made.items()}
        lost = [judged["float16"][kind][0] - right for kind, (right, _) in judged["int8"].items()]
        numbers = "int8" if lost and max(lost) <= MOST_LOST else "float16"
        found["right"] = {name: {kind: right for kind, (right, _) in of.items()} for name, of in judged.items()}
        found["agree"] = {
            kind: percent(named == judged["float16"][kind][1]) for kind, (_, named) in judged["int8"].items()
        }
    path.write_bytes(made[numbers].read_bytes())
    return {"numbers": numbers, **found}


def _judged(embedder: Embedder, plan: Recipe, folder: Path, network: Network) -> Named:
    """What the model names of pictures that it was not trained on, for each kind of picture that it was trained on."""
    found: Named = {}
    if "photographs" in network.heads:
        gallery = galleries.photograph_gallery(embedder, plan, folder)
        judged = judge_photographs(embedder, gallery, folder / "grocery-store", "val")
        found["val"] = judged.top(1), judged.p.argmax(axis=1)
    if "twin" in network.heads:
        shop, used = data.twin_views(plan.cache, "shop"), plan.twin.enrol + plan.twin.calibrate
        found["twin"] = _nearest(embedder, shop.of_each(0, plan.twin.enrol), shop.of_each(plan.twin.enrol, used))
    return found


def _nearest(embedder: Embedder, views: data.Labelled, asked: data.Labelled) -> tuple[float, NDArray[np.int64]]:
    """Percent that is named rightly, and the names."""
    gallery, vectors = Gallery("", Calibration(20.0, 0.6)), embedder.embed_squares(views.squares)
    labels = np.unique(views.labels)
    for label in labels.tolist():
        gallery = gallery.enrol(Sku(f"{label}"), "", vectors[views.labels == label])
    named = labels[gallery.cosines(embedder.embed_squares(asked.squares)).argmax(axis=1)]
    return percent(named == asked.labels), named


def _spread(sources: Sources, side: int) -> NDArray[np.uint8]:
    """Pictures of every source of the training, for the ranges of the integers."""
    chosen = []
    for source in sources.values():
        every = max(1, len(source.labels) // SHOWN)
        chosen += [cv2.resize(s, (side, side), interpolation=cv2.INTER_AREA) for s in source.squares[::every]]
    return np.stack(chosen)


def write_classes(folder: Path, path: Path) -> None:
    """The 81 classes with their groups, for whoever sums scores by group."""
    names, coarse = data.classes(folder / "grocery-store")
    with path.open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["sku", "name", "fine", "coarse"])
        rows = enumerate(zip(names, coarse, strict=True))
        table.writerows([galleries.slug(name), name.replace("-", " "), fine, group] for fine, (name, group) in rows)


def export(plan: Recipe, folder: Path, out: Path, numbers: str | None = None) -> dict[str, Any]:
    """Everything that a cart needs, from the checkpoint into `out`; what was chosen, and by what figures."""
    out.mkdir(parents=True, exist_ok=True)
    network = load_network(plan)
    path = out / "embedder.tflite"
    found = write_model(network, plan, folder, path, numbers)
    embedder = Embedder(path)
    write_classes(folder, out / "grocery.csv")
    galleries.write(embedder, plan, folder, out, twin="twin" in network.heads)
    return {"digest": embedder.digest, **found}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipe", type=Path, default=recipe.SHIPPED)
    parser.add_argument("--data", type=Path, default=os.environ.get("SMART_CART_DATA", "data"))
    parser.add_argument("--out", type=Path, default=MODELS)
    parser.add_argument("--numbers", choices=NUMBERS, help="default: int8 if it loses at most a point")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print(
        json.dumps(
            export(recipe.read(arguments.recipe), Path(arguments.data), arguments.out, arguments.numbers), indent=1
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
