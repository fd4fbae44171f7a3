"""Facts that were booked, as they came."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from cart.core.encoding import decode
from cart.core.facts import Fact
from store.plain import LARGEST_NUMBER
from store.schema import FactRow


def facts_of(session: Session, trip: str, upto: int = LARGEST_NUMBER) -> tuple[Fact, ...]:
    rows = select(FactRow.body).where(FactRow.trip == trip, FactRow.seq <= upto)
    bodies = session.scalars(rows.order_by(FactRow.seq))
    return tuple(decode(json.loads(body), Fact) for body in bodies)


def last_fact(session: Session, trip: str) -> Fact | None:
    """The newest fact of a trip that the store has."""
    rows = select(FactRow.body).where(FactRow.trip == trip).order_by(FactRow.seq.desc()).limit(1)
    body = session.scalars(rows).first()
    return decode(json.loads(body), Fact) if body is not None else None
