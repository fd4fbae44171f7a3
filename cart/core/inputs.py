"""Everything that can happen to a cart: one closed union; every member carries its time.

Arrival order is the order of truth; `t` is capture time and may run backwards between channels.
"""

from dataclasses import dataclass
from enum import Enum

from cart.core.catalog import Catalog
from cart.core.later import later
from cart.core.shopper_inputs import CardRead, SignedIn, SignInRefused, StaffComing
from cart.core.staff_inputs import StaffInput
from cart.core.units import Decigrams, Seconds, Sku


class Source(Enum):
    """A device or a peer that the cart can lose."""

    SCALE = "scale"
    CAMERA = "camera"
    STORE = "store"


class Reason(Enum):
    """Why a source is down; each has a row in ui.messages."""

    UNPLUGGED = "unplugged"
    SILENT = "silent"
    GARBAGE = "garbage"
    WRONG_FIRMWARE = "wrong firmware"
    FROZEN = "frozen"
    SLOW = "slow"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    BROKEN = "broken"
    UNCALIBRATED = "uncalibrated"  # the scale is there, but nobody taught the cart what its counts weigh
    CHECK_FAILED = "check failed"  # it was checked with a known weight, and was off


class Tap(Enum):
    """What a shopper can do on the screen."""

    START = "start"
    ANSWER = "answer"  # arg: a sku of the open question
    NOT_FOR_SALE = "not for sale"  # "this is my own": a bag, a coat
    NONE_OF_THESE = "none of these"
    TYPED = "typed"  # arg: digits of a barcode or a PLU
    SEARCHED = "searched"  # arg: a sku picked from the list of names
    CANCEL_TRIP = "cancel trip"
    DONE = "done"  # leaves the receipt
    UNDO = "undo"  # takes the last answer back
    WHY = "why"  # arg: the number of a line whose evidence is shown; empty: it is closed
    SIGN_IN = "sign in"  # arg: the code that the phone shows
    OWN_THINGS = "own things"  # what goes in next is the shopper's own
    OWN_DONE = "own done"
    LANGUAGE = "language"  # arg: two letters
    LEFT_HANDED = "left-handed"  # arg, here and in the next three: on or off
    LARGER_TEXT = "larger text"
    QUIET = "quiet"
    SPOKEN = "spoken"
    BUDGET = "budget"  # arg: minor units; empty or 0: none
    LIST_ADD = "list add"  # arg: a sku, or what it is called
    LIST_REMOVE = "list remove"  # arg: the entry's number
    LIST_CLEAR = "list clear"
    HELP = "help"
    HELP_CANCEL = "help cancel"


class StaffTap(Enum):
    """What staff can do once the door (`cart.staff_door`) let them in; what each role may is in `cart.core.roles`."""

    ENTER = "enter"
    LEAVE = "leave"
    ZERO = "zero"
    SPAN = "span"  # arg: the known weight in grams
    CORNER = "corner"  # go to the corners, or measure the one that is asked for
    VERIFY = "verify"  # go to the verification; arg: the known weight in grams that stands in the middle
    CHECK = "check"  # of the calibration in use; arg: the known weight in grams
    SAVE = "save"  # of the scale, the camera or the product, whichever page is open
    HOME = "home"  # back to the first page
    LOOK_AT = "look at"  # arg: a line, whose evidence is shown; empty: none
    CORRECT = "correct"  # arg: line:quantity:sku, what the line really is
    VOID = "void"  # arg: a line
    NAME = "name"  # arg: question:quantity:sku, the answer to an open question; quantity 0: as many as it weighs
    DROP = "drop"  # arg: an open question, in the shopper's favour
    CHARGE = "charge"  # arg: step:quantity:sku, what a thing that was said to be the shopper's own really is
    FINISH = "finish"
    CANCEL = "cancel"
    HAND_OVER = "hand over"  # arg: "till" or "cart"
    HANDED = "handed"  # the code was read: it is put away
    TAKE_OVER = "take over"  # the other cart's code is shown to the camera next
    ACCEPT = "accept"  # the goods lie in this basket now
    FOUND = "found"  # arg: a line of the spot check
    NOT_FOUND = "not found"  # arg: a line of the spot check
    EXTRA = "extra"  # arg: what lies there and is not on the bill; empty: nobody knows
    CHECKED = "checked"
    CAMERA = "camera"
    SHOOT = "shoot"  # the board, or a view of the product
    ENROL = "enrol"  # arg: a SKU, GTIN or PLU of the catalogue
    FORGET = "forget"  # arg: a SKU
    HEALTH = "health"
    LOGS = "logs"
    RESTART = "restart"
    AGE_APPROVE = "age approve"  # in a trip, here and below; arg: who
    AGE_REFUSE = "age refuse"  # arg: who
    CALL_DONE = "call done"  # arg: the number of a call; empty: all of them


