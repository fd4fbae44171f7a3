"""What the cart learned, apart from what people wrote: calibration.json says who taught it, and when."""

import json
import logging
import os
from pathlib import Path

from cart.core.calibration import Calibration
from cart.core.catalog import Catalog
from cart.core.encoding import Undecodable, decode, encode

log = logging.getLogger(__name__)


def load_calibration(path: Path) -> Calibration | None:
    """The stored calibration; None, with a line in the log, when there is none that can be used."""
    try:
        calibration: Calibration = decode(json.loads(path.read_text(encoding="utf-8")), Calibration)
    except FileNotFoundError:
        log.warning("There is no calibration yet: calibrate the scale in staff mode.")
        return None
    except (OSError, ValueError) as error:
        log.error("%s cannot be used (%s): calibrate the scale again.", path.name, error)
        return None
    return calibration


def save_calibration(path: Path, calibration: Calibration) -> None:
    """Write it whole or not at all: a half-written file would leave the cart without a scale."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(encode(calibration), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def load_catalog(path: Path) -> Catalog:
    """The catalogue as last fetched; an empty one until the store has been reached for the first time."""
    try:
        catalog: Catalog = decode(json.loads(path.read_text(encoding="utf-8")), Catalog)
    except FileNotFoundError:
        log.warning("There is no catalogue yet: it comes with the first contact to the store.")
    except (OSError, ValueError, Undecodable) as error:
        log.error("%s cannot be used (%s): it will be fetched again.", path.name, error)
    else:
        return catalog
    return Catalog("none", "EUR", ())
