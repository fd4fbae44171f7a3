"""What a cart signs when it asks its store for something: one spelling for the side that signs and the one that checks.

The signature covers method, path, the body's digest, the time and a nonce, in the manner of RFC 9421.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

SCHEME = "SmartCart"
CART = r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}"
STORE_TIME = "Store-Time"
"""The header of a refusal that tells the cart what time it is at the store, in milliseconds since 1970."""

SEAL = "Catalog-Seal"
"""The header of a catalogue, or of what changed in one: SHA-256 of the whole one's bytes, and the store's signature."""

CHANGE = "application/vnd.smart-cart.catalog-change+json"
"""The media type of what changed in a catalogue (see cart.core.catalog_delta)."""

_HEADER = re.compile(rf"{SCHEME} ({CART});([0-9]{{1,15}});([0-9a-f]{{32}});([0-9a-f]{{128}})")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who asks, when (milliseconds since 1970, by the store's clock), and a number that is used once."""

    cart: str
    time: int
    nonce: str


def is_name(cart: str) -> bool:
    """Whether a cart may be called so: the name travels in headers and paths."""
    return re.fullmatch(CART, cart) is not None


def signed_bytes(stamp: Stamp, method: str, path: str, body: bytes) -> bytes:
    """What is signed; `path` is the one on the wire, with its query, and so holds no line break."""
    parts = (SCHEME, stamp.cart, method, path, sha256(body).hexdigest(), str(stamp.time), stamp.nonce)
    return "\n".join(parts).encode()


def header(stamp: Stamp, signature: bytes) -> str:
    """The Authorization header of a signed request."""
    return f"{SCHEME} {stamp.cart};{stamp.time};{stamp.nonce};{signature.hex()}"


def parse(said: str) -> tuple[Stamp, bytes] | None:
    """Stamp and signature of an Authorization header; None when it is not one of ours."""
    found = _HEADER.fullmatch(said)
    if found is None:
        return None
    cart, time, nonce, signature = found.groups()
    return Stamp(cart, int(time), nonce), bytes.fromhex(signature)


def sealed_bytes(version: str, digest: str) -> bytes:
    """What the store signs of a catalogue: its version, and the SHA-256 of its canonical bytes."""
    return f"{SCHEME} catalogue\n{version}\n{digest}".encode()
