"""Reads plain JSON values as values of the core, which `cart.core.spelling` spells.

Nothing is bent to fit: a number in quotes is no number, and a key that a record does not know is refused.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any

from msgspec import ValidationError, convert

from cart.core.annotations import field_types, is_named, items, members, parts, plain_type
from cart.core.records import maker

Reader = Callable[[Any], Any]
_NAME = frozenset({"type"})
STEP = 500  # items of a list that are read at once: some milliseconds


class Misfit(ValueError):
    """What does not fit, and its place below the value that was read."""

    def __init__(self, words: str, place: str = "") -> None:
        super().__init__(f"{words} - at `${place}`" if place else words)
        self.words, self.place = words, place


@cache
def reader(kind: Any) -> Reader:
    """What reads values of a type; raises Misfit."""
    kind = plain_type(kind)
    if not _is_own(kind):
        return _simple_reader(kind)
    if is_dataclass(kind):
        return _record_reader(kind, named=False)
    if is_named(kind):
        return _named_reader(members(kind))
    if several := members(kind):
        read = reader(several[0])
        return lambda plain: None if plain is None else read(plain)
    return _items_reader(kind)


@cache
def _is_own(kind: Any) -> bool:
    """Whether there is anything in it that msgspec does not know: names of types, fields worked out by the record."""
    own = is_dataclass(kind) and not all(each.init for each in fields(kind))
    return own or is_named(kind) or any(map(_is_own, parts(kind)))


def _simple_reader(kind: Any, *, named: bool = False) -> Reader:
    look = _stranger_finder(kind, named)

    def read(plain: Any) -> Any:
        if type(plain) is list and len(plain) > STEP:
            return _in_steps(read, plain)
        try:
            value = convert(plain, kind)
        except ValidationError as wrong:
            words, _, place = str(wrong).partition(" - at `$")
            raise Misfit(words, place.rstrip("`")) from None
        look(plain)
        return value

    return read


def _in_steps(read: Reader, plain: list[Any]) -> Any:
    """Read a long list piece by piece, so that other threads get their turns in between."""
    values: list[Any] = []
    for at in range(0, len(plain), STEP):
        try:
            values += (piece := read(plain[at : at + STEP]))
        except Misfit as misfit:
            number, _, rest = misfit.place.removeprefix("[").partition("]")
            raise Misfit(misfit.words, f"[{at + int(number)}]{rest}" if number else "") from None
    return type(piece)(values)


def _nothing(_: Any) -> None:
    """Nothing can be strange in a plain value."""


@cache
def _stranger_finder(kind: Any, named: bool = False) -> Callable[[Any], None]:
    """Looks for keys that no record knows, in what fits otherwise, because msgspec lets them pass; raises Misfit."""
    inner = {part: find for part in parts(kind) if (find := _stranger_finder(part)) is not _nothing}
    if is_dataclass(kind):
        types = field_types(kind)
        known = frozenset(types) | _NAME if named else frozenset(types)
        deeper = [(name, inner[of]) for name, of in types.items() if of in inner]

        def find_in_record(plain: dict[str, Any]) -> None:
            if not known.issuperset(plain):
                raise Misfit(f"Object contains unknown field `{min(plain.keys() - known):.50}`")
            for name, find in deeper:
                if name in plain:
                    find(plain[name])

        return find_in_record
    if not inner:
        return _nothing
    if several := members(kind):
        find = inner[several[0]]
        return lambda plain: None if plain is None else find(plain)
    each = items(kind) or ()
    finds = [inner.get(part, _nothing) for part in each if part is not Ellipsis]

    def find_in_items(plain: list[Any]) -> None:
        for find, part in zip(finds * (len(plain) if each[-1] is Ellipsis else 1), plain, strict=True):
            find(part)

    return find_in_items


def _named_reader(records: tuple[Any, ...]) -> Reader:
    by_name = {record.__name__: _record_reader(record, named=True) for record in records}

    def read_named(plain: Any) -> Any:
        name = plain.get("type") if type(plain) is dict else None
        read = by_name.get(name) if type(name) is str else None
        if read is None:
            raise Misfit(f"Object has no type that is known here, but {name!r:.50}")
        return read(plain)

    return read_named


def _items_reader(kind: Any) -> Reader:
    each, made = items(kind) or (), kind.__origin__
    reads = [reader(part) for part in each if part is not Ellipsis]

    def read_items(plain: Any) -> Any:
        if type(plain) not in (list, tuple):
            raise Misfit(f"Expected `array`, got `{type(plain).__name__}`")
        several = reads * len(plain) if each[-1] is Ellipsis else reads
        if len(several) != len(plain):
            raise Misfit(f"Expected `array` of length {len(several)}, got {len(plain)}")
        values = []
        for at, (read, part) in enumerate(zip(several, plain, strict=True)):
            try:
                values.append(read(part))
            except Misfit as misfit:
                raise Misfit(misfit.words, f"[{at}]{misfit.place}") from None
        return made(values)

    return read_items


def _record_reader(kind: Any, *, named: bool) -> Reader:
    """`named`: the record's name comes along as `type`."""
    if named and not _is_own(kind):
        return _simple_reader(kind, named=True)
    types = field_types(kind)
    wanted = [
        (each.name, types[each.name], reader(types[each.name]), _default(each)) for each in fields(kind) if each.init
    ]
    known, make = frozenset(types) | _NAME if named else frozenset(types), maker(kind)

    def read_record(plain: Any) -> Any:
        if type(plain) is not dict:
            raise Misfit(f"Expected `object`, got `{type(plain).__name__}`")
        values, name = [], ""
        try:
            for name, of, read, default in wanted:
                part = plain[name] if name in plain else default()
                values.append(part if type(part) is of or name not in plain else read(part))
        except Misfit as misfit:
            raise Misfit(misfit.words, f".{name}{misfit.place}") from None
        if not known.issuperset(plain):
            raise Misfit(f"Object contains unknown field `{min(plain.keys() - known):.50}`")
        try:
            return make(*values)
        except ValueError as wrong:  # the record itself says why
            raise Misfit(str(wrong)) from wrong

    return read_record


def _default(each: "Field[Any]") -> Callable[[], Any]:
    default, factory = each.default, each.default_factory
    if factory is not MISSING:
        return factory
    return _missing if default is MISSING else lambda: default


def _missing() -> Any:
    raise Misfit("Object misses a required field")
