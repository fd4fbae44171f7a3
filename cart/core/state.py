"""All that a cart knows at one moment, and how it is rebuilt from facts alone after a crash."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cart.core.basket import EMPTY, Basket, apply, fold
from cart.core.calibration import Calibration, Placement, Still
from cart.core.catalog import Catalog, Product, Sold
from cart.core.checking import Check
from cart.core.effects import Effect
from cart.core.exit import ExitLane
from cart.core.facts import (
    Body,
    CodePending,
    CouponShown,
    ExitCrossed,
    ExitLeft,
    Fact,
    ItemAdded,
    ItemRemoved,
    LevelHeld,
    LoyaltyShown,
    QuestionAnswered,
    StepIgnored,
    StepSettled,
    TripStarted,
)
from cart.core.inputs import Reason, ScaleReading, Sighting, Source
from cart.core.later import later
from cart.core.news import News
from cart.core.pricing import Bill, bill_of
from cart.core.rules import Rules
from cart.core.units import Grams, Seconds, Sku
from cart.core.view import CalibrationStage, ReceiptView
from cart.core.weighing import Level, Shape, Weighing, WeightStep, resume, resume_head


@dataclass(frozen=True, slots=True)
class Awaited:
    """A step that waits for its pictures."""

    number: int
    step: WeightStep
    sighting: Sighting | None = None


@dataclass(frozen=True, slots=True)
class CodeLook:
    """When a code of the catalogue was seen."""

    t: Seconds
    sku: Sku
    text: str


@dataclass(frozen=True, slots=True)
class StaffRoom:
    """A calibration in progress."""

    stage: CalibrationStage = CalibrationStage.EMPTY_BASKET
    empty: Still | None = None
    proposed: Calibration | None = None
    refusal: str = ""
    placements: tuple[Placement, ...] = ()
    checked: Check | None = None


@dataclass(frozen=True, slots=True)
class State:
    """`trip` is empty between trips; `down` holds the lost sources and why."""

    catalog: Catalog
    rules: Rules = Rules()
    calibration: Calibration | None = None
    scale: str = ""
    next_catalog: Catalog | None = None
    spare_trip: str = ""
    trip: str = ""
    seq: int = 0
    basket: Basket = EMPTY
    held: bool = False  # the level at which the trip began is on the ledger
    steps: int = 0
    weighing: Weighing = Weighing()
    head: bool = False  # a certified scale head speaks: it needs no calibration of ours
    awaited: tuple[Awaited, ...] = ()
    looks: tuple[CodeLook, ...] = ()
    pending_since: tuple[tuple[Sku, Seconds], ...] = ()
    decided: tuple[tuple[Sku, Seconds], ...] = ()
    taken: tuple[tuple[Sku, Grams, Seconds], ...] = ()  # what just left the basket, and what it weighed
    lane: ExitLane = ExitLane()
    crossed_at: Seconds | None = None
    down: tuple[tuple[Source, Reason], ...] = ()
    staff: StaffRoom | None = None
    recent: tuple[ScaleReading, ...] = ()  # raw readings, while staff calibrate
    receipt: ReceiptView | None = None
    receipt_at: Seconds = Seconds(0.0)
    receipt_seq: int = 0
    lifted: tuple[tuple[Grams, Seconds], ...] = ()  # steps down since the receipt: it is unloaded, or put back
    interventions: int = 0
    problem: str = ""
    record: str | None = None  # what the scale keeps, until it is compared with the calibration
    recorded: Calibration | None = None  # what the scale was last asked to keep
    doubt: str = ""  # why the calibration is not believed; for staff
    now: Seconds = Seconds(0.0)
    wall: int = 0
    bill: Bill = later(Bill())  # what the basket comes to
    news: News = later(News())  # how old the prices are, and whether the records are whole

    @property
    def weighs(self) -> bool:
        """Whether the calibration is of the scale that is connected, and neither locked nor in doubt."""
        return self.fits and not self.doubt and self.calibration is not None and not self.calibration.locked

    @property
    def fits(self) -> bool:
        """Whether the scale that is connected is the one that the calibration is of."""
        return self.head or (self.calibration is not None and self.calibration.scale == self.scale)

    @property
    def trouble(self) -> tuple[tuple[Source, Reason], ...]:
        """The lost sources, and a scale that is there but does not weigh."""
        if self.weighs or self.is_down(Source.SCALE) or not self.scale:
            return self.down
        locked = self.fits and self.calibration is not None and self.calibration.locked
        return (*self.down, (Source.SCALE, Reason.CHECK_FAILED if locked else Reason.UNCALIBRATED))

    def is_down(self, source: Source) -> bool:
        return any(lost is source for lost, _ in self.down)


def sellable(catalog: Catalog, weigh_to_price: str) -> Catalog:
    """What the cart may put on the bill."""
    if weigh_to_price != "off":
        return catalog
    kept = tuple(product for product in catalog.products if sells(product, weigh_to_price))
    return replace(catalog, products=kept)


def sells(product: Product, weigh_to_price: str) -> bool:
    """Whether the cart may put it on the bill: without an approved scale it prices nothing by weight."""
    return weigh_to_price != "off" or product.sold is not Sold.WEIGHT


def rebuild(start: State, facts: Sequence[Fact]) -> State:
    """The state of a trip from its facts, which must not be empty; `start.now` is the cart's clock.

    Steps in flight go on without pictures.
    """
    basket = fold(facts)
    last = facts[-1]
    catalog = start.catalog.at(basket.started.wall) if basket.started else start.catalog
    bill = bill_of(basket, catalog)
    state = replace(start, trip=last.trip, seq=last.seq, basket=basket, bill=bill, catalog=catalog)
    for fact in facts:
        state = _recall(state, fact)
    awaited = tuple(
        Awaited(s.step, _step(s, state.calibration), Sighting(Seconds(0.0), s.step, nothing=1.0))
        for s in basket.undecided
    )
    still = {pending.sku for pending in basket.pending}
    since = {sku: t for sku, t in state.pending_since if sku in still}
    return replace(state, awaited=awaited, pending_since=tuple(since.items()))


def _recall(state: State, fact: Fact) -> State:
    # After a power cut the clock begins anew: a wait that began before it begins now.
    t = Seconds(min(fact.t_ms / 1000, state.now))
    match fact.body:
        case LevelHeld(counts=counts):
            return replace(state, weighing=_resumed(state, counts), held=True)
        case StepSettled() as settled:
            return replace(state, weighing=_resumed(state, settled.counts), steps=settled.step)
        case CodePending(sku=sku):
            return replace(state, pending_since=(*state.pending_since, (sku, t)))
        case ItemRemoved(sku=sku, quantity=1, why=why):
            return replace(state, taken=(*state.taken[-3:], (sku, Grams(-why.delta / 10), t)))
        case StepIgnored(delta=delta) if delta < 0:
            return replace(state, interventions=state.interventions + 1)
        case QuestionAnswered(by="exit"):
            return replace(state, interventions=state.interventions + 1)
        case ExitCrossed():
            return replace(state, lane=ExitLane(crossed=True, spent=t), crossed_at=t)
        case ExitLeft():
            return replace(state, lane=ExitLane(spent=t), crossed_at=None)
    return state


def _resumed(state: State, counts: tuple[int, ...]) -> Weighing:
    if state.calibration is not None and len(state.calibration.zero) == len(counts):
        return resume(counts, state.calibration)
    return resume_head(counts) if len(counts) == 1 else Weighing()


def _step(settled: StepSettled, calibration: Calibration | None) -> WeightStep:
    grams = calibration.grams(settled.counts) if calibration else Grams(0.0)
    return WeightStep(
        Seconds(settled.t0_ms / 1000),
        Seconds(settled.t1_ms / 1000),
        Grams(settled.delta / 10),
        Grams(settled.sigma / 10),
        Level(settled.counts, grams),
        settled.spot,
        settled.parts,
        Shape(settled.shape),
    )


_PRICED = (TripStarted, ItemAdded, ItemRemoved, CouponShown, LoyaltyShown)
"""What the bill follows from."""


@dataclass(slots=True)
class Turn:
    """One step of the brain in the making: the state so far, what was said, what is wished for."""

    state: State
    t: Seconds
    facts: list[Fact] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    def say(self, body: Body) -> None:
        """Add a fact to the trip, and let the basket follow."""
        fact = Fact(self.state.trip, self.state.seq + 1, round(self.t * 1000), body)
        self.facts.append(fact)
        self.state = replace(self.state, seq=fact.seq, basket=apply(self.state.basket, fact))
        if isinstance(body, _PRICED):
            self.state = replace(self.state, bill=bill_of(self.state.basket, self.state.catalog))

    def wish(self, effect: Effect) -> None:
        self.effects.append(effect)
