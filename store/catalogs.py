"""The assortment: checked row by row on the way in, kept in every version that a trip was priced by."""

import csv
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from babel.numbers import get_currency_name
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from stdnum import ean

from cart.core.catalog import Catalog, Change, Product, Sold, codes_of
from cart.core.catalog_reading import read_catalog
from cart.core.encoding import Undecodable, canonical, decode
from cart.core.labels.upc import expand_upc
from store.database import Database
from store.schema import CatalogRow, PictureRow
from store.seals import latest, pack, seal
from store.tables import Columns, as_catalog, rows_of, unused
from store.tariff_check import tariff_errors, tariff_of

SKU = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")  # it also names a picture's file


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
    plain, left, errors = _read(file, columns or Columns())
    if tariff is not None and isinstance(plain, dict):
        plain = {**plain, "tariff": _json(tariff)}
    errors += _errors(plain)
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
    if not _is_currency(columns.currency):
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


def _errors(plain: Any) -> Iterator[str]:
    if not isinstance(plain, dict) or not isinstance(plain.get("products"), list):
        yield "it must be an object with version, currency and a list of products"
        return
    for unknown in sorted(plain.keys() - {"version", "currency", "products", "tariff"}):
        yield f"the key {unknown!r} is unknown"
    if not isinstance(version := plain.get("version"), str) or not re.fullmatch(r"[\x21-\x7e]{1,64}", version):
        yield f"version must be 1 to 64 plain characters without spaces, not {version!r}"
    if not isinstance(currency := plain.get("currency"), str) or not _is_currency(currency):
        yield f"currency must be an ISO 4217 code such as EUR, not {currency!r}"
    taken: dict[tuple[str, str], int] = {}
    products: list[Product] = []
    for number, row in enumerate(plain["products"], start=1):
        try:
            product: Product = decode(row, Product)
        except Undecodable as error:
            yield f"product {number}{_name(row)}: {error}"
            continue
        products.append(product)
        for wrong in _product_errors(product):
            yield f"product {number}{_name(row)}: {wrong}"
        for kind, name in _names(product):
            if taken.setdefault((kind, name), number) != number:
                first = taken[kind, name]
                yield f"product {number}{_name(row)}: the {kind} {name} is product {first} already"
    tariff = tariff_of(plain.get("tariff", {}))
    if isinstance(tariff, str):
        yield tariff
    else:
        yield from tariff_errors(tariff, products)


def _names(product: Product) -> set[tuple[str, str]]:
    return {("sku", product.sku), *(("code", code) for code in codes_of(product))}


def _product_errors(product: Product) -> Iterator[str]:
    if not SKU.fullmatch(product.sku):
        yield "sku may hold letters, digits, dots, dashes and underscores, at most 64"
    if not product.name.strip():
        yield "the name is empty"
    if product.sold is Sold.WEIGHT and product.unit_price <= 0:
        yield "sold by weight, so unit_price must be above zero"
    if product.sold is not Sold.WEIGHT and product.price <= 0:
        yield "sold by the piece, so price must be above zero"
    if product.weight.mean <= 0 or product.weight.sd < 0:
        yield "weight must have a mean above zero and an sd of at least zero"
    if not 0 <= product.tax_permille <= 1000:
        yield f"tax_permille must be between 0 and 1000, not {product.tax_permille}"
    yield from _change_errors(product)
    if not 0 <= product.min_age <= 99:
        yield f"min_age must be between 0 and 99 years, not {product.min_age}"
    if product.tare < 0:
        yield "tare must be at least zero"
    for gtin in product.gtins:
        if not ean.is_valid(gtin) and expand_upc(gtin) is None:
            yield f"{gtin!r} is not a GTIN of 8, 12, 13 or 14 digits, or a UPC-E, with a right check digit"
    if product.plu and not re.fullmatch(r"[0-9]{4,5}", product.plu):
        yield f"plu must have 4 or 5 digits, not {product.plu!r}"


def _change_errors(product: Product) -> Iterator[str]:
    for change in product.changes:
        price = change.unit_price if product.sold is Sold.WEIGHT else change.price
        if change.start <= 0 or (price is not None and price <= 0):
            yield "a change needs a start, and a price above zero unless the price stays"
        if change == Change(change.start):
            yield "a change says nothing but its start: what is left out stays as it was"
        if change.tax_permille is not None and not 0 <= change.tax_permille <= 1000:
            yield f"tax_permille of a change must be between 0 and 1000, not {change.tax_permille}"
        if change.tax_permille is not None and change.tax is None and product.at(change.start).tax:
            yield 'a change of tax_permille counts only without a tax class: give it "tax": "" too, or the new class'


def _name(row: Any) -> str:
    return f" ({row['sku']})" if isinstance(row, dict) and isinstance(row.get("sku"), str) else ""


def _is_currency(code: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{3}", code)) and get_currency_name(code, locale="en") != code


def _pictures(folder: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*.jpg"))} if folder.is_dir() else {}


def _picture_errors(pictures: dict[str, bytes], catalog: Catalog) -> Iterator[str]:
    known = {str(product.sku) for product in catalog.products}
    for sku, body in pictures.items():
        if sku not in known:
            yield f"pictures/{sku}.jpg belongs to no product"
        if not body.startswith(b"\xff\xd8\xff"):
            yield f"pictures/{sku}.jpg is not a JPEG picture"
