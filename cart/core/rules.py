"""The numbers that decisions follow from; a shop sets them in cart.toml, a tape pins them in its header."""

from dataclasses import dataclass, field
from typing import Any


def bounded(default: float, low: float, high: float) -> Any:
    """A number with the range in which it makes sense; the configuration refuses what lies outside."""
    return field(default=default, metadata={"low": low, "high": high})


def one_of(default: str, *others: str) -> Any:
    """A word out of a few."""
    return field(default=default, metadata={"choices": (default, *others)})


@dataclass(frozen=True, slots=True)
class WeighRules:
    """How a weight step is told from noise. Source: a standing experiment on the cell model."""

    noise_g: float = bounded(0.3, 0.05, 10.0)  # rms of the sum of the cells that is believed at least
    window_s: float = bounded(0.5, 0.25, 2.0)  # longer buys nothing: the floor is 1/f noise, not white noise
    reference_s: float = bounded(1.0, 0.25, 5.0)
    guard_s: float = bounded(0.2, 0.05, 1.0)  # the hand is there before it is noticed: the reference ends before
    onset_g: float = bounded(2.5, 0.5, 50.0)
    least_step_g: float = bounded(3.0, 1.0, 100.0)  # ten times the standard error; uneven cells ask for more


@dataclass(frozen=True, slots=True)
class ScaleRules:
    """The class III scale that a calibration is held against; legal for trade it is not."""

    e_g: float = bounded(10.0, 0.1, 100.0)
    max_g: float = bounded(30_000.0, 100.0, 200_000.0)


@dataclass(frozen=True, slots=True)
class Costs:
    """What mistakes cost, in questions: thresholds follow from these numbers."""

    wrong_charge: float = bounded(30.0, 1.0, 10_000.0)
    question: float = bounded(1.0, 0.01, 100.0)


@dataclass(frozen=True, slots=True)
class Rules:
    weigh: WeighRules = WeighRules()
    scale: ScaleRules = ScaleRules()
    costs: Costs = Costs()
    look_wait_s: float = bounded(5.0, 0.2, 30.0)  # pictures that take longer are decided without: that asks more
    code_agree_s: float = bounded(3.0, 0.2, 10.0)  # two looks at a barcode agree within
    code_pending_s: float = bounded(15.0, 2.0, 120.0)  # a pending line waits this long for its weight
    receipt_s: float = bounded(60.0, 3.0, 600.0)
    staff_wait_s: float = bounded(60.0, 1.0, 600.0)  # an open question at the exit; then the shopper's favour
    prices_limit_h: float = bounded(24.0, 0.1, 8760.0)  # without a word from the store the cart then says so
    own_s: float = bounded(20.0, 2.0, 120.0)  # so long after a tap, or after the last thing, own things may go in
    staff_idle_s: float = bounded(300.0, 30.0, 3600.0)  # staff who tap nothing for so long are gone
    spot_check_permille: int = bounded(0, 0, 1000)  # of the trips; the same for everyone (cart.core.spot_check)
    weigh_to_price: str = one_of("off", "certified", "demo")
    receipts_at: str = ""  # the public address of the store's receipts, for phones: https://shop.example/receipt
