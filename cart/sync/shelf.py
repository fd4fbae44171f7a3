"""Brings the store's catalogue and pictures to the cart, each version in a file of its own."""

import logging
import os
import time
from collections.abc import Callable, Collection
from hashlib import sha256
from pathlib import Path

from cart.core import encoding
from cart.core.catalog import Catalog
from cart.core.inputs import Reason
from cart.sync.line import Line, StoreDown, checked, plain

log = logging.getLogger(__name__)


class ShelfFetcher:
    """`arrived` gets every new catalogue, on disk by then."""

    def __init__(self, line: Line, shelf: Path, arrived: Callable[[Catalog], None]) -> None:
        self._line, self._shelf, self._arrived = line, shelf, arrived
        self._tag = ""

    def fetch(self, more_urgent: Callable[[], bool]) -> None:
        """Ask for a newer catalogue, then for the pictures that changed; raises StoreDown."""
        response = self._line.send("GET", "/v1/catalog", headers={"If-None-Match": self._tag})
        if response.status_code == 404:
            log.warning("the store has no catalogue yet")
            return
        if response.status_code != 304:
            try:
                catalog: Catalog = encoding.decode(plain(checked(response)), Catalog)
            except encoding.Undecodable as error:
                raise StoreDown(Reason.REFUSED, f"its catalogue is none: {error}") from error
            self._shelf.mkdir(parents=True, exist_ok=True)
            # By its version first: a trip that goes on after a restart is priced by the one that it began with.
            for path in (catalog_file(self._shelf, catalog.version), self._shelf / "catalog.json"):
                _write(path, encoding.canonical(catalog))
            self._arrived(catalog)
            self._tag = response.headers.get("etag", "")
        self._fetch_pictures(more_urgent)

    def _fetch_pictures(self, more_urgent: Callable[[], bool]) -> None:
        folder = self._shelf / "pictures"
        folder.mkdir(parents=True, exist_ok=True)
        wanted: dict[str, str] = plain(self._line.ask("GET", "/v1/pictures"))
        for sku, digest in wanted.items():
            path = folder / f"{sku}.jpg"
            if path.parent != folder or more_urgent():
                continue
            if not path.is_file() or sha256(path.read_bytes()).hexdigest() != digest:
                _write(path, self._line.ask("GET", f"/v1/pictures/{sku}.jpg").content)


def catalog_file(shelf: Path, version: str) -> Path:
    """Where a version of the catalogue is kept; any version makes a file name."""
    return shelf / f"catalog-{sha256(version.encode()).hexdigest()[:16]}.json"


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
