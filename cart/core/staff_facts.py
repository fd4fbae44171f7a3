"""What staff did on a trip, as facts of that trip; the money follows from the lines that come with them."""

from dataclasses import dataclass

from cart.core.units import Decigrams, Money, Sku


@dataclass(frozen=True, slots=True)
class StaffActed:
    """Staff did something to this trip; the facts that follow say what came of it."""

    who: str
    role: str
    what: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class SpotCheckAsked:
    """The trip was drawn for a spot check of these lines (see cart.core.spot_check)."""

    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SpotChecked:
    """Staff looked for a line of the bill in the basket."""

    line: int
    found: bool


@dataclass(frozen=True, slots=True)
class SpotExtra:
    """Staff found something that is not on the bill; `sku` is empty where nobody said what."""

    sku: Sku


@dataclass(frozen=True, slots=True)
class SpotCheckEnded:
    """`made` is false where no staff came in time: the trip ends as if it had not been drawn."""

    made: bool


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The trip ends here and is sold elsewhere: `text` is what the QR code says, with every line, signed."""

    to: str  # "till" or "cart"
    text: str
    wall: int


@dataclass(frozen=True, slots=True)
class BasketTaken:
    """This trip goes on with the basket of another: its lines follow, each as a step and an item.

    `expected` is what they weighed there, `measured` what lies in this basket (0: the scale did not say).
    """

    trip: str
    cart: str
    lines: int
    expected: Decigrams
    measured: Decigrams
    total: Money


StaffFact = StaffActed | SpotCheckAsked | SpotChecked | SpotExtra | SpotCheckEnded | HandedOver | BasketTaken
