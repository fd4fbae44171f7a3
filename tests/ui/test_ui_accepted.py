"""Pictures of screens that were looked at and accepted: what changes them is seen before anybody else sees it.

They are kept at half size: what Mesa's versions draw differently are single pixels at the edges of shapes, and those go
under in the mean. `pytest tests/ui/test_ui_accepted.py --update-accepted` accepts what is drawn now.
"""

from pathlib import Path

import cv2
import numpy as np
import pytest

from ui.gallery import Sheet, draw

ACCEPTED = Path(__file__).parent / "accepted"
TOLERATED = 24  # of 255, for one pixel at half size
MAY_DIFFER = 0.002  # share of the pixels beyond that

LOOKED_AT = {
    Sheet.of("en"): (
        "welcome",
        "shop-empty",
        "shop-few",
        "shop-felt",
        "shop-pending",
        "shop-doubt",
        "shop-undo",
        "shop-offers",
        "shop-withheld",
        "shop-all-trouble",
        "question-four",
        "question-removed",
        "name",
        "name-search",
        "menu-full",
        "search",
        "list",
        "budget",
        "offers",
        "settings-on",
        "member-unknown",
        "own-weighed",
        "why-code",
        "checkout",
        "checkout-open",
        "age-refused",
        "pin-wrong",
        "cancel",
        "staff-span",
        "staff-home",
        "staff-trip-busy",
        "staff-line",
        "staff-camera-refused",
        "staff-camera-fitted",
        "staff-takeover-fits",
        "staff-health",
        "staff-lane-crossed",
        "spot-check",
        "handed-over-staff",
    ),
    Sheet.of("ar"): ("welcome", "shop-doubt", "question-four", "name", "why", "receipt", "staff-corner"),
    Sheet.of("ja"): ("shop-few", "checkout-open", "staff-health"),
    Sheet.of("de", (800, 480)): ("shop-doubt", "question-four"),
    Sheet.of("ar", (720, 1280), larger_text=True): ("shop-doubt",),
    Sheet.of("en", (1280, 800), left_handed=True): ("shop-few",),
}


@pytest.mark.parametrize("sheet", LOOKED_AT, ids=lambda sheet: sheet.name)
def test_screens_look_as_they_were_accepted(sheet, request, screen, tmp_path, pictures):
    update = request.config.getoption("--update-accepted")
    wanted = LOOKED_AT[sheet]
    different = []
    for shot in draw(tmp_path, (sheet,), lambda sku: pictures / f"{sku}.jpg", lambda name: name in wanted):
        small = cv2.resize(shot.pixels[:, :, ::-1], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        path = ACCEPTED / shot.file
        if update:
            path.parent.mkdir(exist_ok=True)
            cv2.imwrite(str(path), small, [cv2.IMWRITE_PNG_COMPRESSION, 9])
        elif share := differing(cv2.imread(str(path)), small):
            seen = tmp_path / f"differs-{shot.file}"
            cv2.imwrite(str(seen), side_by_side(cv2.imread(str(path)), small))
            different.append(f"{shot.file}: {100 * share:.1f} % of the picture, see {seen}")
    assert not different, "\n".join(different)


def differing(accepted: np.ndarray | None, now: np.ndarray) -> float:
    """The share of pixels that differ, where that is too much; 1 for a picture of another size, or none."""
    if accepted is None or accepted.shape != now.shape:
        return 1.0
    share = float((np.abs(accepted.astype(int) - now).max(axis=2) > TOLERATED).mean())
    return share if share > MAY_DIFFER else 0.0


def side_by_side(accepted: np.ndarray | None, now: np.ndarray) -> np.ndarray:
    """What was accepted, what is drawn now, and where they differ, in red."""
    if accepted is None or accepted.shape != now.shape:
        return now
    marked = cv2.cvtColor(cv2.cvtColor(now, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    marked[np.abs(accepted.astype(int) - now).max(axis=2) > TOLERATED] = (0, 0, 255)
    return np.hstack([accepted, now, marked])


def test_a_picture_that_differs_is_noticed_and_marked():
    accepted = np.full((300, 512, 3), 200, np.uint8)
    now = accepted.copy()
    now[10:40, 10:60] = 90
    assert differing(accepted, now) > MAY_DIFFER
    assert differing(accepted, accepted) == 0.0
    assert differing(None, now) == 1.0
    assert tuple(side_by_side(accepted, now)[20, 2 * 512 + 20]) == (0, 0, 255)
    edge = accepted.copy()
    edge[0, :100] = 90
    assert differing(accepted, edge) == 0.0
