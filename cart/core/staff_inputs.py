"""What can happen to a cart while staff look after it: who came, and what the edges answer to staff's wishes.

The PIN and the badge's code stay at the door (`cart.staff_door`); only who it was comes in.
"""

from dataclasses import dataclass
from enum import Enum

from cart.core.catalog import Catalog
from cart.core.checking import Entry
from cart.core.handover import Handover
from cart.core.later import later
from cart.core.roles import Role
from cart.core.units import Decigrams, Seconds, Sku


class Grade(Enum):
    """How a device is, at a glance."""

    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was examined: its topic (a row in ui.words), how it is, what was found, what to do."""

    topic: str
    grade: Grade
    found: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class StaffCame:
    """The door let somebody in, by a PIN or a badge."""

    t: Seconds
    who: str
    role: Role
    by: str = later("")


@dataclass(frozen=True, slots=True)
class BadgeRefused:
    """A badge was shown that opens nothing, or not now."""

    t: Seconds


@dataclass(frozen=True, slots=True)
class HistoryRead:
    """The last calibrations and checks of the scale, oldest first."""

    t: Seconds
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class HandoverSealed:
    """The basket of trip `trip` at its fact `seq`, signed and ready to be shown; without a text, `refusal` says why."""

    t: Seconds
    trip: str
    seq: int
    to: str
    text: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class BasketOffered:
    """The store granted the other cart's basket to this one, and here are the prices that it began with."""

    t: Seconds
    handover: Handover
    catalog: Catalog


@dataclass(frozen=True, slots=True)
class BasketRefused:
    t: Seconds
    refusal: str


@dataclass(frozen=True, slots=True)
class BoardSeen:
    """What a picture showed of the printed board: its corners, in permille of the picture, or why it is of no use."""

    t: Seconds
    place: int
    corners: tuple[tuple[int, int], ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class CameraFitted:
    """What came of the pictures of the board, in millimetres on the floor; with a refusal nothing can be kept."""

    t: Seconds
    rms_mm: float = 0.0
    worst_mm: float = 0.0
    corners: int = 0
    covered_cm2: float = 0.0
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class CameraKept:
    """The camera's calibration is on the disk and in use, or why not."""

    t: Seconds
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class ViewTaken:
    """A view of the product that is enrolled: `view` 0 is the empty basket; `crop` is the evidence file's hash."""

    t: Seconds
    sku: Sku
    view: int
    crop: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class ProductLearned:
    """The cart knows `sku` from so many views of its own (0: what it was taught is undone), or why not.

    `piece` is what one weighed meanwhile; 0: the scale did not say. `size_mm` are its sides, as far as the floor under
    a calibrated camera told them.
    """

    t: Seconds
    sku: Sku
    views: int
    refusal: str = ""
    piece: Decigrams = later(Decigrams(0))
    size_mm: tuple[int, int, int] | None = later(None)


@dataclass(frozen=True, slots=True)
class LaneRead:
    """The ways by which this cart senses its exit lane (values of cart.core.inputs.Way)."""

    t: Seconds
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DevicesExamined:
    t: Seconds
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class LogsWritten:
    """The archive's name on the stick, or why there is none."""

    t: Seconds
    name: str = ""
    refusal: str = ""


StaffInput = (
    StaffCame
    | BadgeRefused
    | HistoryRead
    | HandoverSealed
    | BasketOffered
    | BasketRefused
    | BoardSeen
    | CameraFitted
    | CameraKept
    | ViewTaken
    | ProductLearned
    | LaneRead
    | DevicesExamined
    | LogsWritten
)
