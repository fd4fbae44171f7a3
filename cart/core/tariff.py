"""The rules that a store prices by: taxes, deposits, offers, weighing and label patterns. Part of its catalogue."""

from dataclasses import dataclass

from cart.core.money import Rounding
from cart.core.units import Decigrams, Money, Sku, UnitPrice


@dataclass(frozen=True, slots=True)
class TaxRate:
    """One tax of one authority, in parts per million of the net price: 8.875 % is 88,750."""

    name: str
    ppm: int


@dataclass(frozen=True, slots=True)
class TaxClass:
    """How goods are taxed: one VAT rate, the rates of several jurisdictions, or none (exempt)."""

    id: str
    rates: tuple[TaxRate, ...] = ()


@dataclass(frozen=True, slots=True)
class TaxPolicy:
    """`added`: prices are net and tax comes on top (as in the USA); else it is inside them (VAT).

    Tax is rounded once for each set of rates over the whole receipt, or `per_line`: once for each product, all its
    pieces together, so that it does not matter in how many handfuls they came.
    """

    added: bool = False
    per_line: bool = False
    rounding: Rounding = Rounding.HALF_UP


@dataclass(frozen=True, slots=True)
class Deposit:
    """What is paid for each piece until its bottle or crate comes back; it has a tax of its own and no offers."""

    id: str
    name: str
    price: Money
    tax: str = ""  # a tax class; empty: untaxed


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a weight is rounded to before it is priced, so that the receipt's own figures multiply out.

    EN 45501 (NAWI) and NIST Handbook 44: the price is that of the weight shown, rounded to the nearest minor unit.
    """

    division: Decigrams = Decigrams(10)
    pound_division: int = 1  # hundredths of a pound, for goods priced by the pound
    rounding: Rounding = Rounding.HALF_UP


@dataclass(frozen=True, slots=True)
class Goods:
    """Which goods an offer is for: these products and these groups; neither: everything."""

    skus: tuple[Sku, ...] = ()
    groups: tuple[str, ...] = ()

    def take(self, sku: Sku, groups: tuple[str, ...]) -> bool:
        everything = not self.skus and not self.groups
        return everything or sku in self.skus or any(group in self.groups for group in groups)


@dataclass(frozen=True, slots=True)
class PercentOff:
    """Off each piece and each weight, once `at_least` pieces of these goods are in the basket."""

    permille: int
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class AmountOff:
    """Off each piece, never below nothing."""

    amount: Money
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class SpecialPrice:
    """A lower price for a piece, or for the unit of weight: loyalty prices, mark-downs."""

    price: Money = Money(0)
    unit_price: UnitPrice = UnitPrice(0)


@dataclass(frozen=True, slots=True)
class BundlePrice:
    """`count` pieces for one price; with several products it is mix and match."""

    count: int
    price: Money


@dataclass(frozen=True, slots=True)
class PayFewer:
    """Of `count` pieces `pay` are paid: the dearest ones."""

    count: int
    pay: int


@dataclass(frozen=True, slots=True)
class Tiers:
    """The more pieces, the more off each: (from how many, permille); the highest one reached counts for all."""

    steps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Meal:
    """One piece out of each part for one price."""

    parts: tuple[Goods, ...]
    price: Money


@dataclass(frozen=True, slots=True)
class BasketOff:
    """Off everything together, after the other offers, once it comes to `spend`: a share or an amount."""

    permille: int = 0
    amount: Money = Money(0)
    spend: Money = Money(0)


Offer = PercentOff | AmountOff | SpecialPrice | BundlePrice | PayFewer | Tiers | Meal | BasketOff


@dataclass(frozen=True, slots=True)
class Promotion:
    """An offer with its conditions.

    A piece is in at most one offer besides those on the basket, which reach what no `exclusive` offer took. A higher
    `priority` chooses first; within one, the offers are chosen that are best for the shopper. `limit` is how many
    times it counts in one basket (0: always). `windows` are moments in ms since 1970, from and until; none: always.
    Hours and weekdays are spelt out as windows when a catalogue is made, where the time zone is known.
    """

    id: str
    name: str
    offer: Offer
    goods: Goods = Goods()
    priority: int = 0
    exclusive: bool = False
    limit: int = 0
    loyalty: bool = False  # for shoppers who showed their card
    coupon: str = ""  # for shoppers who showed this coupon
    windows: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Tariff:
    """Everything that prices follow besides the products' own; what is not said is as simple as it can be."""

    taxes: TaxPolicy = TaxPolicy()
    classes: tuple[TaxClass, ...] = ()
    deposits: tuple[Deposit, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    weighing: Weighing = Weighing()
    labels: tuple[str, ...] = ()  # patterns of in-store codes and names of presets, first match wins
