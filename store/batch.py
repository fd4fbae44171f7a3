"""What a cart sends of a trip, and the answers that the store has for it."""

from dataclasses import dataclass

from cart.core import chain
from cart.core.facts import Fact


@dataclass(frozen=True, slots=True)
class Batch:
    """What a cart sends: facts in a row, and the chain's hash after the last of them."""

    cart: str
    facts: tuple[Fact, ...]
    head: str


@dataclass(frozen=True, slots=True)
class Booked:
    """Up to which fact the store has the trip, and its receipt's number once it is closed."""

    acked: int
    receipt: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Facts are missing before those that came: the cart is to send from `expected` on."""

    expected: int


@dataclass(frozen=True, slots=True)
class Parked:
    reason: str


class Contradiction(ValueError):
    """A batch that cannot be true, with the sentence that says why."""


class Spoilt(Exception):
    """What the tables themselves refuse; the transaction is good for nothing but to be undone."""


def check_order(trip: str, batch: Batch) -> None:
    """Raises Contradiction unless these are facts of the trip, one after the other."""
    if not batch.facts:
        raise Contradiction(f"a batch for trip {trip} holds no facts")
    if trip != chain.trip_name(trip):
        raise Contradiction(f"trip {trip} is to be called {chain.trip_name(trip)}, as it might be booked twice else")
    begin = batch.facts[0].seq
    for seq, fact in enumerate(batch.facts, start=max(begin, 1)):
        if fact.trip != trip:
            raise Contradiction(f"a fact of trip {fact.trip} was sent as one of trip {trip}")
        if fact.seq != seq:
            raise Contradiction(f"fact {fact.seq} of trip {trip} stands where fact {seq} belongs")
