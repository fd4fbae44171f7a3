"""Catalogues from tables, with columns named as another system names them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from hashlib import sha256
from typing import Any

from cart.core.money import exponent
from cart.core.units import Unit
from store.cells import BadCell, scaled, tax_of
from store.moments import BadMoment, moment_of

FIELDS = {
    "sku": "the shop's own number",
    "name": "what the screen and the receipt call it",
    "sold": "piece, count or weight; piece if left out",
    "price": "of a piece, for example 1.29",
    "unit_price": "of a kilogram (or of `unit`), when sold by weight",
    "unit": "kg, 100 g or lb",
    "gtin": "one or more, separated by spaces",
    "plu": "4 or 5 digits",
    "tax": "per cent, or a tax class of the tariff",
    "weight_g": "what a piece weighs, in grams",
    "weight_kg": "the same, in kilograms",
    "weight_sd_g": "how much that differs from piece to piece, in grams",
    "deposit": "a deposit of the tariff",
    "groups": "one or more, separated by spaces: what offers name",
    "tare_g": "what its bag weighs, in grams",
    "aisle": "where it stands, in the shop's own words",
    "min_age": "how old who buys it must be, in years",
    "valid_from": "a date, or a moment: this row's price, tax and deposit hold from then on",
}
PRESETS = {
    "odoo": {"default_code": "sku", "list_price": "price", "barcode": "gtin", "weight": "weight_kg"},
    "erpnext": {
        "item_code": "sku",
        "item_name": "name",
        "standard_rate": "price",
        "barcode": "gtin",
        "weight_per_unit": "weight_kg",
        "item_group": "groups",
    },
}


@dataclass(frozen=True)
class Columns:
    """How a table is to be read: `names` are ours by theirs; `zone` is that of dates without one."""

    currency: str = ""
    version: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo = UTC


def as_catalog(rows: list[dict[str, str]], columns: Columns) -> tuple[dict[str, Any], list[str]]:
    """The rows as the plain values of a catalogue, and a sentence for each row that cannot be used."""
    products: dict[str, dict[str, Any]] = {}
    errors = []
    for number, row in enumerate(rows, start=2):  # as a spreadsheet counts them, below the names
        cells = {columns.names.get(name, name): value.strip() for name, value in row.items() if value.strip()}
        if not cells:
            continue
        try:
            product = _product(cells, columns.currency)
            start = _start(cells, columns.zone)
        except BadCell as wrong:
            errors.append(f"row {number}{' (' + cells['sku'] + ')' if 'sku' in cells else ''}: {wrong}")
            continue
        known = products.get(product["sku"])
        if known is None:
            products[product["sku"]] = product
            known = product
        elif not start:
            errors.append(f"row {number} ({product['sku']}): this sku stands there already, and has no valid_from")
        if start:
            known.setdefault("changes", []).append({"start": start, **_changed(cells, product)})
    body = json.dumps(list(products.values()), sort_keys=True).encode()
    version = columns.version or sha256(columns.currency.encode() + body).hexdigest()[:12]
    return {"version": version, "currency": columns.currency, "products": list(products.values())}, errors


def unused(rows: list[dict[str, str]], columns: Columns) -> list[str]:
    """Columns that nothing is read from."""
    names = dict.fromkeys(name for row in rows for name in row)
    return [name for name in names if columns.names.get(name, name) not in FIELDS]


def _start(cells: Mapping[str, str], zone: tzinfo) -> int:
    if "valid_from" not in cells:
        return 0
    try:
        return moment_of(cells["valid_from"], zone)
    except BadMoment as wrong:
        raise BadCell(f"valid_from is {wrong}") from None


def _product(cells: Mapping[str, str], currency: str) -> dict[str, Any]:
    for name in ("sku", "name"):
        if name not in cells:
            raise BadCell(f"{name} is missing")
    sold = cells.get("sold", "weight" if "unit_price" in cells else "piece")
    if sold not in ("piece", "count", "weight"):
        raise BadCell(f"sold is {sold!r}, but must be piece, count or weight")
    if cells.get("unit", "kg") not in [unit.value for unit in Unit]:
        raise BadCell(f"unit is {cells['unit']!r}, but must be kg, 100 g or lb")
    places = exponent(currency)
    tax, permille = tax_of(cells.get("tax", "0"))
    return {
        "sku": cells["sku"],
        "name": cells["name"],
        "sold": sold,
        "weight": _weight(cells, sold),
        "price": scaled(cells, "price", places),
        "unit_price": scaled(cells, "unit_price", places + 2, places),
        "gtins": cells.get("gtin", "").split(),
        "plu": cells.get("plu", ""),
        "tax_permille": permille,
        "tax": tax,
        "deposit": cells.get("deposit", ""),
        "unit": cells.get("unit", "kg"),
        "groups": cells.get("groups", "").split(),
        "tare": scaled(cells, "tare_g", 1),
        # Only where it is said: a table without them keeps its version.
        **({"aisle": cells["aisle"]} if "aisle" in cells else {}),
        **({"min_age": scaled(cells, "min_age", 0)} if "min_age" in cells else {}),
    }


def _changed(cells: Mapping[str, str], product: Mapping[str, Any]) -> dict[str, Any]:
    """What a row with a date says of its price; an empty cell leaves that as it was."""
    said = {"price": ("price",), "unit_price": ("unit_price",), "tax": ("tax_permille", "tax"), "deposit": ("deposit",)}
    return {name: product[name] for cell, names in said.items() if cell in cells for name in names}


def _weight(cells: Mapping[str, str], sold: str) -> dict[str, int]:
    mean = scaled(cells, "weight_g", 1) or scaled(cells, "weight_kg", 4)
    if not mean and sold == "weight":
        mean = 2000  # loose goods: a handful, whatever it is; the pictures say what
    if not mean:
        raise BadCell("weight_g is missing: the cart tells goods apart by what they weigh")
    # Packages differ by a few tenths of a per cent, loose goods by a lot.
    usual = max(5, mean // 200) if sold == "piece" else mean // 5
    return {"mean": mean, "sd": scaled(cells, "weight_sd_g", 1) or usual}
