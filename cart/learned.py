"""What the cart learned, apart from what people wrote: calibration.json says who taught it, and when.

The file bears a CRC-32 of its own: a constant edited by hand, or a torn block, is no calibration. Beside it,
calibration-history.jsonl keeps every calibration and every check, one to a line. camera-floor.json does for the
camera what calibration.json does for the scale.
"""

import json
import logging
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from cart.core.calibration import Calibration
from cart.core.catalog import Catalog
from cart.core.catalog_reading import read_catalog
from cart.core.checking import Entry
from cart.core.encoding import Undecodable, canonical, decode, encode
from cart.core.floor import FloorCalibration
from cart.core.taught import Taught

log = logging.getLogger(__name__)

CRC = "crc32"
VERSION = 1
FLOOR_FILE = "camera-floor.json"
TAUGHT_FILE = "enrolled-weights.json"

Kept = TypeVar("Kept", Calibration, FloorCalibration)


def load_calibration(path: Path) -> Calibration | None:
    """The stored calibration; None, with a line in the log, when there is none that can be used."""
    try:
        calibration = _read(path, Calibration)
    except FileNotFoundError:
        log.warning("There is no calibration yet: calibrate the scale in staff mode.")
        return None
    except (OSError, ValueError) as error:
        log.error("%s cannot be used (%s): calibrate the scale again.", path.name, error)
        return None
    return calibration


def load_floor(path: Path, camera: str, picture: tuple[int, int]) -> FloorCalibration | None:
    """The stored calibration of this camera and its picture (any scale); None, with a line in the log, if unusable."""
    try:
        floor = _read(path, FloorCalibration)
    except FileNotFoundError:
        log.info("There is no calibration of the camera yet, so no sizes: smart-cart calibrate camera makes one.")
        return None
    except (OSError, ValueError) as error:
        log.error("%s cannot be used (%s): calibrate the camera again.", path.name, error)
        return None
    if floor.camera != camera:
        log.error("%s is of camera %s, and this is %s: calibrate the camera again.", path.name, floor.camera, camera)
        return None
    if not floor.fits(picture):
        sizes = ("x".join(map(str, size)) for size in (floor.picture, picture))
        log.error("%s is of pictures of %s, and these are %s pixels: calibrate the camera again.", path.name, *sizes)
        return None
    return floor


def _read(path: Path, kind: type[Kept]) -> Kept:
    plain = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(plain, dict):
        raise ValueError("it holds no calibration")
    version, kept = plain.pop("version", None), plain.pop(CRC, None)
    if version is None:
        raise ValueError("it names no version")
    if version != VERSION:
        raise ValueError(f"it is of version {version}, and this program reads version {VERSION}")
    if kept is None:
        raise ValueError("it bears no checksum")
    calibration: Kept = decode(plain, kind)
    if kept != _crc(calibration):
        raise ValueError("its numbers were changed or damaged")
    return calibration


def _crc(calibration: Calibration | FloorCalibration) -> str:
    return f"{zlib.crc32(canonical(calibration)):08x}"


def save_calibration(path: Path, calibration: Calibration | FloorCalibration) -> None:
    """Write it whole or not at all: a half-written file would leave the cart without a scale, or without sizes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"version": VERSION, **encode(calibration), CRC: _crc(calibration)}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def history_file(calibration: Path) -> Path:
    """The history that belongs to a calibration.json."""
    return calibration.with_name(f"{calibration.stem}-history.jsonl")


def append_history(path: Path, entry: Entry) -> None:
    """Add a calibration or a check; what is there is never rewritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 1))
        torn = file.read() not in (b"", b"\n")  # a power cut ended the last line early
        file.write((b"\n" if torn else b"") + canonical(entry, Entry) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def load_history(path: Path) -> Iterator[Entry]:
    """Every entry that can be read, oldest first; a spoilt line is left out with a line in the log."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return
    except OSError as error:
        log.error("%s cannot be read: %s.", path.name, error.strerror)
        return
    for number, line in enumerate(lines, start=1):
        try:
            entry: Entry = decode(json.loads(line), Entry)
        except ValueError:
            log.warning("Line %d of %s is spoilt and left out.", number, path.name)
        else:
            yield entry


def load_taught(path: Path) -> tuple[Taught, ...]:
    """What staff weighed of products here; nothing, with a line in the log, when the file is spoilt."""
    try:
        taught: tuple[Taught, ...] = decode(json.loads(path.read_text(encoding="utf-8")), tuple[Taught, ...])
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        log.error("%s cannot be used (%s): weights come from the catalogue.", path.name, error)
        return ()
    return taught


def save_taught(path: Path, taught: Iterable[Taught]) -> None:
    """Whole or not at all; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_bytes(canonical(tuple(taught), tuple[Taught, ...]))
    draft.replace(path)


def load_catalog(path: Path) -> Catalog:
    """The catalogue as last fetched; an empty one until the store has been reached for the first time."""
    try:
        catalog: Catalog = read_catalog(path.read_bytes())
    except FileNotFoundError:
        log.warning("There is no catalogue yet: it comes with the first contact to the store.")
    except (OSError, ValueError, Undecodable) as error:
        log.error("%s cannot be used (%s): it will be fetched again.", path.name, error)
    else:
        return catalog
    return Catalog("none", "EUR", ())
