"""The hash chain of a trip's facts: it proves that none was changed or lost on the way."""

from hashlib import sha256
from uuid import UUID, uuid5

from cart.core.encoding import fact_bytes
from cart.core.facts import Fact


def first(trip: str) -> str:
    """The hash that a trip's chain hangs on, before its first fact."""
    return sha256(trip.encode()).hexdigest()


def link(previous: str, fact: Fact) -> str:
    """The hash after `fact`, given the hash before it."""
    return link_bytes(previous, fact_bytes(fact))


def link_bytes(previous: str, body: bytes) -> str:
    """The same, of a fact's canonical bytes."""
    return sha256(previous.encode("ascii") + body).hexdigest()


def fact_id(trip: str, seq: int) -> UUID:
    """The id of a fact, the same wherever it is worked out: uuid5 of its trip and its number."""
    return uuid5(_space(trip), str(seq))


def trip_name(trip: str) -> str:
    """The one spelling of a trip's name that counts, so that different names make different ids."""
    try:
        return str(UUID(trip))
    except ValueError:
        return trip


def _space(trip: str) -> UUID:
    try:
        return UUID(trip)
    except ValueError:  # a trip that was named by hand
        return uuid5(UUID(int=0), trip)
