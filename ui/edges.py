"""What a screen may do: everything that leaves the glass goes through here."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cart.core.inputs import StaffTap, Tap
from ui.pictures import Pictures


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
