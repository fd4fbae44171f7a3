"""Members: their offers and shopping lists, as the shop's own app tells them, and the short codes for a cart.

The app writes with a key of its own; a cart asks with its signature. Who is who stays here: the cart's ledger never
hears of it. A code counts for five minutes and one trip, and only its hash is kept.
"""

import json
import secrets
import time
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cart.core.shopper_inputs import NoSignIn
from store.database import Database
from store.schema import MemberCardRow, MemberRow, PhoneCodeRow, SignInRow

DIGITS = "0123456789"
"""The keys that a cart shows where a code is typed."""
CODE_LENGTH = 10  # 33 bits for five minutes, asked for by enrolled carts only
VALID_S = 300


@dataclass(frozen=True, slots=True)
class Listed:
    """Something on a member's shopping list."""

    name: str
    sku: str = ""
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Membership:
    """What a cart may know of a member."""

    coupons: list[str] = field(default_factory=list)
    wanted: list[Listed] = field(default_factory=list)


class Members:
    """Members by the shop's own number; their cards may be other numbers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, member: str, said: Membership, cards: list[str]) -> None:
        """Note a member's offers, list and cards, in the place of those before."""
        wanted = [{"name": each.name, "sku": each.sku, "quantity": each.quantity} for each in said.wanted]
        with self._database.write() as session:
            session.merge(MemberRow(member=member, coupons=json.dumps(said.coupons), wanted=json.dumps(wanted)))
            for card in {member, *cards}:
                session.merge(MemberCardRow(digest=_digest(card), member=member))

    def code(self, member: str) -> str | None:
        """A new code for a member's phone; None when there is no such member."""
        drawn = "".join(secrets.choice(DIGITS) for _ in range(CODE_LENGTH))
        with self._database.write() as session:
            if session.get(MemberRow, member) is None:
                return None
            session.add(PhoneCodeRow(digest=_digest(drawn), member=member, expires=_now() + 1000 * VALID_S))
        return drawn

    def sign_in(self, trip: str, text: str, *, card: bool) -> Membership | NoSignIn:
        """Who shops on a trip; asked again for the same trip the answer is the same."""
        with self._database.write() as session:
            row: Any
            if card:
                row = session.get(MemberCardRow, _digest(text))
            else:
                row = session.get(PhoneCodeRow, _digest(text))
                if row is not None and row.trip not in ("", trip):
                    return NoSignIn.USED
                if row is not None and row.trip == "" and row.expires < _now():
                    return NoSignIn.EXPIRED
            known = session.get(MemberRow, row.member) if row is not None else None
            if known is None:
                return NoSignIn.UNKNOWN
            if not card:
                row.trip = trip
            session.merge(SignInRow(trip=trip, member=known.member, at=_now()))
            wanted = [Listed(**each) for each in json.loads(known.wanted)]
            return Membership(json.loads(known.coupons), wanted)


def _digest(text: str) -> str:
    """The hash of a code or a card, however it was typed."""
    return sha256("".join(c for c in text.upper() if c.isalnum()).encode()).hexdigest()


def _now() -> int:
    return time.time_ns() // 1_000_000
