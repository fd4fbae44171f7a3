"""Which carts the store knows: enrolled by a one-time code that is bound to the cart's name, and revoked."""

import secrets
import threading
import time
from collections.abc import Callable
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from cart.core.signing import is_name
from store.database import Database
from store.schema import CartKeyRow, CodeRow

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else on paper
CODE_LENGTH = 12  # 58 bits, for half an hour
VALID_S = 1800
REMEMBERED_S = 2.0
"""A key is looked up again so often: a cart that was revoked by another process is refused from then on."""


class NotEnrolled(Exception):
    """The code cannot be used; one sentence for the fitter."""


def invite(database: Database, cart: str, valid_s: float = VALID_S) -> str:
    """A new code for a cart of this name, which is nowhere kept: only its hash is. ValueError for no name."""
    if not is_name(cart):
        raise ValueError(f"a cart cannot be named {cart!r}: take up to 64 letters, digits, dots, dashes, underscores")
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    code = "-".join(drawn[at : at + 4] for at in range(0, CODE_LENGTH, 4))
    with database.write() as session:
        session.add(CodeRow(digest=_digest(code), cart=cart, expires=_now() + round(1000 * valid_s)))
    return code


def enrol(database: Database, cart: str, code: str, key: str) -> None:
    """Know the cart by this key from now on; asked again with the same key it is the same. Raises NotEnrolled."""
    with database.write() as session:
        row = session.get(CodeRow, _digest(code))
        if row is None or row.cart != cart:
            raise NotEnrolled(f"This is no code for cart {cart}: get one with smart-cart store invite {cart}.")
        if row.used_by and row.used_by != key:
            raise NotEnrolled(f"This code was used already: get a new one with smart-cart store invite {cart}.")
        if not row.used_by and row.expires < _now():
            raise NotEnrolled(f"This code has expired: get a new one with smart-cart store invite {cart}.")
        if not row.used_by:
            row.used_by = key
            session.merge(CartKeyRow(cart=cart, key=key, enrolled=_now(), revoked=None))


def revoke(database: Database, cart: str) -> bool:
    """Believe the cart no more until it is enrolled again; False when there is none of this name."""
    with database.write() as session:
        row = session.get(CartKeyRow, cart)
        if row is None:
            return False
        row.revoked = row.revoked or _now()
        return True


class Keyring:
    """The keys of all carts, read together every other moment: a look for each cart would stand in the writer's way."""

    def __init__(self, database: Database, now: Callable[[], float] = time.monotonic) -> None:
        self._database, self._now = database, now
        self._reading = threading.Lock()
        self._until = -1.0
        self._known: dict[str, tuple[str, Ed25519PublicKey]] = {}

    def remembered(self, cart: str) -> Ed25519PublicKey | None:
        """The cart's key, if it is known since a moment ago."""
        if self._now() >= self._until or cart not in self._known:
            return None
        return self._known[cart][1]

    def look_up(self, cart: str) -> Ed25519PublicKey | None:
        """The cart's key as the database has it; None for a cart that is unknown or revoked."""
        with self._reading:
            if (key := self.remembered(cart)) is not None:
                return key
            until = self._now() + REMEMBERED_S
            with self._database.read() as session:
                rows = select(CartKeyRow.cart, CartKeyRow.key).where(CartKeyRow.revoked.is_(None))
                there = {row.cart: row.key for row in session.execute(rows)}
            known = {}
            for name, digits in there.items():
                was = self._known.get(name)
                key = was[1] if was and was[0] == digits else public_key(digits)
                if key is not None:
                    known[name] = (digits, key)
            self._known, self._until = known, until
        return known[cart][1] if cart in known else None


def public_key(digits: str) -> Ed25519PublicKey | None:
    """The key of 64 hexadecimal digits; None when they are none."""
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(digits))
    except ValueError:
        return None


def is_signed(key: Ed25519PublicKey, signature: bytes, said: bytes) -> bool:
    try:
        key.verify(signature, said)
    except InvalidSignature:
        return False
    return True


def _digest(code: str) -> str:
    """The hash of a code as it was drawn, however it was typed."""
    return sha256(code.upper().replace("-", "").replace(" ", "").encode()).hexdigest()


def _now() -> int:
    return time.time_ns() // 1_000_000
