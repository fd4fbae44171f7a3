"""A trip as its row says it, and the statements that book it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import cast

from sqlalchemy import Dialect, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

from store.audit import TripState
from store.schema import FactRow, TripRow

RANK = {TripState.OPEN: 0, TripState.CANCELLED: 1, TripState.HANDED: 1, TripState.CLOSED: 1, TripState.REVIEW: 2}
"""A trip's state only rises: nothing that comes late or again opens a trip that is over."""

TRIPS, FACTS = cast(Table, TripRow.__table__), cast(Table, FactRow.__table__)


@dataclass(frozen=True)
class Standing:
    """A trip as its row says it (see TripRow)."""

    trip: str
    cart: str
    arrived: int
    last_seq: int
    head: str
    state: str = TripState.OPEN.value
    reason: str = ""
    receipt: int | None = None
    catalog: str = ""
    currency: str = ""
    started: int = 0
    items: int = 0
    total: int = 0
    questions: int = 0
    interventions: int = 0


@cache
def statements(dialect: Dialect) -> tuple[Insert, str, Sequence[str] | None]:
    """What brings a trip's row up to date; what adds facts, and the order of its values (None: they go by their names).

    They are made once, because that costs as much as booking; facts are many, so SQLAlchemy is spared the look at each.
    """
    insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect.name]
    moved = insert(TRIPS)
    changed = {each.name: moved.excluded[each.name] for each in fields(Standing)}
    for stays in ("trip", "cart", "arrived"):
        del changed[stays]
    move = moved.on_conflict_do_update(index_elements=["trip"], set_=changed)
    add = insert(FACTS).on_conflict_do_nothing().compile(dialect=dialect)
    return move, str(add), getattr(add, "positiontup", None)
