"""What a screen may do: everything that leaves the glass goes through here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cart.core.inputs import StaffTap, Tap
from ui.pictures import Pictures


class Door(Protocol):
    """Where staff come in: a PIN goes to it and nowhere else, and who it was comes back in a view."""

    def wait_s(self) -> float:
        """Seconds until the next try is looked at."""

    def opens(self, pin: str) -> bool: ...


@dataclass(frozen=True)
class Edges:
    tap: Callable[..., None]  # (Tap, arg="")
    staff: Callable[..., None]  # (StaffTap, arg="")
    open_staff: Callable[[], None]
    ask_cancel: Callable[[], None]
    pictures: Pictures
    store_name: str
    latest_frame: Callable[[], np.ndarray | None] | None = None  # RGB; None where there is no camera


__all__ = ["Edges", "StaffTap", "Tap"]
