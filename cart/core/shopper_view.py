"""The parts of a CartView that belong to one shopper: who it is, wishes, doubt, help."""

from dataclasses import dataclass
from enum import Enum

from cart.core.facts import Rule
from cart.core.shopper_facts import CallReason
from cart.core.units import Decigrams, Money, Permille, Sku


class Member(Enum):
    """How far signing in has come."""

    GUEST = "guest"
    ASKING = "asking"  # the store is asked
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class OwnView:
    """The shopper's own things in the basket; `placing`: what goes in now is one of them."""

    placing: bool = False
    things: int = 0
    weight: Decigrams = Decigrams(0)


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """Why a line is there. `pictures` and `together` are (sku, name, permille), best first; `crops` name files."""

    line: int
    sku: Sku
    name: str
    quantity: int
    price: Money
    rule: Rule
    step: int
    delta: Decigrams
    sigma: Decigrams
    pictures: tuple[tuple[Sku, str, Permille], ...] = ()
    together: tuple[tuple[Sku, str, Permille], ...] = ()
    crops: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class BudgetView:
    """`left` is negative when more is in the basket than the shopper meant to spend."""

    amount: Money
    left: Money


@dataclass(frozen=True, slots=True)
class ListItemView:
    """An entry of the shopping list; it is done when `found` reaches `quantity`. A coarse name has no sku."""

    entry: int
    name: str
    sku: Sku
    quantity: int
    found: int
    aisle: str

    @property
    def done(self) -> bool:
        return self.found >= self.quantity


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer that holds for this shopper now; no skus: it is on everything."""

    id: str
    name: str
    skus: tuple[Sku, ...]


@dataclass(frozen=True, slots=True)
class CallView:
    """A call for staff since `since_ms` on the cart's clock; `coming`: somebody said so."""

    call: int
    reason: CallReason
    age: int
    coming: bool
    since_ms: int


@dataclass(frozen=True, slots=True)
class AgeView:
    """Something in the basket asks for `years`; `refused`: staff would not sell it, so it has to leave."""

    years: int
    refused: bool
    lines: tuple[int, ...]
