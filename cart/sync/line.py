"""The line to the store: signed requests, and answers sorted into usable, refused and not now."""

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

from cart.core.inputs import Reason
from cart.sync.identity import Identity, Signed

# The store keeps idle connections for 75 s: let go of ours before it does.
KEEP_ALIVE_S = 60.0
# Answers that blame the record itself: sending it again would not help, and must not hold up the others.
POISON = frozenset({400, 413, 422})
# An answer that does not come costs at most this before the next try; with the longest delay it stays below 10 s.
ANSWER_S, CONNECT_S = 3.0, 2.0


@dataclass(frozen=True, slots=True)
class Peer:
    """Where the store is, and who asks."""

    url: str
    identity: Identity
    answer_s: float = ANSWER_S


class StoreDown(Exception):
    """The store cannot be talked to right now."""

    def __init__(self, reason: Reason, words: str) -> None:
        super().__init__(words)
        self.reason = reason


class Stumbled(StoreDown):
    """The store answered, but with an error of its own (500 and up)."""


class Line:
    """One signed connection to the store, for one thread."""

    def __init__(self, peer: Peer, now: Callable[[], float], wall: Callable[[], float]) -> None:
        self.cart = peer.identity.cart
        self._auth = Signed(peer.identity, now, wall)
        self._client = httpx2.Client(
            base_url=peer.url,
            auth=self._auth,
            timeout=httpx2.Timeout(peer.answer_s, connect=min(CONNECT_S, peer.answer_s)),
            limits=httpx2.Limits(keepalive_expiry=KEEP_ALIVE_S),
            trust_env=False,
        )

    def send(self, method: str, path: str, **content: Any) -> httpx2.Response:
        """The answer, whatever its status; raises StoreDown when there is none."""
        try:
            return self._client.request(method, path, **content)
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise StoreDown(Reason.UNREACHABLE, f"{method} {path}: {error or type(error).__name__}") from error

    def ask(self, method: str, path: str, **content: Any) -> httpx2.Response:
        """An answer that is not an error; raises StoreDown."""
        return checked(self.send(method, path, **content))

    def told_at(self, answer: httpx2.Response) -> int:
        """When the store gave an answer, in ms since 1970: by its own clock, to a second, if the answer is dated."""
        try:
            return round(1000 * parsedate_to_datetime(answer.headers["Date"]).timestamp())
        except (KeyError, ValueError):
            return self._auth.wall_ms

    def close(self) -> None:
        self._client.close()


def checked(response: httpx2.Response) -> httpx2.Response:
    """The answer, unless it is an error: then StoreDown."""
    if response.status_code >= 500:
        raise Stumbled(Reason.UNREACHABLE, f"{response.url.path} failed with {response.status_code}")
    if response.status_code >= 400:
        words = f"{response.url.path} was refused with {response.status_code}: {response.text[:200]}"
        raise StoreDown(Reason.REFUSED, words)
    return response


def plain(response: httpx2.Response, key: str | None = None) -> Any:
    """The JSON of an answer, or what it has under `key`; raises StoreDown when it is none of ours."""
    try:
        said = response.json()
        return said if key is None else said[key]
    except (ValueError, KeyError, TypeError) as error:
        raise StoreDown(Reason.REFUSED, f"{response.url.path} answered with something else") from error
