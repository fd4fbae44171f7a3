"""The parts of a CartView that staff see."""

from dataclasses import dataclass

from cart.core.roles import Right, Role
from cart.core.staff_inputs import Finding
from cart.core.staff_work import CameraWork, EnrolWork, LaneWork, StaffPage
from cart.core.units import Decigrams, Money, Sku


@dataclass(frozen=True, slots=True)
class OwnThingView:
    """A thing in the basket that is not for sale; staff may say what it is."""

    step: int
    weight: Decigrams
    why: str


@dataclass(frozen=True, slots=True)
class CheckedLineView:
    """A thing to look at; `found` is None until somebody looked, `gone` when it left the basket meanwhile."""

    line: int
    sku: Sku
    name: str
    quantity: int
    found: bool | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class SpotCheckView:
    """The one to three things of a spot check; `open`: the trip waits for it at the exit."""

    lines: tuple[CheckedLineView, ...]
    extras: tuple[str, ...] = ()
    open: bool = True


@dataclass(frozen=True, slots=True)
class TakeOverView:
    """`asking`: the store is asked. With `lines` the basket is granted: put the goods in, then accept."""

    asking: bool = False
    refusal: str = ""
    trip: str = ""
    cart: str = ""
    lines: tuple[tuple[str, int, Money], ...] = ()  # name, quantity, price
    total: Money = Money(0)
    expected: Decigrams = Decigrams(0)
    measured: Decigrams | None = None  # None: the scale does not say
    fits: bool = False


@dataclass(frozen=True, slots=True)
class HandoverView:
    """What the QR code says, and what it is worth."""

    trip: str
    to: str
    text: str
    total: Money


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One calibration or check: when (ms since 1970), by whom, how it went.

    `error_g` is what a check was off; a calibration's is its residual. The drift is per day since the one before.
    """

    when: int
    who: str
    scale: str
    checked: bool
    passed: bool
    known_g: float
    error_g: float
    zero_drift_g: float | None = None
    span_drift_ppm: float | None = None


@dataclass(frozen=True, slots=True)
class LogsView:
    writing: bool = False
    name: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class StafferView:
    """Who is at the cart, and the page that is open; `may` is what their role allows, `problem` is of PROBLEMS."""

    who: str
    role: Role
    page: StaffPage
    may: tuple[Right, ...]
    problem: str = ""
    own: tuple[OwnThingView, ...] = ()
    offer: TakeOverView | None = None
    camera: CameraWork | None = None
    enrolment: EnrolWork | None = None
    mean_weight: Decigrams = Decigrams(0)  # of the views of the product that is enrolled
    examining: bool = False
    findings: tuple[Finding, ...] = ()
    logs: LogsView = LogsView()
    history: tuple[HistoryLine, ...] = ()  # newest first
    curve: tuple[float, ...] = ()  # grams, ten a second, newest last
    lane: LaneWork | None = None
