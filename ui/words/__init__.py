"""Everything that we say, in one table: a row is a key, with a text in every language's TOML file of this folder.

A row is a text with {fields}, or a table of texts by CLDR plural category ("one", "few", "other"...; "0" is for none at
all), from which {n} chooses.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "de", "fr", "es", "sv", "ja", "ar")
RIGHT_TO_LEFT = frozenset({"ar"})
HERE = Path(__file__).parent
CATEGORIES = frozenset({"0", "zero", "one", "two", "few", "many", "other"})
_FIRST_STRONG, _POP = "\u2068", "\u2069"  # isolates of UAX 9

Row = str | dict[str, str]


@cache
def table(lang: str) -> dict[str, Row]:
    """Every row of a language by its key ("shop.title"); raises FileNotFoundError for a language that is not ours."""
    with (HERE / f"{lang}.toml").open("rb") as file:
        return dict(_rows(tomllib.load(file)))


@cache
def own_name(lang: str) -> str:
    """What a language calls itself: the first row of its file, so that for a name no whole table is read."""
    head = (HERE / f"{lang}.toml").read_text("utf-8").partition("\n\n")[0]
    return str(dict(_rows(tomllib.loads(head)))["language.name"])


def say(lang: str, key: str, **values: object) -> str:
    """The words for `key` in `lang`, with `values` filled in; raises KeyError for a key that has no row."""
    row = table(lang)[key]
    if isinstance(row, dict):
        n = values["n"]
        row = row.get(str(n)) or row.get(_plural(lang)(n)) or row["other"]
    return row.format(**{name: apart(lang, value) for name, value in values.items()})


def apart(lang: str, value: object) -> str:
    """What is filled in keeps a direction of its own where the language runs from the right."""
    return f"{_FIRST_STRONG}{value}{_POP}" if lang in RIGHT_TO_LEFT else str(value)


def row_of(value: str) -> str:
    """The last part of a row's key for the value of an enum, or for a condition: "which added" -> "which-added"."""
    return "".join(c if c.isalnum() else "-" for c in value)


def known(lang: str, section: str, value: str) -> str:
    """The key of `value` in `section`, or that section's row for everything else."""
    key = f"{section}.{row_of(value)}"
    return key if key in table(lang) else f"{section}.other"


@cache
def _plural(lang: str) -> Any:
    from babel.core import Locale  # the first screen counts nothing

    return Locale.parse(lang).plural_form


def _rows(part: dict[str, Any], before: str = "") -> Iterator[tuple[str, Row]]:
    for key, value in part.items():
        if isinstance(value, dict) and not set(value) <= CATEGORIES:
            yield from _rows(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value
