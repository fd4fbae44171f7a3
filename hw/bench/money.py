"""Random baskets against the laws of money: order, undo, allocation, limits, and that cart and store agree."""

import json
import platform
import time
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from cart.core.basket import Basket, apply, fold
from cart.core.catalog import Catalog, Sold
from cart.core.encoding import decode, encode
from cart.core.facts import Fact
from cart.core.labels.reading import label_of
from cart.core.pricing import Bill, bill_of, line_price
from hw.bench.random_baskets import addition, ending, random_shop, random_trip, removal
from store.audit import TripState, audit

TRIPS_A_SHOP = 20
MOST_TOLD = 5


def money(baskets: int, seed: int, tell: Callable[[int], None] = lambda _: None) -> dict[str, Any]:
    """Try `baskets` random baskets; keys: the number of failures of each law, and how quick a bill is (CPU time)."""
    dice = Random(seed)
    laws = {"order": 0, "undo": 0, "allocation": 0, "limits": 0, "cart_is_store": 0}
    failures: list[str] = []
    lines = pieces = labelled = saved = 0
    bill_s, slowest = 0.0, 0.0
    catalog = random_shop(dice)
    begun = time.perf_counter()
    for number in range(baskets):
        if number % TRIPS_A_SHOP == 0:
            catalog = random_shop(dice)
        facts = random_trip(dice, catalog)
        basket = fold(facts[:-1])
        start = time.process_time()
        bill = bill_of(basket, catalog)
        took = time.process_time() - start
        bill_s, slowest = bill_s + took, max(slowest, took)
        labelled += sum(bool(line.why.code) for line in basket.lines)
        lines, pieces, saved = lines + len(basket.lines), pieces + basket.items, saved + (bill.saved > 0)
        held = {
            "order": in_any_order(dice, basket, catalog, bill),
            "undo": undone(dice, facts[:-1], catalog, bill),
            "allocation": adds_up(basket, bill),
            "limits": limits_help(dice, basket, catalog),
            "cart_is_store": store_agrees(facts, catalog),
        }
        for law, fine in held.items():
            laws[law] += not fine
            if not fine and len(failures) < MOST_TOLD:
                failures.append(f"{law}: basket {number} of seed {seed}")
        tell(number + 1)
    wall = time.perf_counter() - begun
    return {
        "baskets": baskets,
        "seed": seed,
        **laws,
        "failures": failures,
        "lines": lines,
        "pieces": pieces,
        "labelled": labelled,
        "with_savings": saved,
        "bill_ms_mean": round(1000 * bill_s / max(1, baskets), 3),
        "bill_ms_max": round(1000 * slowest, 1),
        "baskets_per_s": round(baskets / wall, 1),
        "seconds": round(wall, 1),
        "machine": f"{platform.machine()}, {platform.python_implementation()} {platform.python_version()}",
    }


def in_any_order(dice: Random, basket: Basket, catalog: Catalog, bill: Bill) -> bool:
    """The same goods in another order, and in other handfuls, come to the same."""
    lines = []
    for line in basket.lines:
        if line.quantity > 1 and dice.random() < 0.5:
            one = line.price // line.quantity
            rest = replace(line, quantity=line.quantity - 1, price=line.price - one)
            lines += [rest, replace(line, line=line.line + 1000, quantity=1, price=one)]
        else:
            lines.append(line)
    dice.shuffle(lines)
    numbers = dice.sample(range(1, len(lines) + 1), len(lines))
    mixed = tuple(replace(line, line=number) for line, number in zip(lines, numbers, strict=True))
    again = bill_of(replace(basket, lines=mixed), catalog)
    same = again.total == bill.total and again.taxes == bill.taxes
    return same and again.by_promotion == bill.by_promotion and again.deposit == bill.deposit


def undone(dice: Random, facts: list[Fact], catalog: Catalog, bill: Bill) -> bool:
    """Something put in and taken out again leaves exactly the bill that was, line by line."""
    basket = fold(facts)
    shelf = catalog.at(basket.started.wall if basket.started else 0)
    added = addition(dice, shelf, dice.choice(shelf.products), basket.next_line, 0)
    more = apply(basket, Fact("t", 0, 0, added))
    line = more.lines[-1]
    for _ in range(line.quantity):
        now = more.lines[-1]
        more = apply(more, Fact("t", 0, 0, removal(now, 1, 0)))
    return more.lines == basket.lines and bill_of(more, catalog) == bill


def adds_up(basket: Basket, bill: Bill) -> bool:
    """Every cent that was saved lies on a line and no line goes below nothing; taxes and lines make the total."""
    by_line = {line.line: line.price for line in basket.lines}
    whole = sum(amount for _, _, amount in bill.by_promotion) == bill.saved == sum(off.amount for off in bill.offs)
    none_below = all(0 <= bill.off(number) <= price for number, price in by_line.items())
    total = bill.goods - bill.saved + bill.deposit + bill.tax_added
    # Where several rates lie on one amount, each of them names it as its base.
    inside = bill.added or sum(tax.base for tax in bill.taxes) == bill.total
    return whole and none_below and bill.total == total >= 0 and inside and sum(by_line.values()) == bill.goods


def limits_help(dice: Random, basket: Basket, catalog: Catalog) -> bool:
    """One offer alone: the more often it may count, the less is to be paid."""
    if not catalog.tariff.promotions:
        return True
    offer = replace(dice.choice(catalog.tariff.promotions), loyalty=False, coupon="", windows=())
    paid = []
    for limit in (1, 2, 3, 0):
        tariff = replace(catalog.tariff, promotions=(replace(offer, limit=limit),))
        bill = bill_of(basket, replace(catalog, tariff=tariff))
        paid.append(bill.goods - bill.saved)
    return paid == sorted(paid, reverse=True)


def store_agrees(facts: list[Fact], catalog: Catalog) -> bool:
    """The store works the trip out again from what travelled, and comes to every figure of the cart."""
    travelled = [decode(json.loads(json.dumps(encode(fact))), Fact) for fact in facts]
    verdict = audit(travelled, catalog)
    shelf = catalog.at(verdict.basket.started.wall if verdict.basket.started else 0)
    labels = {line.line: label_of(line.why.code, shelf[line.sku], shelf) for line in verdict.basket.lines}
    by_piece = [line for line in verdict.basket.lines if shelf[line.sku].sold is not Sold.WEIGHT]
    shown = all(
        line.price == line_price(shelf[line.sku], line.quantity, line.net, label=labels[line.line]) for line in by_piece
    )
    return verdict.state is TripState.CLOSED and verdict.total == ending(facts).total and shown
