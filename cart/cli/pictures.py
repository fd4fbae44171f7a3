"""Verbs about pictures: recognise, barcodes, enrol."""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from cart.cli.errors import UsageError, Verbs, json_flag, say, write_json
from cart.core.staff_work import LEAST_VIEWS, MOST_VIEWS
from cart.core.units import Sku

if TYPE_CHECKING:
    from cart.camera.frames import Picture
    from models.embedder import Embedder
    from models.gallery import Gallery
    from models.preprocess import Mask
    from models.shown import Neighbour

GALLERY = "gallery.npz"
LEAST_PIXELS = 8
"""Of either side of a picture; below, there is nothing to see."""


def add(verbs: Verbs) -> None:
    recognise = verbs.add_parser("recognise", help="products in pictures, with scores")
    recognise.add_argument("images", nargs="+", type=Path, metavar="IMAGE")
    recognise.add_argument("--top", type=int, default=5, help="candidates for each picture")
    recognise.add_argument("--gallery", type=Path, help="folder of an own gallery; default: the 81 grocery classes")
    recognise.add_argument(
        "--picture", type=Path, metavar="FILE.png|DIR", help="draw what was seen, the nearest products and their scores"
    )
    json_flag(recognise)
    recognise.set_defaults(run=_recognise)

    barcodes = verbs.add_parser("barcodes", help="codes in pictures, one look each")
    barcodes.add_argument("images", nargs="+", type=Path, metavar="IMAGE")
    json_flag(barcodes)
    barcodes.set_defaults(run=_barcodes)

    enrol = verbs.add_parser(
        "enrol", help=f"a product from {LEAST_VIEWS} to {MOST_VIEWS} views; works at once, no retraining"
    )
    enrol.add_argument("--sku", required=True)
    enrol.add_argument("--name", required=True)
    enrol.add_argument("images", nargs="+", type=Path, metavar="IMAGE")
    enrol.add_argument("--gallery", type=Path, default=Path("gallery"), help="folder of the gallery")
    enrol.set_defaults(run=_enrol)


def _recognise(arguments: argparse.Namespace) -> int:
    from models.shown import neighbours

    pictures = [_read_masked(path) for path in arguments.images]
    targets = _targets(arguments.picture, arguments.images)
    embedder, gallery = _models(arguments.gallery)
    results = []
    for path, (picture, mask), target in zip(arguments.images, pictures, targets, strict=True):
        started = time.perf_counter()
        vector = embedder.embed([picture], None if mask is None else [mask])
        found, nothing = neighbours(gallery, vector, max(1, arguments.top))
        ms = 1e3 * (time.perf_counter() - started)
        candidates = [{"sku": each.sku, "name": each.name, "score": round(each.score, 4)} for each in found]
        results.append({"path": str(path), "candidates": candidates, "ms": round(ms, 2)})
        say(f"{path}  ({ms:.1f} ms, none of these {100 * nothing:.0f} %)", arguments)
        for each in found:
            say(f"  {100 * each.score:5.1f} %  {each.name}", arguments)
        if target is not None:
            _draw(target, picture, mask, embedder.side, gallery, found, nothing, arguments.gallery)
            say(f"  drawn in {target}", arguments)
    write_json(arguments.json, {"images": results})
    return 0


def _targets(picture: Path | None, images: Sequence[Path]) -> list[Path | None]:
    """Where the picture about each image goes: one file, or a file for each in a folder."""
    if picture is None:
        return [None] * len(images)
    if picture.suffix.lower() == ".png":
        if len(images) > 1:
            raise UsageError(f"{picture} holds the picture about one image, not {len(images)}: name a folder.")
        return [picture]
    picture.mkdir(parents=True, exist_ok=True)
    return [picture / f"{nth}-{image.stem}.png" for nth, image in enumerate(images, start=1)]


def _draw(
    target: Path,
    picture: "Picture",
    mask: "Mask | None",
    side: int,
    gallery: "Gallery",
    found: "list[Neighbour]",
    nothing: float,
    folder: Path | None,
) -> None:
    import cv2

    from models import preprocess, shown

    square = preprocess.photograph(picture, side) if mask is None else preprocess.product(picture, mask, side)
    files = {each.sku: _thumbnail(folder, each.sku) for each in found} if folder else {}
    thumbnails = {sku: read_picture(path) for sku, path in files.items() if path.exists()}
    footer = f"gallery of {len(gallery.looks)} products, made with model {gallery.model[:8]}"
    drawn = shown.draw(picture, mask, square, found, nothing, footer, thumbnails)
    _, encoded = cv2.imencode(".png", cv2.cvtColor(drawn, cv2.COLOR_RGB2BGR))
    target.write_bytes(encoded.tobytes())


