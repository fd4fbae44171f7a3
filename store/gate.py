"""The gate of the carts' contract: only whole requests, signed by an enrolled cart just now, go any further.

What is refused here has stored nothing and run nothing of the application. The body is read whole first, because
its hash is part of what was signed.
"""

import json
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from fastapi.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cart.core.signing import STORE_TIME, Stamp, parse, signed_bytes
from store.enrolment import Keyring, is_signed, public_key

LARGEST_BODY = 2**20
DRAINED = 8 * LARGEST_BODY  # so much of a body that is too large is read, so that its sender hears the answer
WINDOW_S = 300.0
UNSIGNED = "/v1/enrolments"  # its signature is by the key that the body names


class Refusal(Exception):
    """A request that goes no further: a status and one sentence."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class Nonces:
    """Numbers that were used within the window: a request that comes again is refused."""

    def __init__(self, born_ms: int, now: Callable[[], float]) -> None:
        """`born_ms` is when this memory began; what was signed before cannot be told from a replay."""
        self._born_ms, self._now = born_ms, now
        self._used: set[tuple[str, str]] = set()
        self._order: deque[tuple[float, tuple[str, str]]] = deque()

    def take(self, stamp: Stamp, wall_ms: int) -> None:
        """Use a stamp up; raises Refusal when its time is off or its number was used before."""
        if abs(stamp.time - wall_ms) > 1000 * WINDOW_S or stamp.time < self._born_ms:
            raise Refusal(401, "The request was not signed just now: sign it with the time that this answer names.")
        horizon = self._now() - 2 * WINDOW_S
        while self._order and self._order[0][0] < horizon:
            self._used.discard(self._order.popleft()[1])
        number = (stamp.cart, stamp.nonce)
        if number in self._used:
            raise Refusal(401, "This request has been here before: sign it anew.")
        self._used.add(number)
        self._order.append((self._now(), number))


class Gate:
    """ASGI middleware; the name of the cart that signed is `scope["cart"]` behind it."""

    def __init__(self, app: ASGIApp, keyring: Keyring, wall: Callable[[], float] = time.time) -> None:
        self._app, self._keyring, self._wall = app, keyring, wall
        self._nonces = Nonces(round(1000 * wall()), time.monotonic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        try:
            body = await _whole_body(receive)
            if body is None:
                return  # it went away in the middle: nobody is there to answer
            cart = await self._signer(scope, body)
        except Refusal as refusal:
            await _refuse(send, refusal, round(1000 * self._wall()))
            return
        await self._app({**scope, "cart": cart}, _again(body, receive), send)

    async def _signer(self, scope: Scope, body: bytes) -> str:
        headers = dict(scope["headers"])
        said = parse(headers.get(b"authorization", b"").decode("latin-1"))
        if said is None:
            raise Refusal(401, "The request is not signed: enrol the cart with smart-cart enrol-cart.")
        stamp, signature = said
        if scope["path"] == UNSIGNED:
            key = public_key(_named_key(body))
        else:
            key = self._keyring.remembered(stamp.cart)
            key = key or await run_in_threadpool(self._keyring.look_up, stamp.cart)
        if key is None:
            raise Refusal(401, f"Cart {stamp.cart} is not enrolled here: run smart-cart enrol-cart.")
        if not is_signed(key, signature, signed_bytes(stamp, scope["method"], _path(scope), body)):
            raise Refusal(401, f"The signature is not that of cart {stamp.cart}.")
        self._nonces.take(stamp, round(1000 * self._wall()))
        return stamp.cart


def _path(scope: Scope) -> str:
    path, query = scope.get("raw_path") or scope["path"].encode(), scope["query_string"]
    return (path + b"?" + query if query else path).decode("latin-1")


def _named_key(body: bytes) -> str:
    try:
        key = json.loads(body)["key"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return key if isinstance(key, str) else ""


async def _whole_body(receive: Receive) -> bytes | None:
    """All of the body; None when its sender went away before the end. Raises Refusal when it is too large."""
    body, length = bytearray(), 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        piece = message.get("body", b"")
        length += len(piece)
        if length <= LARGEST_BODY:
            body += piece
        if not message.get("more_body", False) or length > DRAINED:
            break
    if length > LARGEST_BODY:
        raise Refusal(413, f"A request may hold {LARGEST_BODY} bytes at most: send less at once.")
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Hands out the body that was read already, then what else comes."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def hand_out() -> Message:
        return left.pop() if left else await receive()

    return hand_out


async def _refuse(send: Send, refusal: Refusal, wall_ms: int) -> None:
    body = json.dumps({"detail": str(refusal)}).encode()
    headers: list[Any] = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (STORE_TIME.lower().encode(), str(wall_ms).encode()),
    ]
    if refusal.status == 413:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