class Lane(Enum):
    """The two places of an exit lane, one after the other on the way out."""

    ARMED = "armed"  # in the zone before the line
    CROSSED = "crossed"  # on the line


class Way(Enum):
    """How a cart senses the lane; what each may do is in `cart.core.exit`."""

    CONTACT = "contact"  # lines of the scale's bridge: hall, reed, NFC, whatever closes a contact
    MARKER = "marker"  # a pair of ArUco markers
    CODE = "code"  # the lane's card, shown to the camera
    RADIO = "radio"  # Bluetooth beacons


@dataclass(frozen=True, slots=True)
class ScaleReading:
    """Raw counts of the load cells: a tape can be weighed again under a new calibration."""

    t: Seconds
    counts: tuple[int, ...]
    motion: tuple[int, int, int] | None = None  # acceleration along x, y, z in 1/16384 g, z up


@dataclass(frozen=True, slots=True)
class HeadReading:
    """What a certified scale head says: its own filtered weight, and whether it rests."""

    t: Seconds
    weight: Decigrams
    stable: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """One product that a picture may show, with a calibrated probability."""

    sku: Sku
    p: float


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the pictures say about weight step `step`.

    The candidates and `nothing` (the probability that it is no product of ours) add up to at most one.
    `changes` counts the places of the basket that changed; `spot` is the centre of the largest, in permille
    of the picture. `crops` are hashes of evidence files. `size_cm` is the long and the short side of the likeliest
    change on the basket floor: an upper bound, because what has height seems larger; None where nobody calibrated the
    camera.
    """

    t: Seconds
    step: int
    candidates: tuple[Candidate, ...] = ()
    nothing: float = 0.0
    changes: int = 0
    spot: tuple[int, int] = (0, 0)
    crops: tuple[str, ...] = ()
    size_cm: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class CodeSeen:
    """A barcode in a passing frame; one look is not yet believed."""

    t: Seconds
    text: str
    format: str


@dataclass(frozen=True, slots=True)
class ShopperTapped:
    """`question` is the one that an answer was meant for, so that a double tap answers no other; 0: the open one."""

    t: Seconds
    tap: Tap
    arg: str = ""
    question: int = later(0)


@dataclass(frozen=True, slots=True)
class StaffTapped:
    t: Seconds
    tap: StaffTap
    arg: str = ""


@dataclass(frozen=True, slots=True)
class LaneSignal:
    """The cart is at a place of lane `name` (empty: the sensor cannot tell), and has been `since` (None: since `t`).

    It is said again while the cart stays. `moving` is what the sensor itself saw of it; None: it cannot tell.
    """

    t: Seconds
    lane: Lane
    name: str = ""
    way: Way = Way.CONTACT
    since: Seconds | None = None
    moving: bool | None = None


@dataclass(frozen=True, slots=True)
class Acked:
    """The store has every fact of a trip up to `seq`; `receipt` is the number that it gave, 0 for none (yet)."""

    t: Seconds
    trip: str
    seq: int
    receipt: int = later(0)


@dataclass(frozen=True, slots=True)
class SourceDown:
    t: Seconds
    source: Source
    reason: Reason


@dataclass(frozen=True, slots=True)
class SourceUp:
    """A source is there; `detail` names it (the scale's id, the camera's model)."""

    t: Seconds
    source: Source
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RecordRead:
    """What the scale keeps of its calibration in its own memory, in hexadecimal digits.

    It is of the scale that is up, or of the one that comes up next: reading it may be quicker than weighing.
    """

    t: Seconds
    record: str


@dataclass(frozen=True, slots=True)
class NextTrip:
    """The id that the next trip will carry: drawn outside, because the core rolls no dice."""

    t: Seconds
    trip: str
    lot: int = later(-1)  # 64 bits that nobody can foresee, for cart.core.spot_check; -1: it is never drawn


@dataclass(frozen=True, slots=True)
class CatalogArrived:
    """The store sent a catalogue; it counts from the next trip on."""

    t: Seconds
    catalog: Catalog


@dataclass(frozen=True, slots=True)
class CatalogConfirmed:
    """At `wall` (ms since 1970, by the cart's clock) the store had no newer catalogue than the cart."""

    t: Seconds
    wall: int


@dataclass(frozen=True, slots=True)
class RecordsDamaged:
    """So many things about the cart's own records need a look by staff; 0: all is well again."""

    t: Seconds
    count: int


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passes; `wall` is the wall clock in milliseconds since 1970 (promotions, receipts)."""

    t: Seconds
    wall: int


Input = (
    ScaleReading
    | HeadReading
    | Sighting
    | CodeSeen
    | ShopperTapped
    | CardRead
    | SignedIn
    | SignInRefused
    | StaffComing
    | StaffTapped
    | LaneSignal
    | Acked
    | SourceDown
    | SourceUp
    | RecordRead
    | NextTrip
    | CatalogArrived
    | CatalogConfirmed
    | RecordsDamaged
    | Tick
    | StaffInput
)
