"""Brings the store's catalogue and pictures to the cart, each version in a file of its own."""

import logging
import os
import time
from collections.abc import Callable, Collection
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2

from cart.core import encoding
from cart.core.catalog import Catalog
from cart.core.catalog_delta import applied, apply
from cart.core.catalog_reading import read_catalog
from cart.core.inputs import Reason
from cart.core.signing import CHANGE
from cart.sync.line import Line, StoreDown, checked, plain
from cart.sync.store_key import StoreKey

log = logging.getLogger(__name__)

SHELF = "shelf"
"""The folder in the cart's folder."""
NEWEST = "catalog.json"
CONFIRMED_S = 600.0
"""The newest file's time says when the store confirmed it, so closely: each time would wear the card."""


class ShelfFetcher:
    """`arrived` gets every new catalogue, on disk by then; `confirmed` hears when there was none newer."""

    def __init__(
        self, line: Line, shelf: Path, arrived: Callable[[Catalog], None], confirmed: Callable[[int], None]
    ) -> None:
        self._line, self._shelf, self._arrived, self._confirmed = line, shelf, arrived, confirmed
        self._key = StoreKey(shelf, line)
        self._digest: str | None = None
        self._newest: Catalog | None = None  # as it was read, so that a small change is read quickly

    def fetch(self, more_urgent: Callable[[], bool]) -> None:
        """Ask for a newer catalogue, then for the pictures that changed; raises StoreDown."""
        response = self._ask(self._have())
        if response.status_code == 404:
            log.warning("the store has no catalogue yet")
            return
        if response.status_code != 304:
            try:
                self._put_on(*self._changed(checked(response)), response)
            except _NoFit:
                log.warning("what changed in the catalogue does not fit the one here: all of it is fetched")
                response = checked(self._ask(""))
                self._put_on(*self._changed(response), response)
        self._confirm(self._line.told_at(response))
        self._fetch_pictures(more_urgent)

    def _ask(self, have: str) -> httpx2.Response:
        known = {"headers": {"If-None-Match": f'"{have}"'}, "params": {"since": have}} if have else {}
        return self._line.send("GET", "/v1/catalog", **known)

    def _have(self) -> str:
        """The hash of the newest catalogue here; empty when there is none."""
        if self._digest is None:
            path = self._shelf / NEWEST
            self._digest = sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        return self._digest

    def _changed(self, response: httpx2.Response) -> tuple[bytes, Catalog]:
        """The catalogue that the store has, with its bytes; raises _NoFit when a change is not of the one here."""
        try:
            if response.headers.get("content-type") != CHANGE:
                return response.content, read_catalog(response.content)
            said = encoding.parse(response.content)
            try:
                old = encoding.parse((self._shelf / NEWEST).read_bytes())
                body = encoding.canonical_plain(apply(old, said), Catalog)
            except (OSError, KeyError, TypeError, ValueError) as error:
                raise _NoFit from error
            if sha256(body).hexdigest() != self._key.sealed_digest(response):
                raise _NoFit
            return body, applied(self._newest or encoding.decode(old, Catalog), said)
        except encoding.Undecodable as error:
            raise StoreDown(Reason.REFUSED, f"its catalogue is none: {error}") from error

    def _put_on(self, body: bytes, catalog: Catalog, response: httpx2.Response) -> None:
        """Believe a catalogue that the store signed, and keep it."""
        digest = sha256(body).hexdigest()
        self._key.check(response, catalog.version, digest)
        self._shelf.mkdir(parents=True, exist_ok=True)
        # By its version first: a trip that goes on after a restart is priced by the one that it began with.
        for path in (catalog_file(self._shelf, catalog.version), self._shelf / NEWEST):
            _write(path, body)
        self._digest, self._newest = digest, catalog
        self._arrived(catalog)

    def _confirm(self, wall: int) -> None:
        path = self._shelf / NEWEST
        if abs(wall / 1000 - path.stat().st_mtime) > CONFIRMED_S:
            os.utime(path, (wall / 1000, wall / 1000))
        self._confirmed(wall)

    def _fetch_pictures(self, more_urgent: Callable[[], bool]) -> None:
        folder = self._shelf / "pictures"
        folder.mkdir(parents=True, exist_ok=True)
        wanted: dict[str, Any] = plain(self._line.ask("GET", "/v1/pictures"))
        for sku, digest in wanted.items():
            path = folder / f"{sku}.jpg"
            if path.parent != folder or more_urgent():
                continue
            if not path.is_file() or sha256(path.read_bytes()).hexdigest() != digest:
                _write(path, self._line.ask("GET", f"/v1/pictures/{sku}.jpg").content)


class _NoFit(Exception):
    """What changed was of another catalogue than the one here."""


def catalog_file(shelf: Path, version: str) -> Path:
    """Where a version of the catalogue is kept; any version makes a file name."""
    return shelf / f"catalog-{sha256(version.encode()).hexdigest()[:16]}.json"


def confirmed_at(shelf: Path) -> int:
    """When the store confirmed the newest catalogue here, in ms since 1970; 0 when there is none."""
    path = shelf / NEWEST
    return path.stat().st_mtime_ns // 1_000_000 if path.is_file() else 0


def forget_catalogs(shelf: Path, kept: Collection[str], older_than_s: float) -> None:
    """Delete the versions that are not in `kept`, except those that just came."""
    spared = {catalog_file(shelf, version) for version in kept}
    for path in shelf.glob("catalog-*.json"):
        if path not in spared and path.stat().st_mtime < time.time() - older_than_s:
            path.unlink()


def _write(path: Path, body: bytes) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
