"""What the ledger may say: past tense, integers only, never edited; a mistake is undone by another fact.

`VERSION` rises when a member changes; old facts stay readable because new fields have defaults.
"""

from dataclasses import dataclass, field
from enum import Enum

from cart.core.inputs import Reason, Source
from cart.core.later import later
from cart.core.shopper_facts import ShopperBody
from cart.core.staff_facts import StaffFact
from cart.core.units import Decigrams, Money, Permille, Sku, UnitPrice

VERSION = 2


class Rule(Enum):
    """What decided a line; the screen and the receipt can say it in words."""

    WEIGHT = "weight"
    WEIGHT_AND_PICTURE = "weight and picture"
    WEIGHT_AND_CODE = "weight and barcode"
    SHOPPER = "the shopper's answer"
    STAFF = "staff"


class Kind(Enum):
    """What a question is about."""

    WHICH_ADDED = "which added"
    WHICH_REMOVED = "which removed"
    NAME_ADDED = "name added"  # nothing fits: show the barcode, type it, or pick from the list


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a line is there. `posterior` lists the best explanations of weight step `step`."""

    rule: Rule
    step: int
    delta: Decigrams
    sigma: Decigrams
    posterior: tuple[tuple[Sku, Permille], ...] = ()
    pictures: tuple[tuple[Sku, Permille], ...] = ()
    crops: tuple[str, ...] = ()
    code: str = ""
    origin: str = later("")  # trip/line that the line was taken over from: its own evidence is there


@dataclass(frozen=True, slots=True)
class TripStarted:
    catalog: str
    currency: str
    wall: int
    weigh_to_price: str = "off"
    pricing: int = later(0)  # the version of the rules that this trip is priced by


@dataclass(frozen=True, slots=True)
class CouponShown:
    """A coupon of an offer; it counts for the whole trip."""

    coupon: str


@dataclass(frozen=True, slots=True)
class LoyaltyShown:
    """The shopper is a member; who it is stays outside the ledger."""


@dataclass(frozen=True, slots=True)
class LevelHeld:
    """The settled counts at which the trip began, or was found after a restart: the next step starts here."""

    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StepSettled:
    """The weight in the basket changed and came to rest; `counts` is the new level of each cell.

    `parts` and `shape` are those of the WeightStep: two or more things at once, a lean rather than a thing.
    """

    step: int
    t0_ms: int
    t1_ms: int
    delta: Decigrams
    sigma: Decigrams
    counts: tuple[int, ...]
    spot: tuple[int, int] = (0, 0)  # permille of the basket, from the cells: where the change happened
    parts: int = 1
    shape: str = "impact"


@dataclass(frozen=True, slots=True)
class ItemAdded:
    """A line of the bill; its number is the fact's own `line`. `net` is set when it is sold by weight."""

    line: int
    sku: Sku
    quantity: int
    price: Money
    tax_permille: int
    why: Evidence
    unit_price: UnitPrice = UnitPrice(0)
    net: Decigrams = Decigrams(0)


@dataclass(frozen=True, slots=True)
class ItemRemoved:
    """`quantity` pieces of line `line` were taken out again; `price` is what comes off the bill."""

    line: int
    sku: Sku
    quantity: int
    price: Money
    why: Evidence


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """Doubt is a question; `options` are products, best first. The step stays undecided until the answer."""

    question: int
    kind: Kind
    step: int
    options: tuple[Sku, ...]
    why: Evidence


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    question: int
    by: str  # "shopper", "barcode", "taken out again" or "exit" (dropped in the shopper's favour)
    sku: Sku = field(default=Sku(""))  # empty: not for sale


@dataclass(frozen=True, slots=True)
class StepIgnored:
    """A step that is no sale: a thing of the shopper's own, a hand, a removal that nothing explains.

    A thing of the shopper's own may leave again: `undoes` is then the step that it came in with. A negative
    `delta`: the shopper was asked what left, and named none of the lines; it counts as an intervention.
    """

    step: int
    why: str
    delta: Decigrams = Decigrams(0)
    undoes: int = 0


@dataclass(frozen=True, slots=True)
class CodePending:
    """Two looks agree on a code of the catalogue: shown in grey until the weight says that it is in."""

    sku: Sku
    code: str


@dataclass(frozen=True, slots=True)
class CodeDropped:
    """A pending code that no weight followed."""

    sku: Sku


@dataclass(frozen=True, slots=True)
class SourceLost:
    source: Source
    reason: Reason


@dataclass(frozen=True, slots=True)
class SourceFound:
    source: Source


@dataclass(frozen=True, slots=True)
class ExitArmed:
    lane: str


@dataclass(frozen=True, slots=True)
class ExitCrossed:
    lane: str


@dataclass(frozen=True, slots=True)
class ExitLeft:
    """The cart came back out of the exit before its trip was over."""

    lane: str


@dataclass(frozen=True, slots=True)
class TaxAdded:
    """A tax on top of the prices; its rate is in parts per million of `net`."""

    name: str
    ppm: int
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Saved:
    """What one promotion took off the bill."""

    promotion: str
    amount: Money


@dataclass(frozen=True, slots=True)
class TripFinished:
    """The trip is over. `taxes` are those inside the prices, by rate in permille: (rate, gross, tax).

    The total is that of the lines without what was `saved`, with `deposit`, and with the taxes `added`.
    """

    total: Money
    taxes: tuple[tuple[int, Money, Money], ...]
    wall: int
    interventions: int = 0
    saved: tuple[Saved, ...] = later(())
    deposit: Money = later(Money(0))
    added: tuple[TaxAdded, ...] = later(())


@dataclass(frozen=True, slots=True)
class TripCancelled:
    wall: int


Body = (
    TripStarted
    | CouponShown
    | LoyaltyShown
    | LevelHeld
    | StepSettled
    | ItemAdded
    | ItemRemoved
    | QuestionAsked
    | QuestionAnswered
    | StepIgnored
    | CodePending
    | CodeDropped
    | SourceLost
    | SourceFound
    | ExitArmed
    | ExitCrossed
    | ExitLeft
    | TripFinished
    | TripCancelled
    | ShopperBody
    | StaffFact
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one trip: `seq` counts from 1 without gaps, `t_ms` is the cart's monotonic clock."""

    trip: str
    seq: int
    t_ms: int
    body: Body


def files_of(fact: Fact) -> tuple[str, ...]:
    """Hashes of the evidence files that a fact names."""
    return fact.body.why.crops if isinstance(fact.body, ItemAdded | ItemRemoved | QuestionAsked) else ()
