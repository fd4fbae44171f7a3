"""The reader of barcodes on photographs, beside the two libraries that it is made of, by turns on each picture."""

import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from cart.codes import DEEP_S, late_after, read_codes
from cart.codes.looks import RETAIL, as_grey
from hw.bench import labelled
from models.figures import machine

SETS = ("ean13-1", "ean13-2", "upca-1", "upca-2")
"""Of zxing's own test pictures, those that the figures are about: 135 photographs."""

BOOK_WITH_TWO_CODES = frozenset({"9784872348880", "1920081045006"})
"""The photographs of one Japanese book show both its codes and name one of them."""

Pixels = NDArray[np.uint8]


def ours(picture: Pixels) -> set[str]:
    """As `smart-cart barcodes` reads."""
    return {code.text for code in read_codes(picture, deep=True, late=late_after(DEEP_S, time.perf_counter))}


def zxing(picture: Pixels) -> set[str]:
    return {barcode.text for barcode in zxingcpp.read_barcodes(as_grey(picture), formats=RETAIL)}


def opencv(picture: Pixels) -> set[str]:
    return {text for text in cv2.barcode.BarcodeDetector().detectAndDecodeMulti(picture)[1] if text}


READERS: dict[str, Callable[[Pixels], set[str]]] = {
    "smart-cart": ours,
    "zxing-cpp, one pass": zxing,
    "cv2.barcode": opencv,
}


def barcodes(data: Path) -> dict[str, Any]:
    """Photographs read right and wrong, and the time of each, for every reader; one thread."""
    photographs = [path for name in SETS for path in in_set(data, name)]
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    read: dict[str, list[tuple[bool, bool, float]]] = {name: [] for name in READERS}
    for path in photographs:
        picture, expected = labelled.picture(path), named(path)
        for name, reader in READERS.items():
            began = time.perf_counter()
            texts = reader(picture)
            ms = 1e3 * (time.perf_counter() - began)
            read[name].append((*judged(texts, expected), ms))
    cv2.setNumThreads(threads)
    return {
        "photographs": len(photographs),
        "readers": [_row(name, rows) for name, rows in read.items()],
        "versions": f"zxing-cpp {version('zxing-cpp')}, OpenCV {cv2.__version__}",
        "machine": machine(),
    }


def judged(texts: set[str], expected: str) -> tuple[bool, bool]:
    """Whether the code that the photograph is named after was read, and whether one that it does not show was."""
    short = {_as_printed(text) for text in texts}
    shown = BOOK_WITH_TWO_CODES if expected in BOOK_WITH_TWO_CODES else {expected}
    return expected in short, not short <= shown


def _as_printed(text: str) -> str:
    """A UPC-A has 12 digits: the libraries give it as an EAN-13 that begins with 0."""
    return text[1:] if len(text) == 13 and text[0] == "0" else text


def in_set(data: Path, name: str) -> list[Path]:
    """The photographs of a set; SplitUnusable where there are none."""
    found = sorted((data / name).glob("*.png"))
    if not found:
        raise labelled.SplitUnusable(
            f"{data / name} has no photographs: name the folder with {', '.join(SETS)} of zxing's test pictures."
        )
    return found


def named(photograph: Path) -> str:
    """The code that is written beside a photograph."""
    beside = photograph.with_suffix(".txt")
    try:
        return beside.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise labelled.SplitUnusable(f"{beside} cannot be read: it must hold the code on {photograph.name}.") from error


def _row(name: str, rows: list[tuple[bool, bool, float]]) -> dict[str, Any]:
    right, wrong, ms = (np.array(column) for column in zip(*rows, strict=True))
    return {
        "reader": name,
        "right": int(right.sum()),
        "wrong": int(wrong.sum()),
        "ms_mean": round(float(ms.mean()), 1),
        "ms_p95": round(float(np.percentile(ms, 95)), 1),
    }


def line(row: Mapping[str, Any]) -> str:
    """A row of the table for people."""
    read = f"{row['right']:4} right  {row['wrong']:3} wrong"
    return f"{row['reader']:20} {read}  {row['ms_mean']:6.1f} ms on average, p95 {row['ms_p95']:6.1f}"
