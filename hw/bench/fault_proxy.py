"""A network that fails on purpose: a TCP proxy before the store that cuts, loses, doubles, delays and reorders.

It knows just enough of HTTP to see where a request ends. What it does to which request follows from a seed and from
the order in which requests come; `heal` ends all faults.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from threading import Event, Thread
from typing import ClassVar

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

LATE_S = (0.05, 1.5)
DELAY_S = (0.02, 0.4)
WEIGHTS = {
    "pass": 60,
    "cut request": 6,
    "cut reply": 6,
    "lose reply": 8,
    "duplicate": 6,
    "late": 5,
    "delay": 5,
    "half-open": 2,
    "garbage": 3,
    "refuse": 2,
}
"""How often, in percent: "late" also reorders, because the cart asks again meanwhile."""


class FaultProxy:
    """Listens on a port of its own in a thread of its own; a context."""

    def __init__(self, target_port: int, seed: int) -> None:
        self._target, self._dice = target_port, random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, name="proxy", daemon=True)
        self._ready = Event()
        self._healed = False
        self._weights, self._path = WEIGHTS, b""
        self._later: set[asyncio.Task[None]] = set()
        self._served: set[asyncio.Task[None] | None] = set()  # a task that nobody holds is collected while it waits
        self.seen: Counter[str] = Counter()
        self.requests: Counter[str] = Counter()
        self.port = 0

    def __enter__(self) -> "FaultProxy":
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def always(self, *faults: str) -> None:
        """From now on one of these, each as likely as the others."""
        self._weights = dict.fromkeys(faults, 1)

    def only(self, path: str, *faults: str) -> None:
        """From now on one of these for requests that name the path; the others pass."""
        self._path = path.encode()
        self.always(*faults)

    def heal(self) -> None:
        """From now on everything passes."""
        self._healed = True

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**22))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served = asyncio.current_task()
        self._served.add(served)
        with suppress(OSError, EOFError, asyncio.CancelledError, ValueError):
            while True:
                request = await message(reader)
                what = request.split(b" ", 2)
                self.requests["facts" if what[1].endswith(b"/facts") and what[0] == b"POST" else "other"] += 1
                weights = {"pass": 1} if self._healed or self._path not in what[1] else self._weights
                fault = self._dice.choices(list(weights), list(weights.values()))[0]
                self.seen[fault] += 1
                if not await self._faults[fault](self, request, writer):
                    break
        writer.close()
        self._served.discard(served)

    async def _pass(self, request: bytes, writer: asyncio.StreamWriter) -> bool:
        writer.write(await self._ask(request))
        await writer.drain()
        return True

    async def _cut_request(self, request: bytes, writer: asyncio.StreamWriter) -> bool:
        _, up = await self._upstream()
        up.write(request[: self._dice.randrange(1, len(request))])
        await up.drain()
        up.close()
        return False

    async def _cut_reply(self, request: bytes, writer: asyncio.StreamWriter) -> bool:
        reply = await self._ask(request)
        writer.write(reply[: self._dice.randrange(len(reply))])
        return False

    async def _lose_reply(self, request: bytes, writer: asyncio.StreamWriter) -> bool:
        await self._ask(request)
        return False

    async def _duplicate(self, request: bytes, writer: asyncio.StreamWriter) -> bool:
        replies = await asyncio.gather(self._ask(request), self._ask(request))
        writer.write(self._dice.choice(replies))
        await writer.drain()
        return True

    async def _late(self, request: bytes, writer: asyncio.StreamWriter) -> bool:
        task = self._loop.create_task(self._deliver_late(request))
        self._later.add(task)
        task.add_done_callback(self._later.discard)
        return False

    async def _deliver_late(self, request: bytes) -> None:
        await asyncio.sleep(self._dice.uniform(*LATE_S))
        with suppress(OSError, EOFError, ValueError):
            await self._ask(request)

    async def _delay(self, request: bytes, writer: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(self._dice.uniform(*DELAY_S))
        return await self._pass(request, writer)

    async def _half_open(self, request: bytes, writer: asyncio.StreamWriter) -> bool:
        while not self._healed:  # the other side has gone, and nobody says so
            await asyncio.sleep(0.1)
        return False

    async def _garbage(self, request: bytes, writer: asyncio.StreamWriter) -> bool:
        await self._ask(request)
        writer.write(self._dice.randbytes(self._dice.randrange(1, 200)))
        return False

    async def _refuse(self, request: bytes, writer: asyncio.StreamWriter) -> bool:
        return False

    async def _ask(self, request: bytes) -> bytes:
        reader, writer = await self._upstream()
        try:
            writer.write(request)
            return await message(reader)
        finally:
            writer.close()

    async def _upstream(self) -> Streams:
        return await asyncio.open_connection("127.0.0.1", self._target, limit=2**22)

    _faults: ClassVar[dict[str, Callable[["FaultProxy", bytes, asyncio.StreamWriter], Awaitable[bool]]]] = {
        "pass": _pass,
        "cut request": _cut_request,
        "cut reply": _cut_reply,
        "lose reply": _lose_reply,
        "duplicate": _duplicate,
        "late": _late,
        "delay": _delay,
        "half-open": _half_open,
        "garbage": _garbage,
        "refuse": _refuse,
    }


async def message(reader: asyncio.StreamReader) -> bytes:
    """One whole request or reply with a Content-Length; EOFError at the end of the connection."""
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    if head.startswith((b"HTTP/1.1 304", b"HTTP/1.1 204")) or not lengths:
        return head
    return head + await reader.readexactly(int(lengths[0]))
