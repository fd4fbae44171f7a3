"""Carries facts and evidence to the store and brings its catalogue back; no sale ever waits for it."""

import logging
import os
import random
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import httpx2

from cart.core import encoding
from cart.core.catalog import Catalog
from cart.core.facts import Fact
from cart.core.inputs import Acked, CatalogArrived, Input, Reason, Source, SourceDown, SourceUp
from cart.core.units import Seconds

log = logging.getLogger(__name__)

FIRST_DELAY_S, LONGEST_DELAY_S = 0.2, 10.0
# The store keeps idle connections for 75 s: let go of ours before it does.
KEEP_ALIVE_S = 60.0
# Answers that blame the record itself: sending it again would not help, and must not hold up the others.
POISON = frozenset({400, 413, 422})
TIMEOUT = httpx2.Timeout(5.0, connect=2.0)


class Outbox(Protocol):
    """What the ledger offers to those who only read it; used in sync's own thread alone."""

    def unsent(self) -> Sequence[tuple[str, Sequence[Fact], str]]:
        """Trip, its facts after the acknowledged one, and the chain's hash after the last; oldest first."""

    def since(self, trip: str, seq: int) -> tuple[Sequence[Fact], str]:
        """The trip's facts from `seq` on, and the chain's hash after the last of them."""

    def unsent_evidence(self) -> Sequence[str]:
        """Hashes of the evidence files that the facts name."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Where the store is, and who asks."""

    url: str
    key: str
    cart: str

    def __post_init__(self) -> None:
        if not (self.key.isascii() and self.key.isprintable() and self.key == self.key.strip()):
            raise ValueError("the store's key must be plain characters without spaces around it")


@dataclass(frozen=True, slots=True)
class Folders:
    """`evidence` holds files named by hash; `shelf` receives the catalogues and pictures/SKU.jpg."""

    evidence: Path
    shelf: Path


@dataclass(frozen=True, slots=True)
class Periods:
    """How long to wait between looks, in seconds."""

    outbox: float = 2.0
    heartbeat: float = 30.0
    catalog: float = 180.0


class StoreDown(Exception):
    """The store cannot be talked to right now."""

    def __init__(self, reason: Reason, words: str) -> None:
        super().__init__(words)
        self.reason = reason


