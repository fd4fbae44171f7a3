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
from torch.nn import functional as F

from models.embedder import Embedder
from models.training import convert, data, galleries, recipe
from models.training.network import Network
from models.training.recipe import Recipe
from models.training.train import CHECKPOINT, Sources, load_sources, load_val

MODELS = Path(__file__).parents[1]
MOST_LOST = 1.0  # points
SHOWN = 100  # pictures of each source


def load_network(plan: Recipe) -> Network:
    """The running average of the weights, as the cart will use it."""
    average = torch.load(plan.run / CHECKPOINT, weights_only=True)["average"]
    heads = {name[6:]: len(tensor) for name, tensor in average.items() if name.startswith("heads.")}
    network = Network(plan.network, heads)
    network.load_state_dict(average)
    return network.eval()


def write_model(
    network: Network, plan: Recipe, sources: Sources, val: data.Labelled | None, path: Path
) -> dict[str, Any]:
    """The .tflite that is shipped: integers, if they name at most one photograph in a hundred less, else floats."""
    whole, shown = plan.run / "whole.tflite", plan.run / "integers.tflite"
    convert.whole(network, plan.export_side, whole)
    convert.half(whole, path)
    found: dict[str, Any] = {"numbers": "float16", "float16_bytes": path.stat().st_size}
    if val is not None:
        convert.integers(whole, _spread(sources, plan.export_side), shown)
        floats, integers = (_named(network, Embedder(file), val) for file in (path, shown))
        truth = val.labels
        right = {
            name: round(100 * float((named == truth).mean()), 1)
            for name, named in (("float16", floats), ("int8", integers))
        }
        agree = round(100 * float((floats == integers).mean()), 1)
        found |= {"val": right, "agree": agree, "int8_bytes": shown.stat().st_size}
        if right["int8"] >= right["float16"] - MOST_LOST:
            path.write_bytes(shown.read_bytes())
            found["numbers"] = "int8"
    return found


def _spread(sources: Sources, side: int) -> NDArray[np.uint8]:
    """Pictures of every source of the training, for the ranges of the integers."""
    chosen = []
    for source in sources.values():
        every = max(1, len(source.labels) // SHOWN)
        chosen += [cv2.resize(s, (side, side), interpolation=cv2.INTER_AREA) for s in source.squares[::every]]
    return np.stack(chosen)


def _named(network: Network, embedder: Embedder, pictures: data.Labelled) -> NDArray[np.int64]:
    squares = [cv2.resize(s, (embedder.side,) * 2, interpolation=cv2.INTER_AREA) for s in pictures.squares]
    classes = F.normalize(network.heads["photographs"]).detach().numpy()
    named: NDArray[np.int64] = (embedder.embed_squares(squares) @ classes.T).argmax(axis=1)
    return named


def write_classes(folder: Path, path: Path) -> None:
    """The 81 classes with their groups, for whoever sums scores by group."""
    names, coarse = data.classes(folder / "grocery-store")
    with path.open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["sku", "name", "fine", "coarse"])
        rows = enumerate(zip(names, coarse, strict=True))
        table.writerows([galleries.slug(name), name.replace("-", " "), fine, group] for fine, (name, group) in rows)


def export(plan: Recipe, folder: Path, out: Path) -> dict[str, Any]:
    """Everything that a cart needs, from the checkpoint into `out`; what was chosen, and by what figures."""
    out.mkdir(parents=True, exist_ok=True)
    network = load_network(plan)
    path = out / "embedder.tflite"
    found = write_model(network, plan, load_sources(plan, folder), load_val(plan, folder), path)
    embedder = Embedder(path)
    write_classes(folder, out / "grocery.csv")
    galleries.write(embedder, plan, folder, out, twin="twin" in network.heads, without=plan.held_out.classes)
    return {"digest": embedder.digest, "bytes": path.stat().st_size, **found}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipe", type=Path, default=recipe.SHIPPED)
    parser.add_argument("--data", type=Path, default=os.environ.get("SMART_CART_DATA", "data"))
    parser.add_argument("--out", type=Path, default=MODELS)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print(json.dumps(export(recipe.read(arguments.recipe), Path(arguments.data), arguments.out), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
