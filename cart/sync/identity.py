"""The cart's own Ed25519 key: made on the cart, kept in a file that only it may read, never sent anywhere."""

import os
import secrets
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import httpx2
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from cart.core.signing import STORE_TIME, Stamp, header, is_name, signed_bytes

KEY_FILE = "identity.pem"


class NoIdentity(Exception):
    """The cart cannot prove who it is; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A cart's name and the key that signs for it."""

    cart: str
    key: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public key in hexadecimal digits: what the store keeps."""
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def sign(self, method: str, path: str, body: bytes, time_ms: int) -> str:
        """The Authorization header for a request; every call draws a new nonce."""
        stamp = Stamp(self.cart, time_ms, secrets.token_hex(16))
        return header(stamp, self.key.sign(signed_bytes(stamp, method, path, body)))


def load_identity(folder: Path, cart: str) -> Identity:
    """The identity that enrolment left in the cart's folder; raises NoIdentity."""
    if not is_name(cart):
        raise NoIdentity(f"a cart cannot be named {cart!r}: take up to 64 letters, digits, dots, dashes, underscores")
    path = folder / KEY_FILE
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except FileNotFoundError:
        raise NoIdentity("this cart is not enrolled: get a code at the store and run smart-cart enrol-cart") from None
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise NoIdentity(f"{path} holds no usable key ({error}): delete it and enrol the cart again") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NoIdentity(f"{path} holds a key of another kind: delete it and enrol the cart again")
    return Identity(cart, key)


def make_identity(folder: Path, cart: str) -> Identity:
    """The cart's identity, with a new key when it has none: on disk before anybody hears of it."""
    if (folder / KEY_FILE).exists():
        return load_identity(folder, cart)
    if not is_name(cart):
        return load_identity(folder, cart)
    folder.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    part = folder / f"{KEY_FILE}.part"
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / KEY_FILE)
    return Identity(cart, key)


class Signed(httpx2.Auth):
    """Signs every request with the time at the store.

    The cart's own clock may be wrong (no battery behind it, no network at boot) and may jump: only how far it is from
    the store's is used, counted on the clock that never jumps and learned anew from the store's refusals.
    """

    requires_request_body = True

    def __init__(self, identity: Identity, now: Callable[[], float], wall: Callable[[], float]) -> None:
        """`now` is the cart's clock, which only goes on; `wall` is asked once, for a first guess."""
        self._identity, self._now = identity, now
        self._ahead_s = wall() - now()

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        self._stamp(request)
        response = yield request
        said = response.headers.get(STORE_TIME, "")
        if response.status_code == 401 and said.isdecimal():
            # The time was off, or the network brought the request twice: a new nonce at the store's time settles both.
            self._ahead_s = int(said) / 1000 - self._now()
            self._stamp(request)
            yield request

    @property
    def wall_ms(self) -> int:
        """The time at the store, as far as it is known, in ms since 1970."""
        return max(0, round(1000 * (self._now() + self._ahead_s)))

    def _stamp(self, request: httpx2.Request) -> None:
        path = request.url.raw_path.decode("ascii")
        request.headers["Authorization"] = self._identity.sign(request.method, path, request.content, self.wall_ms)
