"""What trips confirmed of looks: laid over the galleries, and kept in a file of its own.

Apart from staff's lessons, because it is written after sales: a lesson takes minutes of somebody's time, a
confirmation comes again.
"""

import logging
from dataclasses import replace
from pathlib import Path

from cart.core.units import Sku
from cart.left_behind import set_aside
from models.gallery import Gallery, GalleryUnusable
from models.looks import Confirmed

log = logging.getLogger(__name__)

CONFIRMED_FILE = "confirmed.npz"


class Refinements:
    """Confirmed looks by product; those of another model, or in a damaged file, are set aside before one is kept."""

    def __init__(self, file: Path | None, model: str) -> None:
        self._file, self._usable = file, True
        self._of: dict[Sku, tuple[Confirmed, ...]] = {}
        if file is None or not file.exists():
            return
        try:
            self._of = {look.sku: look.confirmed for look in Gallery.load(file, model).looks}
        except GalleryUnusable as error:
            self._usable = False
            log.error("%s What trips confirmed is left out.", error)

    @property
    def count(self) -> int:
        return sum(map(len, self._of.values()))

    def laid_over(self, gallery: Gallery) -> Gallery:
        return replace(
            gallery, looks=tuple(replace(look, confirmed=self._of.get(look.sku, ())) for look in gallery.looks)
        )

    def forget(self, sku: Sku) -> None:
        """Nothing of it counts any more; in the file it goes with the next thing that is kept."""
        self._of.pop(sku, None)

    def keep(self, refined: Gallery) -> None:
        """What is confirmed in this gallery, and nothing else; without space it counts until the cart stops."""
        looks = tuple(look for look in refined.looks if look.confirmed)
        self._of = {look.sku: look.confirmed for look in looks}
        if self._file is None:
            return
        try:
            if not self._usable and self._file.exists():
                set_aside(self._file)
            replace(refined, looks=looks, odd=()).save(self._file)
            self._usable = True
        except OSError as error:
            log.error("%s cannot be kept: %s.", self._file.name, error.strerror)
