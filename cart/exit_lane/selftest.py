"""One walk out through the lane, judged for a fitter: which sensors told it, in which order, and what to look at."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cart.core.exit import ExitLane, Passage, signal
from cart.core.inputs import Lane, LaneSignal, Way
from cart.exit_lane.contacts import LINE_BIT, ZONE_BIT
from cart.exit_lane.raw import Levels

PLACES = {Lane.ARMED: "zone", Lane.CROSSED: "line"}
WAYS = {
    Way.CONTACT: "contacts",
    Way.MARKER: "floor camera",
    Way.CODE: "card",
    Way.RADIO: "beacons",
}
LOOK_AT = {
    Way.CONTACT: "Look at its wiring and its strip (hw/wiring.md, Exit lane).",
    Way.MARKER: "Does the camera see the floor ahead, and is the marker clean and of the right number?",
    Way.CODE: "Hold the card a hand's breadth below the camera for a second, and move it a little.",
    Way.RADIO: "Look at the beacon's battery, its power and its UUID.",
}
CONTACTS = ((ZONE_BIT, "zone", "D4"), (LINE_BIT, "line", "D5"))


@dataclass
class Trial:
    """What is known of the walk so far; `add` and `levels` give a line for people when there is news."""

    ways: Sequence[Way]
    signals: list[LaneSignal] = field(default_factory=list)
    samples: int = 0
    ever: int = 0
    always: int = ZONE_BIT | LINE_BIT
    crossed: bool = False
    _lane: ExitLane = ExitLane()

    def levels(self, raw: Levels) -> None:
        self.samples += 1
        self.ever |= raw.bits
        self.always &= raw.bits

    def add(self, seen: LaneSignal) -> str:
        """The line to print, empty when the cart only is where it was."""
        again = any((one.way, one.lane, one.since) == (seen.way, seen.lane, seen.since) for one in self.signals)
        self.signals.append(seen)
        self._lane, passage = signal(self._lane, seen)
        self.crossed |= passage is Passage.CROSSED
        if again and passage is Passage.NOTHING:
            return ""
        where = f" of lane {seen.name}" if seen.name else ""
        verdict = f": {passage.value}" if passage is not Passage.NOTHING else ""
        return f"{WAYS[seen.way]:12} {PLACES[seen.lane]}{where}{verdict}"

    def findings(self) -> list[str]:
        """What is wrong, the most telling first; nothing when a trip would have ended."""
        found = []
        if Way.CONTACT in self.ways:
            found += self._contacts()
        for way in self.ways:
            told = {one.lane for one in self.signals if one.way is way}
            places = [Lane.ARMED] if way is Way.RADIO else list(Lane)
            silent = [PLACES[place] for place in places if place not in told]
            if silent:
                found.append(f"The {WAYS[way]} never told the {' nor the '.join(silent)}. {LOOK_AT[way]}")
        if self.crossed:
            return [] if not any(self._stuck()) else found
        return found or ["The line came, but not soon after the zone: walk out through the lane without a stop."]

    def _contacts(self) -> list[str]:
        if not self.samples:
            return ["The scale sends nothing, so its contacts cannot be seen: run smart-cart doctor."]
        found = [
            f"The {place}'s contact was closed all the time: is {pin} shorted to GND, or a magnet left under the cart?"
            for place, pin in self._stuck()
        ]
        told = [one for one in self.signals if one.way is Way.CONTACT]
        if not found and told and told[0].lane is Lane.CROSSED and any(one.lane is Lane.ARMED for one in told):
            found.append("The line's contact came before the zone's: are D4 and D5 swapped, or did you walk in?")
        return found

    def _stuck(self) -> list[tuple[str, str]]:
        return [(place, pin) for bit, place, pin in CONTACTS if self.samples and self.always & bit]
