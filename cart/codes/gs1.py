"""GS1 element strings and Digital Links, told in one spelling: `(01)09501101530003(3103)000500`."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from stdnum import gs1_128
from stdnum.exceptions import ValidationError

QUALIFIERS = ("22", "10", "21")
"""What may follow the GTIN in the path of a Digital Link: variant, lot and serial number."""


FNC1 = "\x1d"
MEASURES = ("31", "32", "33", "34", "35", "36")


def element_string(text: str) -> str | None:
    """A GS1 element string as it is printed, or None when it names no product, or its contents are wrong."""
    parts = [part.partition(")") for part in text.split("(")]
    if parts[0] != ("", "", "") or not all(closed for _, closed, _ in parts[1:]):
        return None
    if any(ai[:2] in MEASURES and len(value) != 6 for ai, _, value in parts[1:]):
        return None  # python-stdnum lets a short measure pass
    try:
        # Marked ends, or a lot number would take in what follows it.
        known = gs1_128.info(FNC1.join(ai + value for ai, _, value in parts[1:]), FNC1)
    except (ValidationError, ValueError):
        return None
    return text if "01" in known and list(known) == [ai for ai, _, _ in parts[1:]] else None


def digital_link(text: str) -> str | None:
    """The element string of a GS1 Digital Link, on whatever host; None for any other text.

    The path says `/01/GTIN`, perhaps after parts of the resolver's own; other identifiers may follow it, or stand in
    the query (GS1 Digital Link: URI syntax 1.4).
    """
    try:
        link = urlsplit(text)
        found = dict(_identifiers(link.path.split("/"), link.query))
    except ValueError:
        return None
    if link.scheme.lower() not in ("http", "https") or len(found.get("01", "")) not in (8, 12, 13, 14):
        return None
    found["01"] = found["01"].zfill(14)
    return element_string("".join(f"({ai}){value}" for ai, value in found.items()))


def _identifiers(path: list[str], query: str) -> Iterator[tuple[str, str]]:
    places = [place for place, part in enumerate(path[:-1]) if part == "01"]
    if places:
        rest = path[places[-1] :]
        for ai, value in zip(rest[::2], rest[1::2], strict=False):
            if ai == "01" or ai in QUALIFIERS:
                yield ai, unquote(value)
    for ai, value in parse_qsl(query):
        if ai.isdigit() and 2 <= len(ai) <= 4:
            yield ai, value
