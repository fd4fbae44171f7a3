"""Runs the store's application until it is told to stop."""

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from babel.dates import LOCALTZ

from store.api import KEEP_EVIDENCE_HOURS, create_app
from store.wording import Shop

KEEP_ALIVE_S = 75  # carts speak up every 30 s: uvicorn's 5 s would cut every idle connection


class Server(uvicorn.Server):
    """A server that says where it listens as soon as it does."""

    def __init__(self, config: uvicorn.Config, say: Callable[[str], None]) -> None:
        super().__init__(config)
        self._say = say

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._say(f"store listens on http://{host}:{port}")


def server(
    db: str,
    port: int,
    host: str = "127.0.0.1",
    *,
    evidence: Path,
    shop: Shop | None = None,
    keep_evidence_hours: float = KEEP_EVIDENCE_HOURS,
    app_key: str = "",
    say: Callable[[str], None] = lambda line: print(line, flush=True),
) -> Server:
    """A server ready to run; port 0 takes a free one."""
    place = shop or Shop(zone=LOCALTZ)
    app = create_app(db, evidence, shop=place, keep_evidence_hours=keep_evidence_hours, app_key=app_key)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=3,
    )
    return Server(config, say)
