"""Staff's first page between trips: what their role may do here, a tile for each."""

from dataclasses import dataclass

from cart.core.roles import Right
from cart.core.staff_view import StafferView
from cart.core.taps import StaffTap
from cart.core.view import CartView
from ui.presenting.parts import Banner, banner
from ui.presenting.staff_parts import Deed, Head, head, restart
from ui.tones import Tone
from ui.words import row_of, say

_TILES: tuple[tuple[StaffTap, str, str, Right | None], ...] = (
    (StaffTap.HEALTH, "health", "info", None),
    (StaffTap.ENTER, "scale", "scale", Right.CALIBRATE),
    (StaffTap.CAMERA, "camera", "camera", Right.CALIBRATE),
    (StaffTap.LANE, "lane", "forward", Right.DEVICES),
    (StaffTap.ENROL, "enrol", "plus", Right.ENROL),
    (StaffTap.TAKE_OVER, "take over", "basket", Right.HAND_OVER),
)


@dataclass(frozen=True, slots=True)
class StaffHome:
    head: Head
    banner: Banner | None
    tiles: tuple[Deed, ...]


def staff_home(view: CartView, staffer: StafferView, lang: str) -> StaffHome:
    """In safe mode nothing can be taught or handed over: health, logs and a restart are left."""
    tiles = tuple(
        Deed(f"home:{row_of(page)}", say(lang, f"page.{row_of(page)}"), tap, icon=icon)
        for tap, page, icon, right in _TILES
        if (right is None or right in staffer.may) and (not view.safe or page == "health")
    )
    if Right.DEVICES in staffer.may:
        tiles = (*tiles, restart(lang))
    safe = Banner(say(lang, "desk.safe"), Tone.WARN, "info") if view.safe else None
    return StaffHome(head(staffer, lang), safe or banner(view, lang), tiles)
