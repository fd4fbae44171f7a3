"""Signs that a camera sees: markers on the lane's floor in a pair, and the lane's card that a shopper shows."""

from collections.abc import Mapping

from cart.core.inputs import Lane, LaneSignal, Way
from cart.exit_lane.presence import Sighted, Teller
from cart.exit_lane.raw import Looked, Raw, Sign

MARKER_LOOKS = 2
"""So many confirm; the first one of the zone's marker arms, for a cart that runs blurs most of what it passes."""
MARKER_WITHIN_S = 1.0
MARKER_GONE_S = 1.5
MARKER_SIDE = 0.0875
"""Parts of the picture's height: what is seen smaller is farther away than the next lane."""

CARD_LOOKS = 2
"""One look is never believed alone: the first one arms, so many confirm."""
CARD_WITHIN_S = 3.0
CARD_GONE_S = 4.0
CARD_SIDE = 0.12

MOVED = 0.03
"""Parts of the picture's height that tell motion from the noise of corners."""
CARD_MOVED, CARD_STIRRED = 0.008, 0.0045
"""The same of a card in a hand, which hardly moves: in many looks, and in the first few, which scatter less.

Of 661 drawn cards that lay still one seemed to move by more in its first five looks (0.0052), none in thirty (0.0078).
"""
FEW_LOOKS = 5
WATCHED_S = 0.4
"""After so long without it the sign stands."""

LANES = 64
"""Most lanes that a sensor keeps in mind at once: a roll of made-up cards must not fill the memory."""


class MarkerSensor:
    """A marker at the zone and one behind the line, on the floor ahead of the cart."""

    way = Way.MARKER

    def __init__(self, looks: int = MARKER_LOOKS, within_s: float = MARKER_WITHIN_S, side: float = MARKER_SIDE) -> None:
        self._looks, self._within_s, self._side = looks, within_s, side
        self._places: dict[tuple[Lane, str], tuple[Sighted, Teller]] = {}

    def feed(self, raw: Raw) -> list[LaneSignal]:
        if not isinstance(raw, Looked) or raw.way is not self.way:
            return []
        near = largest(raw, self._side)
        for lane, name in near:
            if (lane, name) not in self._places and len(self._places) < 2 * LANES:
                least = 1 if lane is Lane.ARMED else self._looks
                sighted = Sighted(least, self._within_s, MARKER_GONE_S)
                self._places[lane, name] = (sighted, Teller(self.way, lane, name))
        told: list[LaneSignal] = []
        for place, (sighted, teller) in self._places.items():
            sign = near.get(place)
            sighted.feed(raw.t, sign.centre if sign else None)
            told += teller.tell(raw.t, sighted.since, _moving(sighted))
        self._places = {place: kept for place, kept in self._places.items() if not kept[0].gone}
        return sorted(told, key=lambda signal: signal.lane is Lane.CROSSED)


class CardSensor:
    """The lane's card, shown to the basket's camera: the first look arms, the second one confirms.

    A hand that holds it moves it. A card that lies still is in the basket; nobody shows it.
    """

    way = Way.CODE

    def __init__(self, looks: int = CARD_LOOKS, side: float = CARD_SIDE) -> None:
        self._looks, self._side = looks, side
        self._cards: dict[str, tuple[Sighted, Teller, Sighted, Teller]] = {}

    def feed(self, raw: Raw) -> list[LaneSignal]:
        if not isinstance(raw, Looked) or raw.way is not self.way:
            return []
        near = {name: sign for (_, name), sign in largest(raw, self._side).items()}
        for name in near:
            if name not in self._cards and len(self._cards) < LANES:
                self._cards[name] = (
                    Sighted(1, CARD_WITHIN_S, CARD_GONE_S),
                    Teller(self.way, Lane.ARMED, name),
                    Sighted(self._looks, CARD_WITHIN_S, CARD_GONE_S),
                    Teller(self.way, Lane.CROSSED, name),
                )
        told: list[LaneSignal] = []
        for name, (once, arms, often, confirms) in self._cards.items():
            centre = near[name].centre if name in near else None
            for sighted in (once, often):
                sighted.feed(raw.t, centre)
            told += arms.tell(raw.t, once.since)
            if centre is not None:
                told += confirms.tell(raw.t, often.since, _held(often))
        self._cards = {name: kept for name, kept in self._cards.items() if not kept[0].gone}
        return told


def largest(raw: Looked, least: float) -> Mapping[tuple[Lane, str], Sign]:
    """The signs that are near enough; of two with one meaning the nearer one."""
    near: dict[tuple[Lane, str], Sign] = {}
    for sign in sorted(raw.signs, key=lambda sign: sign.side):
        if sign.side >= least:
            near[sign.lane, sign.name] = sign
    return near


def _held(card: Sighted) -> bool:
    return card.moved > (CARD_STIRRED if card.looks <= FEW_LOOKS else CARD_MOVED)


def _moving(sighted: Sighted) -> bool | None:
    if sighted.moved > MOVED:
        return True
    return False if sighted.looked_s > WATCHED_S else None
