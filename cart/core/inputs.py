"""Everything that can happen to a cart: one closed union; every member carries its time.

Arrival order is the order of truth; `t` is capture time and may run backwards between channels.
"""

from dataclasses import dataclass
from enum import Enum

from cart.core.catalog import Catalog
from cart.core.later import later
from cart.core.shopper_inputs import CardRead, SignedIn, SignInRefused, StaffComing
from cart.core.staff_inputs import StaffInput
from cart.core.taps import StaffTap, Tap
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
    NO_MODEL = "no model"  # the camera is there, but nothing that tells what its pictures show


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
    """At `wall` (ms since 1970, by the store's clock) the store had no newer catalogue than the cart."""

    t: Seconds
    wall: int


@dataclass(frozen=True, slots=True)
class StoreTime:
    """At `t` the store's clock said `wall` (ms since 1970, to a second or two)."""

    t: Seconds
    wall: int


@dataclass(frozen=True, slots=True)
class RecordsDamaged:
    """So many things about the cart's own records need a look by staff; 0: all is well again."""

    t: Seconds
    count: int


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passes; `wall` is what the system's clock says, in ms since 1970: cart.core.wall_clock judges it."""

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
    | StoreTime
    | RecordsDamaged
    | Tick
    | StaffInput
)
