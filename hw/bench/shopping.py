"""Trips as facts, without engine or scale: what the benches of ledger, sync and store write and send."""

import random
import uuid

from cart.core import chain
from cart.core.basket import fold
from cart.core.facts import Evidence, Fact, ItemAdded, Rule, StepSettled, TripStarted
from cart.core.pricing import bill_of, finished, line_price
from cart.core.units import Decigrams, Permille
from hw.bench.killed_cart import SHELF

WALL = 1_795_176_000_000


def trip_of(dice: random.Random, lines: int, crops: int = 0) -> list[Fact]:
    """A whole trip with so many lines; `crops` evidence files make each of them longer."""
    trip = str(uuid.UUID(int=dice.getrandbits(128), version=4))
    bodies: list[TripStarted | StepSettled | ItemAdded] = [TripStarted(SHELF.version, SHELF.currency, WALL)]
    for number in range(1, lines + 1):
        product = dice.choice(SHELF.products)
        files = tuple(f"{dice.getrandbits(256):064x}" for _ in range(crops))
        delta = Decigrams(product.weight.mean)
        likely = ((product.sku, Permille(991)),)
        why = Evidence(Rule.WEIGHT_AND_PICTURE, number, delta, Decigrams(8), likely, likely, files)
        price = line_price(product, 1, Decigrams(0))
        added = ItemAdded(number, product.sku, 1, price, product.tax_permille, why)
        counts = (1000 * number,) * 4
        bodies += [StepSettled(number, 0, 900, delta, Decigrams(8), counts, (500, 500)), added]
    facts = [Fact(trip, seq, 1_000 * seq, body) for seq, body in enumerate(bodies, start=1)]
    bill = bill_of(fold(facts), SHELF)
    return [*facts, Fact(trip, len(facts) + 1, 1_000 * len(facts) + 1_000, finished(bill, WALL + 60_000, 0))]


def head_of(facts: list[Fact]) -> str:
    """The chain's hash after these facts, which are a trip's from its first one on."""
    head = chain.first(facts[0].trip)
    for fact in facts:
        head = chain.link(head, fact)
    return head
