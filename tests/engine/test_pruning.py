"""Old trips leave the ledger when nobody needs them, and nothing that is shown or sent changes by it."""

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import apsw
import pytest
from desk import brisk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rig import Cart

from cart.core.facts import Fact, TripCancelled, TripFinished, TripStarted
from cart.core.inputs import Acked
from cart.core.units import Money, Seconds
from cart.core.wall_clock import WallClock
from cart.engine import Engine
from cart.ledger import Ledger, LedgerReader

DAY = 86_400_000
NOW = 1_795_176_000_000


@dataclass(frozen=True)
class Past:
    """A trip of before: how it ended, how long ago, and what the store said of it."""

    days: int
    end: str = "finished"  # or "cancelled", "open"
    acked: int = 3
    receipt: bool = True

    def facts(self, trip: str) -> list[Fact]:
        wall = NOW - self.days * DAY
        ends = {"finished": [TripFinished(Money(0), (), wall)], "cancelled": [TripCancelled(wall)], "open": []}
        bodies = [TripStarted("test", "EUR", wall), TripStarted("test", "EUR", wall), *ends[self.end]]
        return [Fact(trip, seq, seq, body) for seq, body in enumerate(bodies, start=1)]

    @property
    def needless(self) -> bool:
        settled = self.acked >= 3 and (self.receipt or self.end == "cancelled")
        return self.days > 30 and self.end != "open" and settled


def written(path: Path, pasts: list[Past]) -> Ledger:
    ledger = Ledger(path)
    for number, past in enumerate(pasts):
        ledger.append(past.facts(f"trip-{number}"))
        if past.acked:
            ledger.append(
                (), (f"trip-{number}", past.acked), number + 1 if past.receipt and past.end == "finished" else 0
            )
    return ledger


pasts = st.builds(
    Past,
    st.integers(0, 60),
    st.sampled_from(("finished", "finished", "cancelled", "open")),
    st.integers(0, 3),
    st.booleans(),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(pasts, min_size=1, max_size=8))
def test_pruning_changes_nothing_that_is_shown_or_sent(
    tmp_path_factory: pytest.TempPathFactory, told: list[Past]
) -> None:
    path = tmp_path_factory.mktemp("pruning") / "ledger.db"
    with closing(written(path, told)) as ledger, closing(LedgerReader(path)) as reader:
        needless = {f"trip-{number}" for number, past in enumerate(told[:-1]) if past.needless}

        def seen() -> tuple[object, ...]:
            kept = [trip for trip in reader.trips() if trip not in needless]
            said = (ledger.running(), ledger.newest(), reader.unsent(), reader.damaged())
            return *said, kept, [ledger.facts(trip) for trip in kept], [ledger.acked(trip) for trip in kept]

        before = seen()
        assert ledger.prune(NOW - 30 * DAY) == len(needless)
        assert seen() == before
        assert set(reader.trips()) == set(before[4])
        assert ledger.prune(NOW - 30 * DAY) == 0
        after = Past(0, acked=0).facts("after")
        ledger.append(after)
        assert ledger.newest() == after, "a trip that follows is the newest, however many are gone"
    with closing(Ledger(path)) as again:
        assert again.damaged == {}
        assert again.trips()[-1] == "after"


def test_a_damaged_trip_stays_for_people_to_look_at(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    written(path, [Past(40), Past(40), Past(0)]).close()
    with closing(apsw.Connection(str(path))) as db:
        db.execute("UPDATE fact SET hash = replace(hash, 'a', 'b') WHERE trip = 'trip-0'")
    with closing(Ledger(path)) as ledger:
        assert ledger.prune(NOW - 30 * DAY) == 1
        assert ledger.trips() == ["trip-0", "trip-2"]


def test_a_ledger_of_before_is_pruned_by_its_facts(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    written(path, [Past(40), Past(10), Past(0)]).close()
    with closing(apsw.Connection(str(path))) as db:
        db.execute("ALTER TABLE trip DROP COLUMN ended")
    with closing(Ledger(path)) as ledger:
        assert ledger.prune(NOW - 30 * DAY) == 1
        assert ledger.trips() == ["trip-1", "trip-2"]


@pytest.mark.parametrize("sure", [True, False])
def test_the_engine_prunes_between_trips_where_it_knows_the_time(tmp_path: Path, sure: bool) -> None:
    ledger = written(tmp_path / "ledger.db", [Past(40), Past(0)])
    desk = brisk()
    state = replace(desk.state, clock=WallClock(NOW, sure=sure), wall=NOW)
    engine = Engine(state, ledger, lambda trip, start: None, lambda effect: None, lambda view: None, keep_ms=30 * DAY)
    engine.begin()
    assert ledger.trips() == (["trip-1"] if sure else ["trip-0", "trip-1"])
    ledger.close()


def test_a_trip_that_is_acknowledged_and_old_goes_when_the_next_one_ends(tmp_path: Path) -> None:
    with Cart(folder=tmp_path, keep_ms=30 * DAY) as cart:
        cart.change(1034, ("milk", 0.95))
        cart.leave()
        first = cart.kept()[-1]
        cart.feed(Acked(Seconds(cart.t), first.trip, first.seq, 1))
        cart.next_trip()
        cart.t += 31 * DAY / 1000
        cart.change(120, ("tea", 0.95))
        second = cart.state.trip
        assert cart.ledger.trips() == [first.trip, second]
        cart.leave()
        assert cart.ledger.trips() == [second]
