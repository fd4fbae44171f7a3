"""Random shops and random trips through them, as facts: everything that a tariff can say, drawn from one dice."""

from dataclasses import replace
from random import Random

from cart.core.basket import EMPTY, apply
from cart.core.catalog import Catalog, Change, Product, Sold, WeightModel
from cart.core.facts import (
    Body,
    CouponShown,
    Evidence,
    Fact,
    ItemAdded,
    ItemRemoved,
    LoyaltyShown,
    Rule,
    TripFinished,
    TripStarted,
)
from cart.core.labels.reading import label_of, pieces_of
from cart.core.line import Line
from cart.core.money import Rounding
from cart.core.pricing import PRICING, bill_of, charge_for, finished, share_of
from cart.core.tariff import (
    AmountOff,
    BasketOff,
    BundlePrice,
    Deposit,
    Goods,
    Meal,
    Offer,
    PayFewer,
    PercentOff,
    Promotion,
    SpecialPrice,
    Tariff,
    TaxClass,
    TaxPolicy,
    TaxRate,
    Tiers,
    Weighing,
)
from cart.core.units import Decigrams, Money, Sku, Unit, UnitPrice
from hw.bench.random_labels import PATTERNS, item_number, random_label

NOON = 1_795_176_000_000
HOUR = 3_600_000
GROUPS = ("dairy", "drinks", "snacks", "produce")
COUPONS = ("C1", "C2")
INSIDE = (70_000, 190_000, 220_000, 100_000, 55_000, 210_000)
ON_TOP = (88_750, 63_500, 40_000, 45_000, 10_000)


def random_shop(dice: Random) -> Catalog:
    """A shop of 3 to 14 products with up to 6 offers, in one of three currencies."""
    added = dice.random() < 0.35
    rates = ON_TOP if added else INSIDE
    classes = [TaxClass("none"), *(TaxClass(f"t{n}", _rates(dice, rates, added)) for n in range(3))]
    deposits = (Deposit("bottle", "Bottle", Money(25), dice.choice(["", "t0"])), Deposit("can", "Can", Money(8)))
    policy = TaxPolicy(
        added, dice.random() < 0.4, dice.choice([Rounding.HALF_UP, Rounding.HALF_UP, Rounding.HALF_EVEN])
    )
    products = tuple(_product(dice, n, classes, added) for n in range(dice.randint(3, 14)))
    offers = tuple(_promotion(dice, n, products) for n in range(dice.randint(0, 6)))
    rounding = dice.choice([Rounding.HALF_UP, Rounding.HALF_UP, *Rounding])
    weighing = Weighing(Decigrams(dice.choice([1, 10, 20, 50])), dice.choice([1, 1, 2]), rounding)
    tariff = Tariff(policy, tuple(classes), deposits, offers, weighing, PATTERNS)
    return Catalog("random", dice.choice(["EUR", "USD", "JPY", "KWD"]), products, tariff)


def random_trip(dice: Random, catalog: Catalog, most: int = 25) -> list[Fact]:
    """A trip through the shop, priced as the cart does it: goods in and out in handfuls, coupons, a member's card."""
    wall = NOON + dice.randint(-3, 3) * HOUR
    shelf = catalog.at(wall)
    basket = EMPTY
    facts: list[Fact] = []

    def say(body: Body) -> None:
        nonlocal basket
        facts.append(Fact("t", len(facts) + 1, 1000 * len(facts), body))
        basket = apply(basket, facts[-1])

    say(TripStarted(catalog.version, catalog.currency, wall, "demo", PRICING))
    for _ in range(dice.randint(0, most)):
        luck = dice.random()
        if luck < 0.15 and basket.lines:
            line = dice.choice(basket.lines)
            say(removal(line, dice.randint(1, line.quantity), len(facts)))
        elif luck < 0.18:
            say(CouponShown(dice.choice(COUPONS)))
        elif luck < 0.2:
            say(LoyaltyShown())
        else:
            say(addition(dice, shelf, dice.choice(shelf.products), basket.next_line, len(facts)))
    say(finished(bill_of(basket, catalog), wall + HOUR, 0))
    return facts


def addition(dice: Random, shelf: Catalog, product: Product, line: int, step: int) -> ItemAdded:
    """A handful of a product, or a package with a label of the shop, on a line of its own."""
    by_weight = product.sold is Sold.WEIGHT
    code = random_label(dice, product) if dice.random() < 0.25 else ""
    label = label_of(code, product, shelf)
    quantity = pieces_of(product, label) if code or by_weight else dice.choice([1, 1, 1, 2, 3])
    gross = Decigrams(dice.randint(1, 30_000) if by_weight else product.weight.mean * quantity)
    money = charge_for(product, quantity, gross, label, shelf.tariff.weighing)
    why = Evidence(Rule.WEIGHT_AND_CODE if code else Rule.WEIGHT, step, gross, Decigrams(5), code=code)
    return ItemAdded(line, product.sku, quantity, money.price, product.tax_permille, why, money.unit_price, money.net)


