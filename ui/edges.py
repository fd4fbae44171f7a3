"""What a screen may do, and what it has to fit: everything that leaves the glass goes through here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cart.core.taps import StaffTap, Tap
from ui.theme import Look

if TYPE_CHECKING:
    import numpy as np

    from ui.pictures import Pictures
    from ui.presenting.calibration import History
    from ui.presenting.staff_parts import Ask, Pick


class Door(Protocol):
    """Where staff come in: a PIN goes to it and nowhere else, and who it was comes back in a view."""

    @property
    def badges(self) -> bool:
        """Whether a badge can be shown instead."""

    @property
    def locked(self) -> bool:
        """Whether so many tries were wrong that it is closed, not just slow."""

    def wait_s(self) -> float:
        """Seconds until the next try is looked at."""

    def opens(self, pin: str) -> bool: ...


@dataclass(frozen=True)
class Edges:
    look: Look
    lang: str
    languages: tuple[tuple[str, str], ...]  # those that can be chosen, each by its own name
    tap: Callable[..., None]  # (Tap, arg="", question=0)
    staff: Callable[..., None]  # (StaffTap, arg="")
    open_staff: Callable[[], None]
    open_menu: Callable[[], None]
    open_sheet: Callable[[str], None]
    lay_over: "Callable[[Ask | Pick | History], None]"  # a question before a tap of staff, a product, what was before
    choose_language: Callable[[str], None]
    pictures: "Pictures"  # of products, by sku
    crops: "Pictures"  # of what the camera saw, by hash
    store_name: str
    speaks: bool = False  # reading aloud can be offered
    reads_cards: bool = False  # there is a reader for cards and tags
    latest_frame: "Callable[[], np.ndarray | None] | None" = None  # RGB; None where there is no camera


__all__ = ["Edges", "StaffTap", "Tap"]
