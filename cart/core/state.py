"""All that a cart knows at one moment, and one step of its brain in the making."""

from dataclasses import dataclass, field, replace

from cart.core.basket import EMPTY, Basket, apply
from cart.core.calibration import Calibration, Placement, Still
from cart.core.catalog import Catalog, Product, Sold
from cart.core.checking import Check
from cart.core.effects import Effect
from cart.core.exit import ExitLane
from cart.core.facts import (
    Body,
    CouponShown,
    Fact,
    ItemAdded,
    ItemRemoved,
    LoyaltyShown,
    TripStarted,
)
from cart.core.inputs import Reason, ScaleReading, Sighting, Source
from cart.core.labels import Label
from cart.core.later import later
from cart.core.news import Change, change_of
from cart.core.pricing import Bill, bill_of
from cart.core.rules import Rules
from cart.core.shopper_facts import AnswerTakenBack, ItemAllowed, ItemWithheld
from cart.core.staff_work import Handed, Staffer
from cart.core.standing import Standing
from cart.core.taught import Taught
from cart.core.units import Grams, Seconds, Sku
from cart.core.view import CalibrationStage, ReceiptView
from cart.core.wall_clock import WallClock
from cart.core.weighing import Weighing, WeightStep
from cart.core.wishes import Choices


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
class OwnTime:
    """From when until when what goes in is the shopper's own."""

    since: Seconds
    until: Seconds


@dataclass(frozen=True, slots=True)
class Asked:
    """What the store was last asked about who shops; it `waits` for an answer, or had none that helps."""

    text: str
    t: Seconds
    card: bool
    waits: bool = True


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
    standing: Standing = later(Standing())  # how old the prices are, and whether the records are whole
    choices: Choices = later(Choices())  # of who shops, or is about to
    chosen_at: Seconds = later(Seconds(0.0))
    news: tuple[Change, ...] = later(())  # what changed last, all of it at one moment
    notice: str = later("")  # a condition to tell the shopper
    notice_at: Seconds = later(Seconds(0.0))
    own: OwnTime | None = later(None)
    asked: Asked | None = later(None)
    why: int = later(0)  # the line whose evidence is open
    staffer: Staffer | None = later(None)  # who of the staff is at the cart
    lot: int = later(-1)  # the bits that decide on a spot check of the trip, or of the next one
    handed: Handed | None = later(None)  # the last trip's basket goes on elsewhere: its code is on the screen
    safe: str = later("")  # why the cart started with screen and staff mode only
    answering: bool = later(False)  # in the exit lane the shopper asked for the open question
    taught: tuple[Taught, ...] = later(())  # what staff weighed of products
    clock: WallClock = later(WallClock())  # what `wall` is counted by

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


def sells(product: Product, weigh_to_price: str, label: Label | None = None) -> bool:
    """Whether the cart may put it on the bill: without an approved scale it prices nothing by weight.

    What the shop weighed, and labelled, needs no scale for a price.
    """
    labelled = label is not None and (label.net is not None or label.price is not None)
    return labelled or weigh_to_price != "off" or product.sold is not Sold.WEIGHT


_PRICED = (
    TripStarted,
    ItemAdded,
    ItemRemoved,
    ItemWithheld,
    ItemAllowed,
    AnswerTakenBack,
    CouponShown,
    LoyaltyShown,
)
"""What the bill follows from."""


@dataclass(slots=True)
class Turn:
    """One step of the brain in the making: the state so far, what was said, what is wished for."""

    state: State
    t: Seconds
    facts: list[Fact] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    _news: tuple[Change, ...] = ()

    def say(self, body: Body) -> None:
        """Add a fact to the trip, and let the basket follow."""
        fact = Fact(self.state.trip, self.state.seq + 1, round(self.t * 1000), body)
        self.facts.append(fact)
        change = change_of(self.state.basket, body, self.state.catalog)
        if change is not None:
            self._news = (*self._news, change)
            self.state = replace(self.state, news=self._news)
        self.state = replace(self.state, seq=fact.seq, basket=apply(self.state.basket, fact))
        if isinstance(body, _PRICED):
            self.state = replace(self.state, bill=bill_of(self.state.basket, self.state.catalog))

    def wish(self, effect: Effect) -> None:
        self.effects.append(effect)
