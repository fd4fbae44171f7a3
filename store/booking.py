"""Books facts: each once and for all, in order, judged with what was there; totals move with new rows only."""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, select, update
from sqlalchemy.orm import Session

from cart.core import chain
from cart.core.basket import EMPTY
from cart.core.encoding import decode, fact_bytes
from cart.core.facts import Fact, TripStarted
from cart.core.staff_facts import BasketTaken
from store.audit import TripState, audit
from store.batch import Batch, Booked, Contradiction, Gap, Spoilt
from store.handovers import Grant, HandoverRow, wrong_leaving, wrong_taking
from store.memory import Memory
from store.plain import check_numbers
from store.schema import CounterRow
from store.standing import FACTS, RANK, TRIPS, Standing, statements

_ROWS = select(TRIPS).where(TRIPS.c.trip.in_(bindparam("trips", expanding=True)))
_ROWS = _ROWS.order_by(TRIPS.c.trip).with_for_update()
_HANDED = cast(Table, HandoverRow.__table__)
_GRANTS = select(_HANDED.c.trip, _HANDED.c.claimed_by, _HANDED.c.taken_by, _HANDED.c.taken_total)
_GRANTS = _GRANTS.where(_HANDED.c.trip.in_(bindparam("trips", expanding=True)))


class Page:
    """What one transaction books: judged batch by batch, written all at once at the end.

    A batch that contradicts changes nothing of the page. What the tables themselves refuse spoils all of it; on a page
    for one batch `alone` it is told at once, and undone.
    """

    def __init__(self, session: Session, memory: Memory, *, alone: bool) -> None:
        self.session = session
        self._memory, self._alone = memory, alone
        self._trips: dict[str, Standing] = {}
        self._moved: dict[str, Standing] = {}
        self._fresh: list[dict[str, Any]] = []
        self._number: int | None = None
        self._grants: dict[str, Grant] = {}
        self._taken: list[Grant] = []

    def expect(self, trips: Iterable[str]) -> None:
        """Read the rows of these trips together, because batches of them will come."""
        wanted = {"trips": sorted(set(trips))}
        for row in self.session.connection().execute(_ROWS, wanted):
            self._trips.setdefault(row.trip, Standing(**row._mapping))
        for row in self.session.connection().execute(_GRANTS, wanted):
            self._grants.setdefault(row.trip, Grant(*row))

    def book(self, trip: str, batch: Batch) -> Booked | Gap:
        """Book what is new of a batch; raises Contradiction."""
        there = self._trips.get(trip)
        last = there.last_seq if there else 0
        if batch.facts[0].seq > last + 1:
            return Gap(expected=last + 1)
        if there and there.cart != batch.cart:
            raise Contradiction(f"trip {trip} belongs to cart {there.cart}, not to {batch.cart}")
        head, fresh = self._continue_chain(trip, there.head if there else chain.first(trip), last, batch)
        if head != batch.head:
            raise Contradiction(
                f"after fact {batch.facts[-1].seq} of trip {trip} the chain's hash should be {head}, "
                f"the cart says {batch.head}"
            )
        if not fresh:
            return Booked(last, there.receipt if there else None)
        there = there or Standing(trip, batch.cart, _now(), 0, "")
        self._trips[trip] = self._moved[trip] = self._judged(there, batch.facts[-len(fresh) :], head)
        self._fresh += fresh
        if self._alone:
            try:
                with self.session.begin_nested():
                    self.write()
            except Spoilt as wrong:
                raise Contradiction(str(wrong)) from wrong
        return Booked(batch.facts[-1].seq, self._trips[trip].receipt)

    def write(self) -> None:
        """Bring all of it into the tables; raises Spoilt when they do not take it, whichever batch it is."""
        moved, fresh, number, taken = self._moved, self._fresh, self._number, self._taken
        self._moved, self._fresh, self._number, self._taken = {}, [], None, []
        connection = self.session.connection()
        move, add, order = statements(connection.dialect)
        rows = [tuple([row[name] for name in order]) for row in fresh] if order else fresh
        try:
            if moved:
                connection.execute(move, [vars(standing) for standing in moved.values()])
            # Nothing moves unless every fact was new.
            if rows and connection.exec_driver_sql(add, rows).rowcount != len(rows):
                raise Spoilt(f"facts of trip {', '.join(sorted(moved))} were booked under other numbers")
        except OverflowError as wrong:
            raise Spoilt(str(wrong)) from wrong
        for grant in taken:
            to = {"taken_by": grant.taken_by, "taken_total": grant.taken_total}
            connection.execute(update(_HANDED).where(_HANDED.c.trip == grant.trip).values(to))
        if number is not None:
            self.session.merge(CounterRow(name="receipt", value=number))
            self.session.flush()

    def _continue_chain(self, trip: str, head: str, last: int, batch: Batch) -> tuple[str, list[dict[str, Any]]]:
        """The chain's hash after the batch, and rows for those of its facts that are new."""
        known = {}
        if batch.facts[0].seq <= last:
            rows = select(FACTS.c.seq, FACTS.c.body, FACTS.c.head)
            known = {row.seq: row for row in self._facts(rows.where(FACTS.c.seq >= batch.facts[0].seq), trip)}
        fresh = []
        for fact in batch.facts:
            body = fact_bytes(fact)
            if fact.seq <= last:
                if known[fact.seq].body != body:
                    raise Contradiction(f"fact {fact.seq} of trip {trip} is stored already, with other contents")
                continue
            check_numbers(body)
            head = chain.link_bytes(head, body)
            fresh.append({"trip": trip, "seq": fact.seq, "body": body, "head": head})
        return head if fresh else known[batch.facts[-1].seq].head, fresh

    def _judged(self, there: Standing, facts: tuple[Fact, ...], head: str) -> Standing:
        """The trip after these facts; its state never goes back, and a review keeps its first reason."""
        after = replace(there, last_seq=facts[-1].seq, head=head)
        since = self._memory.basket(there.head)
        if since is None and facts[0].seq > 1:
            before = self._facts(select(FACTS.c.body).where(FACTS.c.seq < facts[0].seq), there.trip)
            facts = (*(decode(json.loads(row.body), Fact) for row in before), *facts)
        if isinstance(started := facts[0].body, TripStarted):
            after = replace(after, catalog=started.catalog, currency=started.currency, started=started.wall)
        verdict = audit(facts, self._memory.catalogs.get(self.session, after.catalog), since or EMPTY)
        wrong = self._wrong_handing(there, facts, verdict.state)
        if wrong and verdict.state is not TripState.REVIEW:
            verdict = replace(verdict, state=TripState.REVIEW, reason=wrong)
        basket = verdict.basket
        after = replace(after, items=basket.items, total=verdict.total, questions=basket.asked)
        if verdict.said is not None:
            after = replace(after, interventions=verdict.said.interventions)
        if RANK[verdict.state] > RANK[TripState(there.state)]:
            after = replace(after, state=verdict.state.value, reason=verdict.reason)
        # Whoever looks at it later: the shopper has paid.
        if verdict.said is not None and after.receipt is None:
            after = replace(after, receipt=self._next_number())
        if after.state == TripState.OPEN.value:
            self._memory.keep(head, basket)
        return after

    def _wrong_handing(self, there: Standing, facts: tuple[Fact, ...], state: TripState) -> str:
        """What is wrong with a basket that came from another trip or went to one; see store.handovers."""
        for fact in facts:
            if isinstance(taken := fact.body, BasketTaken):
                if taken.trip not in self._trips or taken.trip not in self._grants:
                    self.expect([taken.trip])
                source, grant = self._trips.get(taken.trip), self._grants.get(taken.trip)
                last = self._last(taken.trip) if source else None
                told = TripState(source.state) if source else None
                if wrong := wrong_taking(taken, there.trip, there.cart, grant, told, last):
                    return wrong
                if grant is not None and not grant.taken_by:
                    moved = replace(grant, taken_by=there.trip, taken_total=taken.total)
                    self._grants[taken.trip] = moved
                    self._taken.append(moved)
        return wrong_leaving(facts, state, self._grants.get(there.trip))

    def _last(self, trip: str) -> Fact | None:
        found = self._facts(select(FACTS.c.body), trip)
        return decode(json.loads(found[-1].body), Fact) if found else None

    def _facts(self, rows: Select[Any], trip: str) -> Sequence[Row[Any]]:
        """Rows of the trip's facts in their order, those on this page too."""
        if self._fresh:
            self.write()
        return self.session.connection().execute(rows.where(FACTS.c.trip == trip).order_by(FACTS.c.seq)).all()

    def _next_number(self) -> int:
        if self._number is None:
            counter = self.session.get(CounterRow, "receipt", with_for_update=True)
            self._number = counter.value if counter else 0
        self._number += 1
        return self._number


def _now() -> int:
    return time.time_ns() // 1_000_000
