"""What staff have under way at a cart: who they are, which page is open, and what was measured there so far."""

from dataclasses import dataclass
from enum import Enum

from cart.core.checking import Entry
from cart.core.inputs import Lane, Way
from cart.core.later import later
from cart.core.roles import Role
from cart.core.staff_inputs import BasketOffered, BoardSeen, CameraFitted, Finding, LogsWritten
from cart.core.units import Decigrams, Grams, Money, Seconds, Sku

LEAST_VIEWS, MOST_VIEWS = 3, 10
BOARD_PLACES = 3  # the middle, towards the left end, towards the right end

PROBLEMS = (
    "not allowed",
    "no such line",
    "no such product",
    "no such question",
    "no such thing",
    "no quantity",
    "not sold by weight here",
    "labelled",
    "weight differs",
    "questions open",
    "still weighing",
    "a trip is running",
    "no trip",
    "changed meanwhile",
    "too few views",
    "enough views",
    "not still",
    "too many lines",
    "prices differ",
    "not looked at yet",
    "cannot be signed",
)
"""Why something was not done; each has a row in ui.words."""


class StaffPage(Enum):
    """The page that is open; the scale's calibration has a screen of its own."""

    HOME = "home"
    TRIP = "trip"
    SCALE = "scale"
    TAKE_OVER = "take over"
    CAMERA = "camera"
    ENROL = "enrol"
    HEALTH = "health"
    LANE = "lane"


@dataclass(frozen=True, slots=True)
class CameraWork:
    """Pictures of the printed board: `place` is the next one (3: all are taken), `busy` while one is looked at."""

    place: int = 0
    busy: bool = False
    seen: tuple[BoardSeen, ...] = ()
    fitted: CameraFitted | None = None
    kept: bool = False
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class EnrolWork:
    """A product in the making: `view` is the next one; 0 is the empty basket. `views` is set once it is learned."""

    sku: Sku
    name: str
    view: int = 0
    busy: bool = False
    crops: tuple[str, ...] = ()
    weights: tuple[Decigrams, ...] = ()
    empty: Grams | None = None
    expected: Decigrams = Decigrams(0)  # what a piece weighs by the catalogue
    views: int = 0
    forgotten: bool = False
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class LaneWork:
    """A walk out through the lane: its `ways`, which of them told which place, and what the rule made of it."""

    ways: tuple[Way, ...] = ()
    told: tuple[tuple[Way, Lane], ...] = ()
    armed: bool = False
    crossed: bool = False


@dataclass(frozen=True, slots=True)
class Handed:
    """A basket that was handed over, and the code that says so, until it is put away."""

    trip: str
    to: str
    text: str
    total: Money


@dataclass(frozen=True, slots=True)
class Staffer:
    """Who is at the cart; nobody is, once nothing was tapped for a while."""

    who: str
    role: Role
    seen_at: Seconds
    page: StaffPage = StaffPage.HOME
    problem: str = ""
    camera: CameraWork | None = None
    enrol: EnrolWork | None = None
    examining: bool = False
    findings: tuple[Finding, ...] = ()
    writing: bool = False
    logs: LogsWritten | None = None
    history: tuple[Entry, ...] = ()
    asking: bool = False  # the store is asked for a basket
    offer: BasketOffered | None = None
    refusal: str = ""  # of the basket that was asked for
    curve: tuple[tuple[Seconds, tuple[int, ...]], ...] = later(())  # counts of the last ten seconds
    lane: LaneWork | None = later(None)
