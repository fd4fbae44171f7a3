"""What waits for somebody to look at it: trips that do not add up, and those that were decided for the shopper."""

import time
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from store.audit import TripState
from store.database import Database
from store.schema import Base, TripRow

LONGEST = 500  # letters of a name or a reason
LARGEST_FORM = 16_384


class SettlementRow(Base):
    """That somebody has looked at a trip, and what came of it; it counts for the facts up to `upto`.

    The trip's own state stays as it is: it only rises.
    """

    __tablename__ = "settlements"

    trip: Mapped[str] = mapped_column(primary_key=True)
    upto: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[int]
    by: Mapped[str]
    reason: Mapped[str]


def _remarkable() -> ColumnElement[bool]:
    return or_(
        TripRow.state == TripState.REVIEW.value,
        and_(TripRow.state == TripState.CLOSED.value, TripRow.interventions > 0),
    )


def _waiting() -> Select[tuple[TripRow]]:
    settled = exists().where(SettlementRow.trip == TripRow.trip, SettlementRow.upto >= TripRow.last_seq)
    return select(TripRow).where(_remarkable(), ~settled)


class Reviews:
    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self) -> list[TripRow]:
        """All trips that nobody has settled yet, or that went on since; those that wait longest first."""
        with self._database.read() as session:
            return list(session.scalars(_waiting().order_by(TripRow.arrived, TripRow.trip)))

    def waits(self, trip: str) -> bool:
        with self._database.read() as session:
            return session.scalars(_waiting().where(TripRow.trip == trip)).first() is not None

    def settlements(self, trip: str) -> list[SettlementRow]:
        rows = select(SettlementRow).where(SettlementRow.trip == trip).order_by(SettlementRow.upto)
        with self._database.read() as session:
            return list(session.scalars(rows))

    def settle(self, trip: str, by: str, reason: str) -> bool:
        """Somebody has looked at it; said again, the first word stays. False when there is nothing to look at."""
        with self._database.write() as session:
            row = session.scalars(select(TripRow).where(TripRow.trip == trip, _remarkable())).first()
            if row is None:
                return False
            if session.get(SettlementRow, (trip, row.last_seq)) is None:
                now = time.time_ns() // 1_000_000
                session.add(SettlementRow(trip=trip, upto=row.last_seq, at=now, by=by, reason=reason))
            return True


def review_pages(reviews: Reviews) -> APIRouter:
    """What the staff's page says of a trip that was looked at."""
    router = APIRouter(include_in_schema=False)

    @router.post("/trips/{trip}/settle")
    async def settle(trip: str, request: Request) -> RedirectResponse:
        said = await _form(request)
        by, reason = (_plain(said.get(name, "")) for name in ("by", "reason"))
        if not by or not reason:
            raise HTTPException(422, "Say who has looked at the trip, and what came of it.")
        if not await run_in_threadpool(reviews.settle, trip, by, reason):
            raise HTTPException(404, f"There is nothing to settle about trip {trip}.")
        return RedirectResponse(f"/trips/{quote(trip, safe='')}", 303)

    return router


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form as browsers send it; raises HTTPException."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_FORM:
            raise HTTPException(413, f"A form may hold {LARGEST_FORM} bytes at most.")
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=20)
    except ValueError as wrong:
        raise HTTPException(422, "The form cannot be read.") from wrong
    return {name: values[0] for name, values in fields.items()}


def _plain(text: str) -> str:
    """One line of letters that every database and page can hold."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()[:LONGEST]
