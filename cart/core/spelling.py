"""How values of the core are spelt as JSON, where that is more than their fields.

A record that could be of several types carries the name of its own as `type`, and a field that came later is left out
where it has its default. All the rest is known to msgspec: records are objects, tuples lists, enums their values.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from cart.core.annotations import field_types, is_named, items, members, parts, plain_type
from cart.core.later import LATER
from cart.core.records import getter

Speller = Callable[[Any], Any]


@cache
def speller(kind: Any) -> Speller:
    """Makes of a value of a type one that msgspec spells right."""
    kind = plain_type(kind)
    if not _is_peculiar(kind):
        return lambda value: value
    if is_dataclass(kind):
        return _record_speller(kind, "")
    if is_named(kind):
        by_type = {record: _record_speller(record, record.__name__) for record in members(kind)}
        return lambda value: by_type[type(value)](value)
    if several := members(kind):
        spell = speller(several[0])
        return lambda value: None if value is None else spell(value)
    each = items(kind) or ()
    if each[-1] is Ellipsis:
        spell = speller(each[0])
        return lambda values: [spell(value) for value in values]
    spells = tuple(map(speller, each))
    return lambda values: [spell(value) for spell, value in zip(spells, values, strict=True)]


@cache
def has_fractions(kind: Any) -> bool:
    """Whether a binary fraction is anywhere in values of the type."""
    return kind is float or any(has_fractions(part) for part in parts(kind))


@cache
def _is_peculiar(kind: Any) -> bool:
    own = is_dataclass(kind) and any(each.metadata == LATER or not each.init for each in fields(kind))
    return own or is_named(kind) or any(map(_is_peculiar, parts(kind)))


def _record_speller(kind: Any, told: str) -> Speller:
    types = field_types(kind)
    names, get = tuple(types), getter(tuple(types))
    peculiar = [(name, speller(of)) for name, of in types.items() if _is_peculiar(of)]
    later = [(each.name, each.default) for each in fields(kind) if each.metadata == LATER]

    def spell_record(value: Any) -> dict[str, Any]:
        spelt = dict(zip(names, get(value), strict=True))
        if told:
            spelt["type"] = told
        for name, default in later:
            if spelt[name] == default:
                del spelt[name]
        for name, spell in peculiar:
            if name in spelt:
                spelt[name] = spell(spelt[name])
        return spelt

    return spell_record
