"""What is wrong with a tariff, and with what products say of it: a sentence each, before anything is sold by it."""

from collections.abc import Iterable, Iterator
from typing import Any

from cart.core.catalog import Product
from cart.core.encoding import Undecodable, decode
from cart.core.labels import BadPattern, parse_all
from cart.core.tariff import (
    AmountOff,
    BasketOff,
    BundlePrice,
    Goods,
    Meal,
    PayFewer,
    PercentOff,
    Promotion,
    SpecialPrice,
    Tariff,
    Tiers,
)


def tariff_of(plain: Any) -> Tariff | str:
    """The tariff of plain values, or what is wrong with them."""
    try:
        tariff: Tariff = decode(plain, Tariff)
    except Undecodable as error:
        return f"the tariff cannot be used: {error}"
    return tariff


def tariff_errors(tariff: Tariff, products: Iterable[Product]) -> Iterator[str]:
    """Everything that is wrong, so that one try is enough to mend it."""
    products = tuple(products)
    classes = {each.id for each in tariff.classes}
    deposits = {each.id for each in tariff.deposits}
    for kind, ids in (
        ("tax class", [each.id for each in tariff.classes]),
        ("deposit", [each.id for each in tariff.deposits]),
        ("promotion", [each.id for each in tariff.promotions]),
    ):
        for name in sorted({each for each in ids if ids.count(each) > 1 or not each}):
            yield f"the {kind} {name!r} stands there twice, or without an id"
    for tax in tariff.classes:
        if any(not 0 <= rate.ppm <= 1_000_000 for rate in tax.rates):
            yield f"tax class {tax.id}: a rate is in parts per million, 0 to 1000000"
    for deposit in tariff.deposits:
        if deposit.price <= 0:
            yield f"deposit {deposit.id}: its price must be above zero"
        if deposit.tax and deposit.tax not in classes:
            yield f"deposit {deposit.id}: there is no tax class {deposit.tax!r}"
    if tariff.weighing.division < 1 or tariff.weighing.pound_division < 1:
        yield "weighing: a division must be at least 1"
    try:
        parse_all(tariff.labels)
    except BadPattern as wrong:
        yield f"labels: {wrong}"
    skus, groups = {product.sku for product in products}, {group for product in products for group in product.groups}
    for promotion in tariff.promotions:
        for wrong in _promotion_errors(promotion):
            yield f"promotion {promotion.id}: {wrong}"
        parts = promotion.offer.parts if isinstance(promotion.offer, Meal) else ()
        for goods in (promotion.goods, *parts):
            for name in [sku for sku in goods.skus if sku not in skus] + [g for g in goods.groups if g not in groups]:
                yield f"promotion {promotion.id}: no product is called, or is in a group, {name!r}"
    for product in products:
        for tax in {product.tax, *(change.tax or "" for change in product.changes)} - {"", *classes}:
            yield f"product {product.sku}: there is no tax class {tax!r}"
        for deposit_id in {product.deposit, *(change.deposit or "" for change in product.changes)} - {"", *deposits}:
            yield f"product {product.sku}: there is no deposit {deposit_id!r}"


def _promotion_errors(promotion: Promotion) -> Iterator[str]:
    match promotion.offer:
        case PercentOff(permille=permille, at_least=least) if not 0 < permille <= 1000 or least < 1:
            yield "permille must lie between 1 and 1000, at_least at 1 or above"
        case AmountOff(amount=amount, at_least=least) if amount < 1 or least < 1:
            yield "amount and at_least must be at least 1"
        case SpecialPrice(price=price, unit_price=unit_price) if price < 0 or unit_price < 0 or not price + unit_price:
            yield "it needs a price or a unit_price"
        case BundlePrice(count=count, price=price) if count < 2 or price < 0:
            yield "count must be at least 2, price at least 0"
        case PayFewer(count=count, pay=pay) if not 0 <= pay < count:
            yield "of count pieces, pay must be fewer"
        case Tiers(steps=steps) if not steps or any(n < 1 or not 0 < off <= 1000 for n, off in steps):
            yield "each step is a number of pieces and a permille between 1 and 1000"
        case Meal(parts=parts, price=price) if len(parts) < 2 or any(part == Goods() for part in parts) or price < 0:
            yield "a meal has at least two parts, each with skus or groups, and a price of at least 0"
        case BasketOff(amount=amount, spend=spend) if amount < 0 or spend < 0:
            yield "amount and spend must be at least 0"
        case BasketOff(permille=permille, amount=amount) if not 0 <= permille <= 1000 or not permille + amount:
            yield "it needs a permille up to 1000 or an amount above zero"
    if promotion.limit < 0:
        yield "limit must be 0 (none) or more"
    if any(start >= end for start, end in promotion.windows):
        yield "a window ends after it begins"
