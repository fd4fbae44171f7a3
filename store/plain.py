"""What of JSON can be kept: some of what the grammar allows breaks a database, or whoever reads it later."""

import json
import re
from typing import Any

LARGEST_NUMBER = 2**53  # what every reader of JSON holds exactly
DEEPEST = 32
_LONG = re.compile(rb"[:,\[]-?[0-9]{16}")


class Unkeepable(ValueError):
    """A record that cannot even be put aside for people to look at; the message says why."""


def check_plain(plain: Any, depth: int = 0) -> None:
    """Raises Unkeepable for numbers too large, texts that are no Unicode, and what is nested too deep."""
    if depth > DEEPEST:
        raise Unkeepable(f"a record may be nested {DEEPEST} deep at most")
    match plain:
        case bool() | None:
            pass
        case int() | float() if not -LARGEST_NUMBER <= plain <= LARGEST_NUMBER:
            raise Unkeepable(f"the number {str(plain)[:20]} is larger than any that a cart counts")
        case str():
            if not plain.isascii() and any("\ud800" <= letter <= "\udfff" for letter in plain):
                raise Unkeepable("a text holds half a character (a lone surrogate)")
        case list():
            for part in plain:
                check_plain(part, depth + 1)
        case dict():
            for key, part in plain.items():
                check_plain(key, depth + 1)
                check_plain(part, depth + 1)


def check_numbers(body: bytes) -> None:
    """The same of a fact's canonical bytes; most of them are seen to hold no long number without being read again."""
    if _LONG.search(body):
        check_plain(json.loads(body))


def sayable(words: str) -> str:
    """Words that any answer can carry, whatever somebody put into them."""
    return words.encode("utf-8", "backslashreplace").decode()
