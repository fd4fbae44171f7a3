"""Lists of labelled photographs, as the benches of the recogniser take them, and how they give their figures."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Row = tuple[Path, int, int]
"""A picture, its fine and its coarse class."""


class SplitUnusable(Exception):
    """The list of pictures cannot be used; one sentence."""


def rows(data: Path, split: Path) -> list[Row]:
    """The lines `path, fine id, coarse id` of `split`; paths are under `data`."""
    found = []
    try:
        lines = split.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SplitUnusable(f"{split} cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SplitUnusable(f"{split} is no text: {error}.") from error
    for number, line in enumerate(lines, start=1):
        try:
            path, fine, coarse = (part.strip() for part in line.split(","))
            found.append((data / path, int(fine), int(coarse)))
        except ValueError as error:
            raise SplitUnusable(f"{split}, line {number}: write 'path, fine id, coarse id'.") from error
    if not found:
        raise SplitUnusable(f"{split} names no picture.")
    return found


def picture(path: Path) -> NDArray[np.uint8]:
    image = cv2.imread(str(path))
    if image is None:
        raise SplitUnusable(f"{path} is no picture that can be read.")
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def percent(right: NDArray[np.bool_]) -> float:
    return round(100 * float(right.mean()), 2)


def standard_error(right: NDArray[np.bool_]) -> float:
    """In percent points."""
    return round(100 * float(np.sqrt(right.mean() * (1 - right.mean()) / len(right))), 1)
