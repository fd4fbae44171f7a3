"""The composition root on a folder: a trip goes on with its own prices, and what nobody needs is deleted."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from desk import BRISK, SHELF, brisk

from cart.beginning import first_state
from cart.config import CameraConfig, Config, ScaleConfig
from cart.core.encoding import canonical
from cart.core.facts import Fact, TripCancelled, TripFinished
from cart.core.handover import Handover, packed, text_of
from cart.core.staff_facts import HandedOver
from cart.core.staff_work import Handed
from cart.core.units import Money
from cart.core.view import CartView, Screen
from cart.core.viewing import view
from cart.ledger import Ledger
from cart.main import build
from cart.sync import catalog_file

DEARER = replace(
    SHELF, version="tomorrow", products=tuple(replace(p, price=Money(p.price + 50)) for p in SHELF.products)
)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """What sync leaves: the catalogue that the trip began with, and a newer one."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    for catalog in (SHELF, DEARER):
        catalog_file(shelf, catalog.version).write_bytes(canonical(catalog))
    (shelf / "catalog.json").write_bytes(canonical(DEARER))
    return shelf


@pytest.fixture
def facts(tmp_path: Path) -> list[Fact]:
    """A trip in the middle, on the ledger."""
    desk = brisk()
    desk.change(1034, ("milk", 0.96))
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        ledger.append(desk.facts)
    return desk.facts


def until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@contextmanager
def opened(folder: Path, seen: list[CartView]) -> Iterator[None]:
    config = Config(folder, scale=ScaleConfig(str(folder / "no-scale")), camera=CameraConfig("none"))
    cart = build(config, seen.append)
    cart.start()
    try:
        until(lambda: bool(seen))
        yield
    finally:
        cart.stop()


def price_of_beans(view: CartView) -> int:
    return next(option.price for option in view.products if option.sku == "beans")


def test_a_trip_goes_on_with_the_prices_that_it_began_with(tmp_path: Path, shelf: Path, facts: list[Fact]) -> None:
    seen: list[CartView] = []
    with opened(tmp_path, seen):
        assert [line.price for line in seen[0].lines] == [119]
        assert price_of_beans(seen[0]) == 89


def test_without_a_trip_the_newest_prices_hold(tmp_path: Path, shelf: Path) -> None:
    seen: list[CartView] = []
    with opened(tmp_path, seen):
        assert price_of_beans(seen[0]) == 139


def test_prices_that_are_gone_are_said(
    tmp_path: Path, shelf: Path, facts: list[Fact], caplog: pytest.LogCaptureFixture
) -> None:
    catalog_file(shelf, SHELF.version).unlink()
    seen: list[CartView] = []
    with opened(tmp_path, seen):
        assert price_of_beans(seen[0]) == 139
    assert "Catalogue test is gone" in caplog.text


def aged(path: Path, days: int = 30) -> Path:
    then = time.time() - 86_400 * days
    os.utime(path, (then, then))
    return path


def test_old_files_go_unless_the_trip_needs_them(tmp_path: Path, shelf: Path) -> None:
    """A picture that the store still lacks goes too: facts survive a cart that is parked, pictures of people do not."""
    desk = brisk()
    desk.change(1034, ("milk", 0.96))
    owed = sha256(b"a crop that the store lacks").hexdigest()
    named = [
        replace(fact, body=replace(fact.body, why=replace(fact.body.why, crops=(owed,))))
        if hasattr(fact.body, "why")
        else fact
        for fact in desk.facts
    ]
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        ledger.append(named)
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    for name in (owed, "f" * 64, "e" * 64):
        (evidence / name).write_bytes(b"a crop")
    aged(evidence / owed)
    aged(evidence / ("f" * 64))
    running, newest = (aged(catalog_file(shelf, catalog.version)) for catalog in (SHELF, DEARER))
    old, fresh = (catalog_file(shelf, version) for version in ("last year", "just now"))
    for path in (old, fresh):
        path.write_bytes(b"{}")
    aged(old)
    with opened(tmp_path, []):
        until(lambda: {path.name for path in evidence.iterdir()} == {"e" * 64})
        until(lambda: not old.exists())
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        assert ledger.facts(named[0].trip)[: len(named)] == named
    assert set(shelf.glob("catalog-*.json")) == {running, newest, fresh}


@pytest.mark.parametrize(("age_s", "comes_back"), [(5, True), (3600, False), (-3600, False)])
def test_the_code_of_a_basket_that_was_handed_over_survives_a_restart(
    tmp_path: Path, shelf: Path, facts: list[Fact], age_s: int, comes_back: bool
) -> None:
    """It was not read yet when the power went; one of long ago is nobody's any more."""
    trip, then = facts[0].trip, time.time_ns() // 1_000_000 - 1000 * age_s
    text = text_of(packed(Handover(trip, "cart-1", SHELF.version, "EUR", then, 119, ())), bytes(64))
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        ledger.append([Fact(trip, len(facts) + 1, 10**6, HandedOver("cart", text, then))])
        state = first_state(BRISK, ledger, tmp_path / "calibration.json", shelf)
    shown = view(state)
    assert (shown.screen is Screen.HANDED_OVER) == comes_back
    assert state.handed == (Handed(trip, "cart", text, 119) if comes_back else None)


@pytest.mark.parametrize("by", ["the store's confirmation", "a fact"])
def test_a_cart_that_lost_its_clock_starts_no_earlier_than_what_it_knows(
    tmp_path: Path, shelf: Path, facts: list[Fact], by: str
) -> None:
    """The system's clock is two days behind what was confirmed, or sold, before the cart was switched off."""
    known = time.time_ns() // 1_000_000 + 2 * 86_400_000
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        if by == "a fact":
            ledger.append([Fact(facts[0].trip, len(facts) + 1, 10**6, TripCancelled(known))])
        else:
            os.utime(shelf / "catalog.json", (known / 1000, known / 1000))
        state = first_state(BRISK, ledger, tmp_path / "calibration.json", shelf)
    assert -10 < state.wall - known < 60_000
    assert not state.clock.sure
    assert view(state).prices_old


@pytest.mark.parametrize("number", [0, 42])
@pytest.mark.parametrize(("age_s", "comes_back"), [(5, True), (3600, False)])
def test_a_receipt_and_its_number_survive_a_restart(
    tmp_path: Path, shelf: Path, number: int, age_s: int, comes_back: bool
) -> None:
    """With the prices of its own catalogue, although there is a newer one."""
    desk = brisk()
    desk.change(840, ("beans", 0.95))
    desk.leave()
    shown, last = view(desk.state).receipt, desk.facts[-1]
    assert shown is not None
    assert isinstance(last.body, TripFinished)
    then = time.time_ns() // 1_000_000 - 1000 * age_s
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        ledger.append([*desk.facts[:-1], replace(last, body=replace(last.body, wall=then))])
        if number:
            ledger.append((), (last.trip, last.seq), number)
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        state = first_state(BRISK, ledger, tmp_path / "calibration.json", shelf)
    expected = replace(shown, wall=then, stored=number > 0, number=number)
    assert view(state).receipt == (expected if comes_back else None)
    assert view(state).screen is (Screen.RECEIPT if comes_back else Screen.WELCOME)