def removal(line: Line, taken: int, step: int) -> ItemRemoved:
    """Some pieces of a line out again."""
    why = replace(line.why, step=step, delta=Decigrams(-line.weight * taken // line.quantity))
    return ItemRemoved(line.line, line.sku, taken, share_of(line.price, taken, line.quantity), why)


def ending(facts: list[Fact]) -> TripFinished:
    """What the cart said at the end."""
    last = facts[-1].body
    if not isinstance(last, TripFinished):
        raise ValueError("the trip has no end")
    return last


def _rates(dice: Random, rates: tuple[int, ...], added: bool) -> tuple[TaxRate, ...]:
    several = dice.randint(1, 3) if added else 1
    return tuple(TaxRate(f"tax {n}" if added else "", ppm) for n, ppm in enumerate(dice.sample(rates, several)))


def _product(dice: Random, n: int, classes: list[TaxClass], added: bool) -> Product:
    sold = dice.choice([Sold.PIECE, Sold.PIECE, Sold.COUNT, Sold.WEIGHT])
    by_weight = sold is Sold.WEIGHT
    price = Money(0 if by_weight else dice.choice([9, 49, 50, 99, 100, 129, 199, 249, 333, 1099]))
    unit_price = UnitPrice(dice.choice([9900, 19_950, 29_900, 129_900]) if by_weight else 0)
    tax = dice.choice(classes).id if added or dice.random() < 0.6 else ""
    permille = 0 if tax else dice.choice([0, 70, 190])
    dearer = Change(NOON + HOUR, Money(price + 10 if price else 0), UnitPrice(unit_price * 11 // 10))
    return Product(
        Sku(f"p{n:02d}"),
        f"Product {n}",
        sold,
        WeightModel(Decigrams(1000 + 370 * n), Decigrams(10)),
        price,
        unit_price,
        plu=item_number(n),
        tax_permille=permille,
        tax=tax,
        deposit="" if by_weight else dice.choice(["", "", "bottle", "can"]),
        unit=dice.choice(list(Unit)) if by_weight else Unit.KILOGRAM,
        groups=tuple(dice.sample(GROUPS, dice.randint(0, 2))),
        tare=Decigrams(dice.choice([0, 50]) if by_weight else 0),
        changes=(dearer,) if dice.random() < 0.2 else (),
    )


def _promotion(dice: Random, n: int, products: tuple[Product, ...]) -> Promotion:
    return Promotion(
        f"offer-{n}",
        f"Offer {n}",
        _offer(dice, products),
        _goods(dice, products),
        priority=dice.choice([0, 0, 0, 1]),
        exclusive=dice.random() < 0.2,
        limit=dice.choice([0, 0, 1, 2]),
        loyalty=dice.random() < 0.15,
        coupon=dice.choice(COUPONS) if dice.random() < 0.15 else "",
        windows=((NOON - HOUR, NOON + 2 * HOUR),) if dice.random() < 0.2 else (),
    )


def _offer(dice: Random, products: tuple[Product, ...]) -> Offer:
    count = dice.randint(2, 4)
    match dice.randint(0, 7):
        case 0:
            return PercentOff(dice.choice([50, 100, 125, 333, 500]), dice.choice([1, 1, 3]))
        case 1:
            return AmountOff(Money(dice.choice([5, 10, 50])), dice.choice([1, 2]))
        case 2:
            return SpecialPrice(Money(dice.choice([45, 99])), UnitPrice(9_000))
        case 3:
            return BundlePrice(count, Money(dice.choice([99, 200, 333])))
        case 4:
            return PayFewer(count, dice.randint(1, count - 1))
        case 5:
            return Tiers(((2, 50), (4, 100), (6, 200)))
        case 6:
            return Meal(
                tuple(_goods(dice, products) for _ in range(dice.randint(2, 3))), Money(dice.choice([199, 350]))
            )
    return BasketOff(dice.choice([0, 50, 100]), Money(dice.choice([0, 100])), Money(dice.choice([0, 1000])))


def _goods(dice: Random, products: tuple[Product, ...]) -> Goods:
    if dice.random() < 0.5:
        return Goods(groups=(dice.choice(GROUPS),))
    return Goods(skus=tuple(product.sku for product in dice.sample(products, min(3, len(products)))))
