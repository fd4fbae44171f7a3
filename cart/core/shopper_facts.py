"""What the ledger may say of the shopper's own wishes, of help and of age: part of the facts."""

from dataclasses import dataclass
from enum import Enum

from cart.core.units import Money, Sku

OWN = "the shopper's own"
"""Why a step is no sale (StepIgnored): a bag or a coat that the shopper brought along."""


class Choice(Enum):
    """What a shopper may set for a trip; LANGUAGE has two letters for a value, the others are "on" or "off"."""

    LANGUAGE = "language"
    LEFT_HANDED = "left-handed"
    LARGER_TEXT = "larger text"
    QUIET = "quiet"
    SPOKEN = "spoken"


class CallReason(Enum):
    """Why staff are called to a cart."""

    HELP = "help"
    AGE = "age"
    CHECK = "check"  # the trip was drawn for a spot check
    SCALE = "scale"  # the scale was away: nobody knows what went in unfelt


@dataclass(frozen=True, slots=True)
class ChoiceMade:
    choice: Choice
    value: str


@dataclass(frozen=True, slots=True)
class BudgetSet:
    """What the shopper means to spend; nought: no budget."""

    amount: Money


@dataclass(frozen=True, slots=True)
class ListEntryAdded:
    """Something on the shopping list: a product by its `sku`, or whatever is called `name`."""

    entry: int
    name: str
    sku: Sku
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class ListEntryDropped:
    entry: int


@dataclass(frozen=True, slots=True)
class AnswerTakenBack:
    """The shopper took the last answer back: its question is open again, and what it did is undone.

    `gone` is the product that had been said to leave; `interventions` are those that the answer had counted.
    """

    question: int
    gone: Sku = Sku("")
    interventions: int = 0


@dataclass(frozen=True, slots=True)
class StaffCalled:
    """Staff are asked to come; `age` is what the goods in the basket ask for, in years."""

    call: int
    reason: CallReason
    age: int = 0


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """Somebody of the staff is on the way."""

    call: int


@dataclass(frozen=True, slots=True)
class CallClosed:
    """`by` is "shopper", "staff", "not needed" when the reason went away by itself, or "nobody came"."""

    call: int
    by: str


@dataclass(frozen=True, slots=True)
class AgeApproved:
    """Staff saw that the shopper is old enough for goods from `age` years on; `by` says who."""

    age: int
    by: str


@dataclass(frozen=True, slots=True)
class AgeRefused:
    """Staff refused to sell goods from `age` years on."""

    age: int
    by: str


@dataclass(frozen=True, slots=True)
class ItemWithheld:
    """A line that may not be sold: it comes off the bill, and the thing has to leave the basket."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class ItemAllowed:
    """A withheld line may be sold after all: it is on the bill again as it was."""

    line: int


ShopperBody = (
    ChoiceMade
    | BudgetSet
    | ListEntryAdded
    | ListEntryDropped
    | AnswerTakenBack
    | StaffCalled
    | CallAnswered
    | CallClosed
    | AgeApproved
    | AgeRefused
    | ItemWithheld
    | ItemAllowed
)
