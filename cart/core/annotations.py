"""What annotations of the core's records say of their fields, for those who spell and read them as JSON."""

from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints


def field_types(record: Any) -> dict[str, Any]:
    """The types of a record's fields by their names; what it works out for itself (`init=False`) is none of them."""
    hints = get_type_hints(record)
    return {each.name: plain_type(hints[each.name]) for each in fields(record) if each.init}


def plain_type(kind: Any) -> Any:
    """What a NewType stands for; any other type is itself."""
    while isinstance(kind, NewType):
        kind = kind.__supertype__
    return kind


def members(kind: Any) -> tuple[Any, ...]:
    """The members of a union except None; empty for any other type."""
    if get_origin(kind) not in (Union, UnionType):
        return ()
    return tuple(plain_type(each) for each in get_args(kind) if each is not type(None))


def items(kind: Any) -> tuple[Any, ...] | None:
    """The types of a tuple's or list's items, with an ellipsis behind the one that all of them have; else None."""
    if get_origin(kind) is tuple:
        return tuple(map(plain_type, get_args(kind)))
    return (plain_type(get_args(kind)[0]), ...) if get_origin(kind) is list else None


def parts(kind: Any) -> tuple[Any, ...]:
    """The types that a type is made of."""
    if is_dataclass(kind):
        return tuple(field_types(kind).values())
    return members(kind) or tuple(each for each in items(kind) or () if each is not Ellipsis)


def is_named(kind: Any) -> bool:
    """Whether it is a union of several records: then each carries its name."""
    return len(members(kind)) > 1
