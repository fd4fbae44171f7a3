"""The hash chain of a trip's facts: it proves that none was changed or lost on the way."""

from collections.abc import Callable
from hashlib import sha1, sha256
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


def fact_ids(trip: str) -> Callable[[int], str]:
    """From the numbers of a trip's facts to their ids, for many facts: making UUID objects takes ten times as long."""
    space = _space(trip).bytes

    def name(seq: int) -> str:
        # RFC 9562, 5.5: the first 16 bytes of a SHA-1, with version and variant in them.
        made = bytearray(sha1(space + str(seq).encode(), usedforsecurity=False).digest()[:16])
        made[6], made[8] = made[6] & 0x0F | 0x50, made[8] & 0x3F | 0x80
        digits = made.hex()
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    return name


def _space(trip: str) -> UUID:
    try:
        return UUID(trip)
    except ValueError:  # a trip that was named by hand
        return uuid5(UUID(int=0), trip)
