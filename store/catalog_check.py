"""What is wrong with the plain values of a catalogue, product by product, before anything of it is on sale."""

import re
from collections.abc import Iterator
from typing import Any

from babel.numbers import get_currency_name
from stdnum import ean

from cart.core.catalog import Change, Product, Sold, codes_of
from cart.core.encoding import Undecodable, decode
from cart.core.labels.upc import expand_upc
from store.tariff_check import tariff_errors, tariff_of

SKU = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")  # it also names a picture's file


def catalog_errors(plain: Any) -> Iterator[str]:
    """Everything that is wrong, so that one try is enough to mend it."""
    if not isinstance(plain, dict) or not isinstance(plain.get("products"), list):
        yield "it must be an object with version, currency and a list of products"
        return
    for unknown in sorted(plain.keys() - {"version", "currency", "products", "tariff"}):
        yield f"the key {unknown!r} is unknown"
    if not isinstance(version := plain.get("version"), str) or not re.fullmatch(r"[\x21-\x7e]{1,64}", version):
        yield f"version must be 1 to 64 plain characters without spaces, not {version!r}"
    if not isinstance(currency := plain.get("currency"), str) or not is_currency(currency):
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


def is_currency(code: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{3}", code)) and get_currency_name(code, locale="en") != code
