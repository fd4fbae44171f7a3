"""Verbs about pictures: recognise, barcodes, enrol."""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cart.camera.frames import Picture
from cart.cli.errors import UsageError, Verbs, json_flag, say, write_json
from cart.core.units import Sku

if TYPE_CHECKING:
    from models.embedder import Embedder
    from models.gallery import Gallery

GALLERY = "gallery.npz"


def add(verbs: Verbs) -> None:
    recognise = verbs.add_parser("recognise", help="products in pictures, with scores")
    recognise.add_argument("images", nargs="+", type=Path, metavar="IMAGE")
    recognise.add_argument("--top", type=int, default=5, help="candidates for each picture")
    recognise.add_argument("--gallery", type=Path, help="folder of an own gallery; default: the 81 grocery classes")
    json_flag(recognise)
    recognise.set_defaults(run=_recognise)

    barcodes = verbs.add_parser("barcodes", help="codes in pictures, one look each")
    barcodes.add_argument("images", nargs="+", type=Path, metavar="IMAGE")
    json_flag(barcodes)
    barcodes.set_defaults(run=_barcodes)

    enrol = verbs.add_parser("enrol", help="a product from a few views; works at once, no retraining")
    enrol.add_argument("--sku", required=True)
    enrol.add_argument("--name", required=True)
    enrol.add_argument("images", nargs="+", type=Path, metavar="IMAGE")
    enrol.add_argument("--gallery", type=Path, default=Path("gallery"), help="folder of the gallery")
    enrol.set_defaults(run=_enrol)


def _recognise(arguments: argparse.Namespace) -> int:
    pictures = _read_all(arguments.images)
    embedder, gallery = _models(arguments.gallery)
    names = gallery.names
    results = []
    for path, picture in zip(arguments.images, pictures, strict=True):
        started = time.perf_counter()
        scores, nothing = gallery.scores(embedder.embed([picture]))
        ms = 1e3 * (time.perf_counter() - started)
        ranked = sorted(scores.items(), key=lambda item: -item[1])[: max(1, arguments.top)]
        found = [{"sku": sku, "name": names[sku], "score": round(p, 4)} for sku, p in ranked]
        results.append({"path": str(path), "candidates": found, "ms": round(ms, 2)})
        say(f"{path}  ({ms:.1f} ms, none of these {100 * nothing:.0f} %)", arguments)
        for sku, p in ranked:
            say(f"  {100 * p:5.1f} %  {names[sku]}", arguments)
    write_json(arguments.json, {"images": results})
    return 0


def _barcodes(arguments: argparse.Namespace) -> int:
    from cart.codes import read_codes

    results = []
    for path, picture in zip(arguments.images, _read_all(arguments.images), strict=True):
        started = time.perf_counter()
        codes = read_codes(picture, deep=True)
        ms = 1e3 * (time.perf_counter() - started)
        found = [{"text": code.text, "format": code.format} for code in codes]
        results.append({"path": str(path), "codes": found, "ms": round(ms, 2)})
        said = ", ".join(f"{code.text} ({code.format})" for code in codes) or "no code"
        say(f"{path}  {said}  ({ms:.0f} ms)", arguments)
    write_json(arguments.json, {"images": results})
    return 0


def _enrol(arguments: argparse.Namespace) -> int:
    from models.gallery import Gallery

    pictures = _read_all(arguments.images)
    embedder, gallery = _models(arguments.gallery if (arguments.gallery / GALLERY).exists() else None)
    if not (arguments.gallery / GALLERY).exists():
        gallery = Gallery(gallery.model, gallery.calibration)
    gallery = gallery.enrol(Sku(arguments.sku), arguments.name, embedder.embed(pictures))
    arguments.gallery.mkdir(parents=True, exist_ok=True)
    gallery.save(arguments.gallery / GALLERY)
    print(
        f"{arguments.name} ({arguments.sku}) is known from {len(pictures)} views; {len(gallery.looks)} products in all."
    )
    return 0


def _models(folder: Path | None) -> "tuple[Embedder, Gallery]":
    from models import FOLDER
    from models.embedder import Embedder, ModelUnusable
    from models.gallery import Gallery, GalleryUnusable

    try:
        embedder = Embedder(FOLDER / "embedder.tflite")
        return embedder, Gallery.load(folder / GALLERY if folder else FOLDER / "grocery.npz", embedder.digest)
    except (ModelUnusable, GalleryUnusable) as error:
        raise UsageError(str(error)) from error


def _read_all(paths: Sequence[Path]) -> list[Picture]:
    return [read_picture(path) for path in paths]


def read_picture(path: Path) -> Picture:
    """A picture file as RGB; raises UsageError when it is none."""
    import cv2
    import numpy as np

    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise UsageError(f"{path} cannot be opened: {error.strerror}.") from error
    picture = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    if picture is None:
        raise UsageError(f"{path} is no picture that can be read; JPEG and PNG can.")
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)
