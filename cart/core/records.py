"""Making frozen records quickly: the way that dataclasses make them costs more than all else about a fact.

A frozen dataclass sets its fields one by one through object.__setattr__, and dataclasses.replace looks at each of them
in Python besides. Here a record is made as its twin, which has the same slots and is not frozen, and then becomes what
it stands for; nobody else ever sees the twin.
"""

from collections.abc import Callable
from dataclasses import fields, make_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")


@cache
def maker(kind: type[T]) -> Callable[..., T]:
    """Makes records of a kind from all of their fields in their order, and checks them as the kind does itself."""
    twin = _twin(kind)
    if twin is None:
        return kind
    check = getattr(kind, "__post_init__", None)

    def make(*values: Any) -> T:
        made: T = twin(*values)
        made.__class__ = kind
        if check is not None:
            check(made)
        return made

    return make


def changed(record: T, **now: Any) -> T:
    """The same as dataclasses.replace, of a record with slots that checks nothing when it is made."""
    kind: Any = type(record)
    twin, values = _parts(kind)
    made: T = twin(*values(record))
    for name, value in now.items():
        setattr(made, name, value)
    made.__class__ = kind
    return made


@cache
def _parts(kind: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    twin = _twin(kind)
    if twin is None or hasattr(kind, "__post_init__"):
        raise TypeError(f"{kind.__name__} has no slots, or checks itself: use dataclasses.replace")
    return twin, getter(tuple(kind.__slots__))


def getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Gets the fields of these names, all at once."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: tuple([getattr(record, name) for name in names])


def _twin(kind: Any) -> Any:
    """None for a record without slots, or with fields that it works out for itself."""
    names = [each.name for each in fields(kind) if each.init]
    if list(kind.__dict__.get("__slots__", ())) != names:
        return None
    return make_dataclass(kind.__name__, [(name, Any) for name in names], slots=True, eq=False)
