"""A checkpoint becomes the cart's files: `python -m models.training.export --recipe FILE --data DIR`."""

import argparse
import csv
import os
import sys
from dataclasses import replace
from pathlib import Path

import torch
from torch.nn import functional as F

from cart.core.units import Sku
from models.embedder import Embedder, sealed
from models.gallery import Calibration, Gallery, Look
from models.training import calibrate, data, recipe
from models.training.network import Exported, Network
from models.training.recipe import Recipe
from models.training.train import CHECKPOINT

MODELS = Path(__file__).parents[1]


def load_network(plan: Recipe) -> Network:
    """The running average of the weights, as the cart will use it."""
    average = torch.load(plan.cache / CHECKPOINT, weights_only=True)["average"]
    heads = {name[6:]: len(tensor) for name, tensor in average.items() if name.startswith("heads.")}
    network = Network(plan.network, heads)
    network.load_state_dict(average)
    return network.eval()


def write_model(network: Network, side: int, path: Path, scratch: Path) -> None:
    """A .tflite with 16-bit weights: half the size, and answers that do not depend on the interpreter."""
    import litert_torch
    from ai_edge_quantizer import algorithm_manager, quantizer

    whole, half = scratch / "whole.tflite", scratch / "half.tflite"
    picture = torch.rand(1, side, side, 3)
    converted = litert_torch.convert(Exported(network).eval(), (picture,))
    converted.export(str(whole))
    work = quantizer.Quantizer(str(whole))
    for operation in ("CONV_2D", "FULLY_CONNECTED"):
        work.add_weight_only_config(
            regex=".*",
            operation_name=operation,
            num_bits=16,
            algorithm_key=algorithm_manager.AlgorithmName.FLOAT_CASTING,
        )
    work.quantize().export_model(str(half), overwrite=True)
    path.write_bytes(sealed(half.read_bytes()))


def photograph_gallery(network: Network, embedder: Embedder, plan: Recipe, folder: Path) -> Gallery:
    """The 81 classes: each one's weights in the head are its prototype; calibrated on the val photographs."""
    names, _ = data.classes(folder / "grocery-store")
    weights = F.normalize(network.heads["photographs"]).detach().numpy()
    looks = tuple(Look(slug(name), name.replace("-", " "), row[None]) for name, row in zip(names, weights, strict=True))
    gallery = Gallery(embedder.digest, Calibration(16.0, 0.0), looks)
    val = data.photographs(folder, "val", embedder.side, plan.cache)
    cosines = gallery.cosines(embedder.embed_squares(list(val.squares)))
    calibration = calibrate.fit(cosines, val.labels, calibrate.without_truth(cosines, val.labels))
    return replace(gallery, calibration=calibration)


def twin_gallery(embedder: Embedder, plan: Recipe) -> Gallery:
    """The made-up store's goods, enrolled and calibrated on views that training never saw."""
    shop, strange = data.twin_views(plan.cache, "shop"), data.twin_views(plan.cache, "strange")
    used = plan.twin.enrol + plan.twin.calibrate
    known, fresh = shop.of_each(0, plan.twin.enrol), shop.of_each(plan.twin.enrol, used)
    vectors = embedder.embed_squares(list(known.squares))
    gallery = Gallery(embedder.digest, Calibration(16.0, 0.0), limit=plan.twin.prototypes)
    for nth, (sku, name) in enumerate(zip(shop.skus, shop.names, strict=True)):
        gallery = gallery.enrol(Sku(sku), name, vectors[known.labels == nth])
    cosines = gallery.cosines(embedder.embed_squares(list(fresh.squares)))
    # Half of what the store does not sell; the other half stays for the measurement.
    unknown = gallery.cosines(embedder.embed_squares(list(strange.squares[strange.labels % 2 == 0])))
    return replace(gallery, calibration=calibrate.fit(cosines, fresh.labels, unknown))


def write_classes(folder: Path, path: Path) -> None:
    """The 81 classes with their groups, for whoever sums scores by group."""
    names, coarse = data.classes(folder / "grocery-store")
    with path.open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["sku", "name", "fine", "coarse"])
        rows = enumerate(zip(names, coarse, strict=True))
        table.writerows([slug(name), name.replace("-", " "), fine, group] for fine, (name, group) in rows)


def slug(name: str) -> Sku:
    """The SKU of a class of the photographs: its name in small letters."""
    return Sku(name.lower())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipe", type=Path, default=Path(__file__).with_name("recipe.toml"))
    parser.add_argument("--data", type=Path, default=os.environ.get("SMART_CART_DATA", "data"))
    parser.add_argument("--out", type=Path, default=MODELS)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    plan = recipe.read(arguments.recipe)
    network = load_network(plan)
    path = arguments.out / "embedder.tflite"
    write_model(network, plan.export_side, path, plan.cache)
    embedder = Embedder(path)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, {embedder.digest[:8]}")
    write_classes(Path(arguments.data), arguments.out / "grocery.csv")
    galleries = {"grocery.npz": photograph_gallery(network, embedder, plan, Path(arguments.data))}
    if "twin" in network.heads:
        galleries["twin.npz"] = twin_gallery(embedder, plan)
    for name, gallery in galleries.items():
        gallery.save(arguments.out / name)
        print(f"{name}: {len(gallery.looks)} products, {gallery.calibration}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
