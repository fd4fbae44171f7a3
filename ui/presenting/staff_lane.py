"""The exit lane's test: what each way tells while staff walk out, and what the rule makes of it."""

from cart.core.inputs import Lane, Way
from cart.core.staff_view import StafferView
from cart.core.staff_work import LaneWork
from cart.core.taps import StaffTap
from ui.presenting.parts import Banner
from ui.presenting.staff_parts import Deed, Note, head
from ui.presenting.staff_work import Work
from ui.tones import Tone
from ui.words import say

_PLACES = {Lane.ARMED: "zone", Lane.CROSSED: "line"}


def lane_test(staffer: StafferView, work: LaneWork, lang: str) -> Work:
    """Once the lane was crossed, or the line came alone, what to look at stands beside each way that kept silent."""
    lined = any(place is Lane.CROSSED for _, place in work.told)
    told = Banner(say(lang, "lane.walk"), Tone.INFO, "forward")
    if not work.ways:
        told = Banner(say(lang, "lane.none"), Tone.WARN, "info")
    elif work.crossed:
        told = Banner(say(lang, "lane.crossed"), Tone.GOOD, "check")
    elif lined:
        told = Banner(say(lang, "lane.late"), Tone.WARN, "info")
    elif work.armed:
        told = Banner(say(lang, "lane.armed"), Tone.INFO, "check")
    again = Deed("again", say(lang, "staff.again"), StaffTap.LANE, style="primary")
    notes = tuple(_way(way, work, lang, over=work.crossed or lined) for way in work.ways)
    return Work(head(staffer, lang), told, notes, (again,), live=False)


def _way(way: Way, work: LaneWork, lang: str, *, over: bool) -> Note:
    """Radio knows the zone only."""
    places = (Lane.ARMED,) if way is Way.RADIO else (Lane.ARMED, Lane.CROSSED)
    told = [say(lang, f"lane.{_PLACES[place]}") for place in places if (way, place) in work.told]
    whole = len(told) == len(places)
    said = ", ".join(told) or say(lang, "lane.nothing")
    text = f"{say(lang, f'way.{way.value}')}: {said}"
    tone = Tone.GOOD if whole else Tone.WARN if over else Tone.INFO
    return Note(text, "check" if whole else "eye", tone, say(lang, f"look.{way.value}") if over and not whole else "")
