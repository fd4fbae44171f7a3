"""Rows out of a file: a CSV file, or a list in JSON, all values as text."""

import csv
import json
import re
from pathlib import Path
from typing import Any


def rows_of(file: Path) -> list[dict[str, str]] | None:
    """The rows of a CSV file or of a JSON list, all values as text; None when the file is no table.

    Raises ValueError when it cannot be read.
    """
    if file.suffix.lower() == ".csv":
        text = file.read_text("utf-8-sig")
        dialect = csv.Sniffer().sniff(text[:4096], ",;\t|") if text.strip() else csv.excel
        return [{str(k): v or "" for k, v in row.items()} for row in csv.DictReader(text.splitlines(), dialect=dialect)]
    plain = json.loads(file.read_text("utf-8"), parse_float=_decimal, parse_int=str)
    if not isinstance(plain, list):
        return None
    if not all(isinstance(row, dict) for row in plain):
        raise ValueError("every row of the list must be an object")
    return [{name: _text(value) for name, value in row.items()} for row in plain]


def _decimal(text: str) -> str:
    """A number of JSON with what is behind its point, of which three digits are no thousands."""
    return f"{text}0" if re.fullmatch(r"[0-9]+\.[0-9]{3}", text) else text


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(str(each) for each in value)
    return "" if value is None else str(value)
