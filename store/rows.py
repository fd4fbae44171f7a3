"""Rows out of a file: a CSV file, or a list in JSON, all values as text."""

import csv
import json
import re
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

DELIMITERS = (",", ";", "\t", "|")
MOST_NAME_LINES = 20  # names of columns may be quoted over several lines


def rows_of(file: Path) -> list[dict[str, str]] | None:
    """The rows of a CSV file or of a JSON list, all values as text; None when the file is no table.

    Raises ValueError when it cannot be read.
    """
    if file.suffix.lower() == ".csv":
        return _rows_of_csv(file)
    plain = json.loads(file.read_text("utf-8"), parse_float=_decimal, parse_int=str)
    if not isinstance(plain, list):
        return None
    if not all(isinstance(row, dict) for row in plain):
        raise ValueError("every row of the list must be an object")
    return [{name: _text(value) for name, value in row.items()} for row in plain]


def _rows_of_csv(file: Path) -> list[dict[str, str]]:
    """Rows as RFC 4180 has them, with any of four delimiters; an empty line is an empty row, so that numbers stay."""
    with file.open(encoding="utf-8-sig", newline="") as stream:  # what ends a line in a cell is the csv module's to say
        delimiter = _delimiter(stream)
        stream.seek(0)
        reader = csv.reader(stream, delimiter=delimiter, skipinitialspace=True, strict=True)
        try:
            names = [name.strip() for name in next((row for row in reader if row), [])]
            return [_named(names, cells, number) for number, cells in enumerate(reader, start=2)]
        except csv.Error as wrong:
            raise ValueError(f"line {reader.line_num}: {wrong}") from wrong


def _delimiter(stream: TextIO) -> str:
    """What divides the names of the columns into the most."""
    begin = "".join(islice(stream, MOST_NAME_LINES))

    def columns(delimiter: str) -> int:
        return len(next((row for row in csv.reader(StringIO(begin, newline=""), delimiter=delimiter) if row), []))

    return max(DELIMITERS, key=columns)


def _named(names: list[str], cells: list[str], number: int) -> dict[str, str]:
    if any(cell.strip() for cell in cells[len(names) :]):
        raise ValueError(
            f"row {number} has {len(cells)} cells, but there are {len(names)} columns: quote the cells that hold commas"
        )
    return dict(zip(names, cells, strict=False))


def _decimal(text: str) -> str:
    """A number of JSON with what is behind its point, of which three digits are no thousands."""
    return f"{text}0" if re.fullmatch(r"[0-9]+\.[0-9]{3}", text) else text


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(str(each) for each in value)
    return "" if value is None else str(value)
