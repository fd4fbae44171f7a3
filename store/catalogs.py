"""The assortment: checked row by row on the way in, kept in every version that a trip was priced by."""

import csv
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cart.core.catalog import Catalog
from cart.core.catalog_reading import read_catalog
from cart.core.encoding import canonical, decode
from store.catalog_check import catalog_errors, is_currency
from store.database import Database
from store.moments import spelt_out
from store.rows import rows_of
from store.schema import CatalogRow, PictureRow
from store.seals import latest, pack, seal
from store.tables import Columns, as_catalog, unused


class BadCatalog(ValueError):
    """A catalogue that was not imported; `errors` has one sentence for each row that is wrong."""

    def __init__(self, file: Path, errors: list[str]) -> None:
        super().__init__(f"{file} was not imported:\n" + "\n".join(f"  {error}" for error in errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Imported:
    """`unused` are columns that nothing was read from; a `trial` changed nothing."""

    version: str
    products: int
    pictures: int
    promotions: int = 0
    unused: tuple[str, ...] = ()
    trial: bool = False

    def __str__(self) -> str:
        state = "can be put on sale" if self.trial else "is on sale"
        what = f"catalogue {self.version} {state}: {self.products} products, {self.pictures} pictures"
        offers = f", {self.promotions} promotions" if self.promotions else ""
        left = f"\ncolumns that were not used: {', '.join(self.unused)}" if self.unused else ""
        return what + offers + left


def import_catalog(
    database: Database,
    file: Path,
    columns: Columns | None = None,
    tariff: Path | None = None,
    *,
    trial: bool = False,
) -> Imported:
    """Put the catalogue of a file on sale, with the pictures (SKU.jpg) in a folder `pictures` beside it.

    The file is a catalogue in JSON, or a table (CSV, or a JSON list of rows) whose columns `columns` explain; `tariff`
    is a JSON file with taxes, deposits, promotions and labels. Raises BadCatalog, having changed nothing, when any row
    is wrong.
    """
    columns = columns or Columns()
    plain, left, errors = _read(file, columns)
    if tariff is not None and isinstance(plain, dict):
        plain = {**plain, "tariff": _json(tariff)}
    plain, wrong = spelt_out(plain, columns.zone)
    errors += [*wrong, *catalog_errors(plain)]
    if errors:
        raise BadCatalog(file, errors)
    catalog: Catalog = decode(plain, Catalog)
    pictures = _pictures(file.parent / "pictures")
    errors = list(_picture_errors(pictures, catalog))
    if errors:
        raise BadCatalog(file, errors)
    size = (len(catalog.products), len(pictures), len(catalog.tariff.promotions))
    if trial:
        return Imported(catalog.version, *size, left, trial=True)
    body = canonical(catalog)
    with database.read() as session:
        before = latest(session, but=catalog.version)
    packed = pack(body, before)
    with database.write() as session:
        _put_on_sale(session, file, catalog.version, body)
        seal(session, catalog.version, packed)
        for sku, body in pictures.items():
            session.merge(PictureRow(sku=sku, sha256=sha256(body).hexdigest(), body=body))
    return Imported(catalog.version, *size, left)


def on_sale(session: Session) -> CatalogRow | None:
    return session.scalars(select(CatalogRow).order_by(CatalogRow.turn.desc()).limit(1)).first()


def catalog_of(session: Session, version: str) -> Catalog | None:
    row = session.get(CatalogRow, version)
    return read_catalog(row.body) if row else None


def _put_on_sale(session: Session, file: Path, version: str, body: bytes) -> None:
    turn = (session.scalar(select(func.max(CatalogRow.turn))) or 0) + 1
    row = session.get(CatalogRow, version)
    if row is None:
        session.add(CatalogRow(version=version, turn=turn, arrived=time.time_ns() // 1_000_000, body=body))
    elif row.body != body:
        raise BadCatalog(
            file, [f"version {version!r} is in the store with other contents: give this one a new version"]
        )
    else:
        row.turn = turn
    session.flush()


def _read(file: Path, columns: Columns) -> tuple[Any, tuple[str, ...], list[str]]:
    """The plain values of a catalogue, the columns that were not used, and what is wrong with the rows of a table."""
    try:
        rows = rows_of(file) if file.is_file() else None
    except (OSError, ValueError, csv.Error) as error:
        raise BadCatalog(file, [f"it cannot be read: {error}"]) from error
    if rows is None:
        return _json(file), (), []
    if not is_currency(columns.currency):
        raise BadCatalog(file, ["a table needs the currency of its prices: --currency EUR"])
    plain, errors = as_catalog(rows, columns)
    return plain, tuple(unused(rows, columns)), errors


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise BadCatalog(file, ["there is no such file"]) from None
    except (OSError, ValueError) as error:
        raise BadCatalog(file, [f"it cannot be read as JSON: {error}"]) from error


def _pictures(folder: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*.jpg"))} if folder.is_dir() else {}


def _picture_errors(pictures: dict[str, bytes], catalog: Catalog) -> Iterator[str]:
    known = {str(product.sku) for product in catalog.products}
    for sku, body in pictures.items():
        if sku not in known:
            yield f"pictures/{sku}.jpg belongs to no product"
        if not body.startswith(b"\xff\xd8\xff"):
            yield f"pictures/{sku}.jpg is not a JPEG picture"
