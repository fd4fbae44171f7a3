"""What staff wish of the world; every one is answered by an input of cart.core.staff_inputs, except Audit."""

from dataclasses import dataclass

from cart.core.handover import Handover
from cart.core.units import Decigrams, Sku


@dataclass(frozen=True, slots=True)
class Audit:
    """Write down who did what: `wall` is in ms since 1970, `outcome` empty where it was done, else why not."""

    wall: int
    who: str
    role: str
    what: str
    about: str = ""
    trip: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class ReadHistory:
    """Read the scale's history."""


@dataclass(frozen=True, slots=True)
class SealHandover:
    """Sign a basket as it is at fact `seq`."""

    handover: Handover
    seq: int
    to: str


@dataclass(frozen=True, slots=True)
class ClaimBasket:
    """Ask the store for the basket that another cart shows."""

    text: str


@dataclass(frozen=True, slots=True)
class ReleaseBasket:
    """The basket of `trip` is not taken over after all: others may have it."""

    trip: str


@dataclass(frozen=True, slots=True)
class ShootBoard:
    """Look for the printed board, which lies in place `place`."""

    place: int


@dataclass(frozen=True, slots=True)
class KeepCamera:
    """Keep the calibration that was fitted."""

    who: str
    wall: int


@dataclass(frozen=True, slots=True)
class ShootProduct:
    """Take view `view` of a product; 0 is the empty basket."""

    sku: Sku
    view: int


@dataclass(frozen=True, slots=True)
class LearnProduct:
    """Learn a product from the views that were taken; `weights` are what the scale said of each."""

    sku: Sku
    name: str
    weights: tuple[Decigrams, ...] = ()


@dataclass(frozen=True, slots=True)
class ForgetProduct:
    """Undo what the cart itself was taught of a product."""

    sku: Sku


@dataclass(frozen=True, slots=True)
class ExamineDevices:
    """Look at every device, the disk and the versions."""


@dataclass(frozen=True, slots=True)
class ReadLane:
    """By which ways is the exit lane sensed?"""


@dataclass(frozen=True, slots=True)
class WriteLogs:
    """Everything a fitter needs, to a USB stick."""


@dataclass(frozen=True, slots=True)
class Restart:
    """End the program; whoever supervises it starts it again, normally."""


StaffEffect = (
    Audit
    | ReadHistory
    | SealHandover
    | ClaimBasket
    | ReleaseBasket
    | ShootBoard
    | KeepCamera
    | ShootProduct
    | LearnProduct
    | ForgetProduct
    | ExamineDevices
    | ReadLane
    | WriteLogs
    | Restart
)
