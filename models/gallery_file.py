"""A gallery as a file: one .npz, written whole or not at all."""

import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from cart.core.units import Sku
from models.looks import Confirmed, Look, unit

FORMAT = 4

WITHOUT_ODD = 2
"""The format of a gallery that knows products alone; it and the one after it are still read."""

LATER = {WITHOUT_ODD: {"odd", "core"}, 3: {"core"}}
"""Numbers that came after these formats: galleries of theirs count as they did."""


class GalleryUnusable(Exception):
    """The gallery cannot be used; the message is one plain sentence for a fitter."""


def write(
    path: Path, model: str, calibration: Mapping[str, float], products: Sequence[Look], odd: Sequence[Look]
) -> None:
    """Replaces `path`; what was there stays until the new file is on the disk."""
    looks = [*products, *odd]
    confirmed = [(nth, each) for nth, look in enumerate(looks) for each in look.confirmed]
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        np.savez_compressed(
            file,
            format=FORMAT,
            model=model,
            numbers=np.array(list(calibration), np.str_),
            calibration=np.array(list(calibration.values()), np.float64),
            skus=np.array([look.sku for look in looks], np.str_),
            names=np.array([look.name for look in looks], np.str_),
            products=len(products),
            counts=np.array([len(look.prototypes) for look in looks], np.int64),
            prototypes=_stacked([look.prototypes for look in looks]),
            weights=np.concatenate([np.zeros(0, np.float32), *(look.weights for look in looks)]),
            spreads=np.array([look.spread for look in looks], np.float64),
            measured=np.array([look.measured for look in looks], np.int64),
            confirmed_of=np.array([nth for nth, _ in confirmed], np.int64),
            confirmed_events=np.array([each.event for _, each in confirmed], np.str_),
            confirmed=_stacked([each.vector[None] for _, each in confirmed]),
        )
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read(path: Path, numbers: Iterable[str]) -> tuple[str, dict[str, float], tuple[Look, ...], tuple[Look, ...]]:
    """Digest of the model, those of the calibration's `numbers` that it has, the products, and what is none of them.

    GalleryUnusable says what is wrong.
    """
    try:
        with np.load(path) as stored:
            form = int(stored["format"])
            if form != FORMAT and form not in LATER:
                raise GalleryUnusable(
                    f"The gallery {path} is of format {form}, this version reads {WITHOUT_ODD} to {FORMAT}: "
                    "enrol its products again."
                )
            calibration = dict(zip(stored["numbers"].tolist(), stored["calibration"].tolist(), strict=True))
            looks = _looks(stored)
            products = len(looks) if form == WITHOUT_ODD else int(stored["products"])
            if not 0 <= products <= len(looks):
                raise ValueError("its products do not add up")
            kept = {name: float(calibration[name]) for name in numbers if name not in LATER.get(form, ())}
            return str(stored["model"]), kept, looks[:products], looks[products:]
    except OSError as error:
        raise GalleryUnusable(f"The gallery {path} cannot be read: {error.strerror or error}.") from error
    except _DAMAGE as error:
        raise GalleryUnusable(f"The gallery {path} is damaged or no gallery of ours: {error}.") from error


_DAMAGE = (
    ValueError,
    LookupError,
    EOFError,
    TypeError,
    RuntimeError,  # a flag says that it is encrypted, or packed in a way that zipfile does not know
    MemoryError,  # a length that makes no sense
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
)
"""What numpy and zipfile say of files that are torn, have flipped bits or are something else."""


def _looks(stored: "np.lib.npyio.NpzFile") -> tuple[Look, ...]:
    counts, prototypes, weights = stored["counts"], stored["prototypes"], stored["weights"]
    if counts.sum() != len(prototypes) or len(weights) != len(prototypes) or (counts < 1).any():
        raise ValueError("its prototypes do not add up")
    if not (np.isfinite(prototypes).all() and np.isfinite(weights).all()):
        raise ValueError("its prototypes are no numbers")
    ends = np.cumsum(counts)[:-1]
    confirmed: list[list[Confirmed]] = [[] for _ in counts]
    events = zip(stored["confirmed_of"].tolist(), stored["confirmed_events"].tolist(), strict=True)
    for (nth, event), vector in zip(events, stored["confirmed"], strict=True):
        confirmed[nth].append(Confirmed(event, unit(vector)[0]))
    rows = zip(
        stored["skus"].tolist(),
        stored["names"].tolist(),
        np.split(prototypes, ends) if len(counts) else (),
        np.split(weights, ends) if len(counts) else (),
        stored["spreads"].tolist(),
        stored["measured"].tolist(),
        map(tuple, confirmed),
        strict=True,
    )
    return tuple(Look(Sku(sku), name, unit(own), *rest) for sku, name, own, *rest in rows)


def _stacked(rows: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate(rows) if rows else np.zeros((0, 0), np.float32)
