"""What the core wishes of the world; a replay performs none of it."""

from dataclasses import dataclass

from cart.core.calibration import Calibration
from cart.core.checking import Check
from cart.core.staff_effects import StaffEffect
from cart.core.units import Seconds, Sku


@dataclass(frozen=True, slots=True)
class HoldQuiet:
    """Somebody reaches in since `t`: keep the last picture from before."""

    t: Seconds


@dataclass(frozen=True, slots=True)
class Look:
    """Compare the quiet picture before `t0` with one from `t1` on, and say what came in or went out."""

    step: int
    t0: Seconds
    t1: Seconds
    upward: bool


@dataclass(frozen=True, slots=True)
class DrawTrip:
    """Draw the id of the next trip; it comes back as NextTrip."""


@dataclass(frozen=True, slots=True)
class SaveCalibration:
    """Keep it on the cart, in the scale's history, and in the scale's own memory."""

    calibration: Calibration


@dataclass(frozen=True, slots=True)
class AdoptCalibration:
    """The scale's own record counts: keep it on the cart. It is no new calibration, and the scale has it."""

    calibration: Calibration


@dataclass(frozen=True, slots=True)
class KeepCheck:
    """A check was made: it goes into the history, and the calibration is kept locked or free as it says."""

    check: Check
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class WriteRecord:
    """The scale's own memory lacks the calibration that counts."""

    calibration: Calibration


@dataclass(frozen=True, slots=True)
class SendNow:
    """Something is worth telling the store without waiting for the next round."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Ask the store who shops on `trip`: by the code that a phone shows, or by a member's `card`.

    It comes back as SignedIn or SignInRefused.
    """

    trip: str
    text: str
    card: bool = False


@dataclass(frozen=True, slots=True)
class ConfirmLook:
    """What the step with these pictures showed is `sku`; it counts under the id `event`."""

    event: str
    crops: tuple[str, ...]
    sku: Sku


@dataclass(frozen=True, slots=True)
class UndoLook:
    """What `event` confirmed was wrong."""

    event: str


RefiningEffect = ConfirmLook | UndoLook
"""They change what the cart knows by sight, and nothing of the trip."""

Effect = (
    HoldQuiet
    | Look
    | DrawTrip
    | SaveCalibration
    | AdoptCalibration
    | KeepCheck
    | WriteRecord
    | SendNow
    | SignIn
    | RefiningEffect
    | StaffEffect
)
