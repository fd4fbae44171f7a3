"""A cart on a desk for tests of the core: readings drawn by hand, an engine's brain without an engine."""

import random
from dataclasses import dataclass, field

from cart.core import brain
from cart.core.calibration import Calibration
from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.effects import Effect, Look
from cart.core.facts import Fact
from cart.core.inputs import (
    Candidate,
    Input,
    Lane,
    LaneSignal,
    NextTrip,
    ScaleReading,
    ShopperTapped,
    Sighting,
    Source,
    SourceUp,
    StaffTapped,
    Tick,
)
from cart.core.roles import Role
from cart.core.rules import Rules, WeighRules
from cart.core.staff_inputs import StaffCame
from cart.core.state import State
from cart.core.taps import StaffTap, Tap
from cart.core.units import Decigrams, Money, Seconds, Sku, UnitPrice

COUNTS_PER_GRAM = 428
ZERO = (10_000, -20_000, 30_000, 5_000)


def product(sku: str, grams: float, price: int, sd: float = 1.0, gtin: str = "", sold: Sold = Sold.PIECE) -> Product:
    weight = WeightModel(Decigrams(round(grams * 10)), Decigrams(max(1, round(sd * 10))))
    gtins = (gtin,) if gtin else ()
    if sold is Sold.WEIGHT:
        return Product(Sku(sku), sku.title(), sold, weight, unit_price=UnitPrice(price), tax_permille=70)
    return Product(Sku(sku), sku.title(), sold, weight, Money(price), gtins=gtins, tax_permille=70)


SHELF = Catalog(
    "test",
    "EUR",
    (
        product("milk", 1034, 119, 3.0, "4006381333931"),
        product("tea", 120, 249, 0.8, "5901234123457"),
        product("tea-mint", 120, 249, 0.8, "9780201379624"),
        product("beans", 420, 89, 2.0),
        product("tuna", 185, 199, 1.0),
        product("gum", 14, 99, 0.2),
        product("apple", 180, 29900, 30.0, sold=Sold.WEIGHT),
    ),
)
CALIBRATION = Calibration("desk", tuple(float(z) for z in ZERO), (1 / COUNTS_PER_GRAM,) * 4, "test", 0, 1000.0, 0.8)


BRISK = Rules(WeighRules(window_s=0.25, reference_s=0.25, guard_s=0.05), weigh_to_price="demo")
"""Rules for laws that are tried many times: a change settles after a quarter of a second."""


@dataclass
class Desk:
    """Feeds the brain; `load` is what lies in the basket, in grams. A smaller `pace` is a faster shopper."""

    seed: int = 1
    catalog: Catalog = SHELF
    rules: Rules = field(default_factory=lambda: Rules(weigh_to_price="demo"))
    load: float = 0.0
    t: float = 100.0
    pace: float = 1.0
    facts: list[Fact] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.start = State(self.catalog, self.rules, CALIBRATION)
        self.state = self.start
        self.feed(NextTrip(Seconds(self.t), f"trip-{self.seed}"))
        self.feed(SourceUp(Seconds(self.t), Source.SCALE, "desk"))
        self.rest()

    def feed(self, inp: Input) -> list[Effect]:
        self.inputs.append(inp)
        result = brain.step(self.state, inp)
        self.state = result.state
        self.facts.extend(result.facts)
        self.effects.extend(result.effects)
        return list(result.effects)

    def read(self, grams: float) -> list[Effect]:
        self.t += 1 / 80
        per_cell = grams / 4
        counts = tuple(round(zero + (per_cell + self.dice.gauss(0, 0.4)) * COUNTS_PER_GRAM) for zero in ZERO)
        return self.feed(ScaleReading(Seconds(self.t), counts))

    def rest(self, seconds: float = 2.0) -> list[Effect]:
        effects = []
        for n in range(round(seconds * self.pace * 80)):
            effects += self.read(self.load)
            if n % 8 == 0:
                effects += self.feed(Tick(Seconds(self.t), round(self.t * 1000)))
        return effects

    def wait(self, seconds: int) -> None:
        """Time passes without readings."""
        for _ in range(seconds):
            self.t += 1.0
            self.feed(Tick(Seconds(self.t), round(self.t * 1000)))

    def hand(self, seconds: float = 0.4) -> None:
        for _ in range(round(seconds * self.pace * 80)):
            self.read(self.load + self.dice.gauss(0, 150))

    def move(self, grams: float) -> list[Effect]:
        """So many grams go in (or out), and come to rest."""
        self.hand()
        before = self.load
        for shown in (0.04, 0.5, 0.96, 1.0):  # what a converter's filter makes of a step
            self.load = before + shown * grams
            self.hand(0.0125 / self.pace)
        self.hand(0.1)
        return self.rest()

    def change(self, grams: float, *seen: tuple[str, float], nothing: float = 0.0) -> None:
        """Put in (or take out) so many grams; the pictures show what `seen` says."""
        for look in [effect for effect in self.move(grams) if isinstance(effect, Look)]:
            candidates = tuple(Candidate(Sku(sku), p) for sku, p in seen)
            self.feed(Sighting(Seconds(self.t), look.step, candidates, nothing, 1))

    def tap(self, tap: Tap, arg: str = "") -> None:
        self.feed(ShopperTapped(Seconds(self.t), tap, arg))

    def come(self, role: Role = Role.MANAGER, who: str = "anna") -> None:
        """Staff whom the door let in."""
        self.feed(StaffCame(Seconds(self.t), who, role))

    def staff(self, tap: StaffTap, arg: str = "") -> None:
        """A tap of staff; the first one comes in."""
        if self.state.staffer is None and tap is not StaffTap.LEAVE:
            self.come()
        self.feed(StaffTapped(Seconds(self.t), tap, arg))

    def leave(self) -> None:
        self.feed(LaneSignal(Seconds(self.t), Lane.ARMED, "1"))
        self.rest(1.0)
        self.feed(LaneSignal(Seconds(self.t), Lane.CROSSED, "1"))

    def next_trip(self) -> None:
        """The world answers DrawTrip, and the shopper leaves the receipt."""
        if not self.state.spare_trip:
            self.feed(NextTrip(Seconds(self.t), f"trip-{self.seed}-{len(self.inputs)}"))
        self.tap(Tap.DONE)

    @property
    def skus(self) -> list[str]:
        return sorted(line.sku for line in self.state.basket.lines)


def brisk(seed: int = 1) -> Desk:
    """A desk for laws that are tried many times."""
    return Desk(seed, rules=BRISK, pace=0.3)
