"""Galleries that another model made, or that are damaged: moved out of the way, never overwritten, and remembered."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from cart.core.units import Sku
from models.gallery import Gallery, GalleryUnusable
from models.looks import Look


@dataclass(frozen=True)
class LeftBehind:
    """What staff have to teach again: the products' names, and the files that do not even tell those."""

    names: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def set_aside(file: Path) -> Path:
    """Give the file a name of its own, made of what it holds; raises OSError."""
    own = file.with_name(f"{file.stem}-{hashlib.sha256(file.read_bytes()).hexdigest()[:8]}{file.suffix}")
    return file.rename(own)


def left_behind(file: Path, known: Collection[Sku], usable: bool) -> LeftBehind:
    """What the files that stood in the place of `file`, and it itself unless it is `usable`, hold beyond `known`."""
    names: dict[Sku, str] = {}
    unread = []
    for path in [*_aside(file), *([] if usable or not file.exists() else [file])]:
        try:
            looks = Gallery.load(path).looks
        except GalleryUnusable:
            unread.append(path.name)
        else:
            names |= {look.sku: look.name for look in looks if look.sku not in known}
    return LeftBehind(tuple(names.values()), tuple(unread))


def come_back(file: Path, model: str) -> tuple[Look, ...]:
    """The products of files that were set aside and are of this model after all."""
    found: dict[Sku, Look] = {}
    for path in _aside(file):
        try:
            found |= {look.sku: look for look in Gallery.load(path, model).looks}
        except GalleryUnusable:
            continue
    return tuple(found.values())


def _aside(file: Path) -> list[Path]:
    return sorted(file.parent.glob(f"{file.stem}-????????{file.suffix}"))
