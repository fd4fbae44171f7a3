"""The gate of the carts' contract: only whole requests, signed by an enrolled cart just now, go any further.

What is refused here has stored nothing and run nothing of the application. The body is read whole first, because
its hash is part of what was signed.
"""

import asyncio
import json
from typing import Any

from fastapi.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cart.core.signing import STORE_TIME, Stamp, parse, signed_bytes
from store.enrolment import Keyring, is_signed, public_key
from store.stamps import ROOM_MS, Stale, Stamps

LARGEST_BODY = 2**20
DRAINED = 8 * LARGEST_BODY  # so much of a body that is too large is read, so that its sender hears the answer
UNSIGNED = "/v1/enrolments"  # its signature is by the key that the body names


class Refusal(Exception):
    """A request that goes no further: a status and one sentence."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class Gate:
    """ASGI middleware; the name of the cart that signed is `scope["cart"]` behind it."""

    def __init__(self, app: ASGIApp, keyring: Keyring, stamps: Stamps) -> None:
        self._app, self._keyring, self._stamps = app, keyring, stamps
        self._moving: asyncio.Task[None] | None = None

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
            await _refuse(send, refusal, self._stamps.now)
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
        try:
            await self._take(stamp)
        except Stale as wrong:
            raise Refusal(401, str(wrong)) from wrong
        return stamp.cart

    async def _take(self, stamp: Stamp) -> None:
        self._stamps.check(stamp)
        if not self._stamps.has_room(stamp):
            await run_in_threadpool(self._stamps.make_room, stamp)
        elif not self._stamps.has_room(stamp, ROOM_MS // 2) and (self._moving is None or self._moving.done()):
            self._moving = asyncio.create_task(run_in_threadpool(self._stamps.make_room, stamp, ROOM_MS // 2))
        self._stamps.take(stamp)


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
