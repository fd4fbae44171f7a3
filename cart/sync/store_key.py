"""The key that the store signs its catalogues with, as the cart learned it once."""

import logging
import re
from pathlib import Path

import httpx2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cart.core.inputs import Reason
from cart.core.signing import SEAL, sealed_bytes
from cart.sync.line import Line, StoreDown, plain

log = logging.getLogger(__name__)

_FILE = "store.pub"
_SEAL = re.compile(r"([0-9a-f]{64});([0-9a-f]{128})")


def pin(shelf: Path, key: str) -> None:
    """Believe catalogues of this store (64 hexadecimal digits) from now on, and of no other."""
    shelf.mkdir(parents=True, exist_ok=True)
    (shelf / _FILE).write_text(key, encoding="ascii")


class StoreKey:
    """Enrolment brings it; a cart that was enrolled before there was one keeps the first that its store shows."""

    def __init__(self, shelf: Path, line: Line) -> None:
        self._shelf, self._line = shelf, line

    def sealed_digest(self, response: httpx2.Response) -> str:
        """The hash that an answer is sealed with; raises StoreDown when it has no seal."""
        return self._seal(response)[0]

    def check(self, response: httpx2.Response, version: str, digest: str) -> None:
        """Raises StoreDown unless this cart's store signed a catalogue of this version with this hash."""
        sealed, signature = self._seal(response)
        if sealed != digest:
            raise StoreDown(Reason.REFUSED, f"catalogue {version} is not as it was sealed: it is not used")
        try:
            self._key().verify(bytes.fromhex(signature), sealed_bytes(version, digest))
        except InvalidSignature:
            words = f"catalogue {version} is not signed by the store that this cart knows: enrol the cart again"
            raise StoreDown(Reason.REFUSED, words) from None

    def _seal(self, response: httpx2.Response) -> tuple[str, str]:
        found = _SEAL.fullmatch(response.headers.get(SEAL, ""))
        if found is None:
            raise StoreDown(Reason.REFUSED, "its catalogue has no seal: update the store")
        return found[1], found[2]

    def _key(self) -> Ed25519PublicKey:
        path = self._shelf / _FILE
        if not path.is_file():
            key = plain(self._line.ask("GET", "/v1/key"), "key")
            log.warning("the store's key is kept as it is shown: %s", key)
            pin(self._shelf, str(key))
        try:
            return Ed25519PublicKey.from_public_bytes(bytes.fromhex(path.read_text("ascii")))
        except (OSError, ValueError) as error:
            raise StoreDown(Reason.REFUSED, f"{path} holds no key ({error}): enrol the cart again") from error