class Sync:
    """A thread of its own: sends what the outbox holds, asks for news, backs off while the store is away."""

    def __init__(
        self,
        peer: Peer,
        outbox: Callable[[], Outbox],
        folders: Folders,
        put: Callable[[Input], None],
        *,
        now: Callable[[], Seconds],
        periods: Periods = Periods(),
    ) -> None:
        self._peer, self._open_outbox, self._folders = peer, outbox, folders
        self._put, self._now, self._periods = put, now, periods
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._trouble: Reason | None = None
        self._was_up = False
        self._acked: dict[str, int] = {}
        self._parked: set[str] = set()
        self._owed: dict[str, None] = {}
        self._delivered: set[str] = set()
        self._catalog_tag = ""
        self._due = {"heartbeat": 0.0, "catalog": 0.0}

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 8.0) -> None:
        """End the thread; a request under way is waited for, at most its own time-out."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(timeout)

    def wake(self) -> None:
        """There is something to send: do not wait for the next look."""
        self._wake.set()

    def _run(self) -> None:
        outbox: Outbox | None = None
        delay = FIRST_DELAY_S
        with self._client() as client:
            while not self._stopping.is_set():
                self._wake.clear()
                try:
                    outbox = outbox or self._open_outbox()
                    self._round(client, outbox)
                except StoreDown as down:
                    self._tell_down(down)
                    self._stopping.wait(delay * random.uniform(0.5, 1.0))
                    delay = min(delay * 2, LONGEST_DELAY_S)
                except Exception:
                    outbox = None
                    log.exception("sync stumbled and starts again")
                    self._tell_down(StoreDown(Reason.BROKEN, "see the log above"))
                    self._stopping.wait(LONGEST_DELAY_S)
                else:
                    delay = FIRST_DELAY_S
                    self._tell_up()
                    self._wake.wait(self._periods.outbox)

    def _client(self) -> httpx2.Client:
        return httpx2.Client(
            base_url=self._peer.url,
            headers={"Authorization": f"Bearer {self._peer.key}"},
            timeout=TIMEOUT,
            limits=httpx2.Limits(keepalive_expiry=KEEP_ALIVE_S),
            trust_env=False,
        )

    def _round(self, client: httpx2.Client, outbox: Outbox) -> None:
        """One look at everything; a record that the store stumbles over does not hold up the others.

        Evidence goes before the facts that name it: once they are acknowledged, the outbox forgets both.
        """
        named = outbox.unsent_evidence()
        self._owed |= dict.fromkeys(name for name in named if name not in self._delivered)
        errands = [partial(self._send_evidence, client)]
        errands += [partial(self._send_trip, client, outbox, *unsent) for unsent in outbox.unsent()]
        stumbled: StoreDown | None = None
        for errand in errands:
            if self._stopping.is_set():
                return
            try:
                errand()
            except _Stumbled as error:
                log.warning("left for later: %s", error)
                stumbled = error
        if self._is_due("heartbeat", self._periods.heartbeat):
            said = {"parked": sorted(self._parked)}
            _checked(_send(client, "POST", f"/v1/carts/{self._peer.cart}/heartbeat", json=said))
        if self._is_due("catalog", self._periods.catalog):
            self._fetch_catalog(client)
        if stumbled:
            raise stumbled

    def _send_trip(self, client: httpx2.Client, outbox: Outbox, trip: str, facts: Sequence[Fact], head: str) -> None:
        fresh = [fact for fact in facts if fact.seq > self._acked.get(trip, 0)]
        if not fresh or trip in self._parked:
            return
        response = self._post(client, trip, fresh, head)
        if response.status_code == 409:
            # The store has less than it acknowledged (restored from a backup): go back to where it stands.
            expected = int(_json(response)["expected"])
            log.warning("the store asks for trip %s from fact %d on", trip, expected)
            again, head = outbox.since(trip, expected)
            response = self._post(client, trip, again, head)
        if response.status_code in POISON:
            self._parked.add(trip)
            log.error("the store refused trip %s, which stays here: %s", trip, response.text)
            return
        acked = int(_json(_checked(response))["acked"])
        self._acked[trip] = acked
        self._put(Acked(self._now(), trip, acked))

    def _post(self, client: httpx2.Client, trip: str, facts: Sequence[Fact], head: str) -> httpx2.Response:
        batch = {"cart": self._peer.cart, "facts": [encoding.encode(fact) for fact in facts], "head": head}
        return _send(client, "POST", f"/v1/trips/{trip}/facts", json=batch)

    def _send_evidence(self, client: httpx2.Client) -> None:
        there = [name for name in self._owed if self._evidence(name) is not None]
        if not there:
            return
        missing = set(_json(_checked(_send(client, "POST", "/v1/evidence/missing", json=there))))
        for name in there:
            if self._stopping.is_set():
                return
            body = self._evidence(name) if name in missing else None
            if body is not None:
                response = _send(client, "PUT", f"/v1/evidence/{name}", content=body)
                if response.status_code in POISON:
                    log.error("the store refused evidence %s: %s", name, response.text)
                else:
                    _checked(response)
            self._delivered.add(name)
            del self._owed[name]

    def _evidence(self, name: str) -> bytes | None:
        """A file still to be sent; it may not be written yet, or be deleted already."""
        try:
            return (self._folders.evidence / name).read_bytes()
        except FileNotFoundError:
            return None

    def _fetch_catalog(self, client: httpx2.Client) -> None:
        response = _send(client, "GET", "/v1/catalog", headers={"If-None-Match": self._catalog_tag})
        if response.status_code == 404:
            log.warning("the store has no catalogue yet")
            return
        if response.status_code != 304:
            try:
                catalog: Catalog = encoding.decode(_json(_checked(response)), Catalog)
            except encoding.Undecodable as error:
                raise StoreDown(Reason.REFUSED, f"its catalogue is none: {error}") from error
            self._folders.shelf.mkdir(parents=True, exist_ok=True)
            # By its version first: a trip that goes on after a restart is priced by the one that it began with.
            for path in (catalog_file(self._folders.shelf, catalog.version), self._folders.shelf / "catalog.json"):
                _write(path, encoding.canonical(catalog))
            self._put(CatalogArrived(self._now(), catalog))
            self._catalog_tag = response.headers.get("etag", "")
        self._fetch_pictures(client)

    def _fetch_pictures(self, client: httpx2.Client) -> None:
        folder = self._folders.shelf / "pictures"
        folder.mkdir(parents=True, exist_ok=True)
        wanted: dict[str, str] = _json(_checked(_send(client, "GET", "/v1/pictures")))
        for sku, digest in wanted.items():
            path = folder / f"{sku}.jpg"
            if path.parent != folder or self._stopping.is_set():
                continue
            if not path.is_file() or sha256(path.read_bytes()).hexdigest() != digest:
                _write(path, _checked(_send(client, "GET", f"/v1/pictures/{sku}.jpg")).content)

    def _is_due(self, what: str, period: float) -> bool:
        now = time.monotonic()
        if now < self._due[what]:
            return False
        self._due[what] = now + period
        return True

    def _tell_down(self, down: StoreDown) -> None:
        self._due = dict.fromkeys(self._due, 0.0)  # ask for everything as soon as it is back
        if down.reason is not self._trouble:
            log.warning("the store at %s is away: %s", self._peer.url, down)
            self._put(SourceDown(self._now(), Source.STORE, down.reason))
        self._trouble, self._was_up = down.reason, False

    def _tell_up(self) -> None:
        if not self._was_up:
            log.info("the store at %s is there", self._peer.url)
            self._put(SourceUp(self._now(), Source.STORE, self._peer.url))
        self._trouble, self._was_up = None, True


class _Stumbled(StoreDown):
    """The store answered, but with an error of its own (500 and up)."""


def catalog_file(shelf: Path, version: str) -> Path:
    """Where a version of the catalogue is kept; any version makes a file name."""
    return shelf / f"catalog-{sha256(version.encode()).hexdigest()[:16]}.json"


def forget_catalogs(shelf: Path, kept: Collection[str], older_than_s: float) -> None:
    """Delete the versions that are not in `kept`, except those that just came."""
    spared = {catalog_file(shelf, version) for version in kept}
    for path in shelf.glob("catalog-*.json"):
        if path not in spared and path.stat().st_mtime < time.time() - older_than_s:
            path.unlink()


def _send(client: httpx2.Client, method: str, path: str, **content: Any) -> httpx2.Response:
    try:
        return client.request(method, path, **content)
    except httpx2.TransportError as error:
        raise StoreDown(Reason.UNREACHABLE, f"{method} {path}: {error or type(error).__name__}") from error


def _checked(response: httpx2.Response) -> httpx2.Response:
    if response.status_code >= 500:
        raise _Stumbled(Reason.UNREACHABLE, f"{response.url.path} failed with {response.status_code}")
    if response.status_code >= 400:
        words = f"{response.url.path} was refused with {response.status_code}: {response.text[:200]}"
        raise StoreDown(Reason.REFUSED, words)
    return response


def _json(response: httpx2.Response) -> Any:
    try:
        return response.json()
    except ValueError as error:
        raise StoreDown(Reason.REFUSED, f"{response.url.path} answered with no JSON") from error


def _write(path: Path, body: bytes) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
