"""The hash chain of a trip's facts: it proves that none was changed or lost on the way."""

from hashlib import sha256

from cart.core.encoding import fact_bytes
from cart.core.facts import Fact


def first(trip: str) -> str:
    """The hash that a trip's chain hangs on, before its first fact."""
    return sha256(trip.encode()).hexdigest()


def link(previous: str, fact: Fact) -> str:
    """The hash after `fact`, given the hash before it."""
    return sha256(previous.encode("ascii") + fact_bytes(fact)).hexdigest()