def _thumbnail(folder: Path, sku: Sku) -> Path:
    """A small picture of a product in the folder of an own gallery; any SKU makes a file name."""
    return folder / "looks" / f"{quote(sku, safe='')}.jpg"


def _barcodes(arguments: argparse.Namespace) -> int:
    from cart.codes import DEEP_S, late_after, read_codes

    results = []
    for path, picture in zip(arguments.images, _read_all(arguments.images), strict=True):
        started = time.perf_counter()
        codes = read_codes(picture, deep=True, late=late_after(DEEP_S, time.perf_counter))
        ms = 1e3 * (time.perf_counter() - started)
        found = [{"text": code.text, "format": code.format} for code in codes]
        results.append({"path": str(path), "codes": found, "ms": round(ms, 2)})
        said = ", ".join(f"{code.text} ({code.format})" for code in codes) or "no code"
        say(f"{path}  {said}  ({ms:.0f} ms)", arguments)
    write_json(arguments.json, {"images": results})
    return 0


def _enrol(arguments: argparse.Namespace) -> int:
    pictures = [_read_masked(path) for path in arguments.images]
    embedder, gallery = _models(arguments.gallery if (arguments.gallery / GALLERY).exists() else None)
    if not (arguments.gallery / GALLERY).exists():
        gallery = gallery.only([])
    _check_views(arguments, sum(look.views for look in gallery.looks if look.sku == arguments.sku))
    vectors = [embedder.embed([picture], None if mask is None else [mask])[0] for picture, mask in pictures]
    gallery = gallery.enrol(Sku(arguments.sku), arguments.name, vectors)
    small, thumbnail = _small(pictures[0][0]), _thumbnail(arguments.gallery, Sku(arguments.sku))
    thumbnail.parent.mkdir(parents=True, exist_ok=True)
    gallery.save(arguments.gallery / GALLERY)
    thumbnail.write_bytes(small)
    views = gallery.looks[-1].views
    print(f"{arguments.name} ({arguments.sku}) is known from {views} views; {len(gallery.looks)} products in all.")
    return 0


def _check_views(arguments: argparse.Namespace, earlier: int) -> None:
    given = len(arguments.images)
    if not LEAST_VIEWS <= earlier + given <= MOST_VIEWS:
        before = f" besides {earlier} from before" if earlier else ""
        raise UsageError(
            f"{arguments.name} ({arguments.sku}) is enrolled from {LEAST_VIEWS} to {MOST_VIEWS} views in all, of its "
            f"different sides, not from {given}{before}: nothing was changed."
        )


def _small(picture: "Picture") -> bytes:
    """A JPEG of it, 160 pixels long at the most."""
    import cv2

    height, width = picture.shape[:2]
    scale = min(1.0, 160 / max(height, width))
    size = max(1, round(scale * width)), max(1, round(scale * height))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    _, encoded = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
    return encoded.tobytes()


def _models(folder: Path | None) -> "tuple[Embedder, Gallery]":
    from models import FOLDER
    from models.embedder import Embedder, ModelUnusable
    from models.gallery import Gallery, GalleryUnusable

    try:
        embedder = Embedder(FOLDER / "embedder.tflite")
        return embedder, Gallery.load(folder / GALLERY if folder else FOLDER / "grocery.npz", embedder.digest)
    except (ModelUnusable, GalleryUnusable) as error:
        raise UsageError(str(error)) from error


def _read_all(paths: Sequence[Path]) -> "list[Picture]":
    return [read_picture(path) for path in paths]


def read_picture(path: Path) -> "Picture":
    """A picture file as RGB; raises UsageError when it is none."""
    return _read_masked(path)[0]


def _read_masked(path: Path) -> "tuple[Picture, Mask | None]":
    """A picture, and the mask of the product where its file says what is see-through."""
    import cv2
    import numpy as np

    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise UsageError(f"{path} cannot be opened: {error.strerror}.") from error
    try:
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
        whole = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if data.size else None
    except cv2.error as error:  # it says that it has more pixels than OpenCV takes
        raise UsageError(f"{path} is too large a picture: shrink it to some thousand pixels a side.") from error
    if picture is None or whole is None:
        raise UsageError(f"{path} is no picture that can be read; JPEG and PNG can.")
    height, width = picture.shape[:2]
    if min(height, width) < LEAST_PIXELS:
        raise UsageError(f"{path} has {width}x{height} pixels: a picture needs {LEAST_PIXELS} each way at least.")
    mask = None
    if whole.ndim == 3 and whole.shape[2] == 4:
        seen = np.asarray(whole[..., 3] > np.iinfo(whole.dtype).max // 2, np.bool_)
        if not seen.any():
            raise UsageError(f"{path} is see-through all over: it shows nothing.")
        mask = None if seen.all() else seen
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8), mask
