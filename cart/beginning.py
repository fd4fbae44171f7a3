"""What the cart begins with: what it learned, and the trip that a restart interrupted."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cart.clock import cart_clock
from cart.core.catalog import Catalog
from cart.core.facts import Fact, TripStarted
from cart.core.rebuilding import rebuild, receipt_again, still_shown
from cart.core.rules import Rules
from cart.core.standing import Standing
from cart.core.state import State
from cart.core.taught import Taught, weighed
from cart.core.wall_clock import WallClock, newest_wall
from cart.learned import TAUGHT_FILE, load_calibration, load_catalog, load_taught
from cart.ledger import Ledger
from cart.sync import catalog_file, confirmed_at

log = logging.getLogger(__name__)


def first_state(
    rules: Rules, ledger: Ledger, calibration: Path, shelf: Path, lot: Callable[[str], int] = lambda trip: -1
) -> State:
    """The running trip where it was, with the prices that it began with; without a trip, an idle cart."""
    newest, taught = weighed(load_catalog(shelf / "catalog.json"), load_taught(calibration.with_name(TAUGHT_FILE)))
    standing = Standing(prices_at=confirmed_at(shelf))
    now, facts, last = cart_clock(), ledger.running(), ledger.newest()
    floor = max(standing.prices_at, newest_wall(facts), newest_wall(last))
    clock, wall = WallClock(floor=floor).ticked(now, time.time_ns() // 1_000_000, idle=not facts)
    if not clock.sure:
        log.warning("The system's clock is behind what the cart knows: the time is a guess until the store says it.")
    kept = load_calibration(calibration)
    start = State(newest, rules, kept, now=now, wall=wall, clock=clock, standing=standing, taught=taught)
    if not facts:
        # Without the time nobody knows whether what ended last was a moment ago.
        return _still_shown(start, ledger, last, _catalog_of(last, newest, shelf, taught)) if clock.sure else start
    log.info("Trip %s goes on where it was, after %d facts.", facts[0].trip, len(facts))
    catalog = _catalog_of(facts, newest, shelf, taught)
    if catalog is None:
        log.error("The trip's catalogue is gone; it goes on with the prices of %s.", newest.version)
    elif catalog is not newest:
        start = replace(start, catalog=catalog, next_catalog=newest)
    return replace(rebuild(start, facts), lot=lot(facts[0].trip))


def _still_shown(start: State, ledger: Ledger, last: list[Fact], catalog: Catalog | None) -> State:
    """With the code or the receipt of the trip that ended last, if that was a moment ago."""
    start = replace(start, handed=still_shown(last, start.wall))
    return receipt_again(start, last, catalog, ledger.acked(last[0].trip)) if last and catalog else start


def _catalog_of(facts: list[Fact], newest: Catalog, shelf: Path, taught: tuple[Taught, ...]) -> Catalog | None:
    """The catalogue that a trip began with; None, with a line in the log, when it is gone."""
    priced = next((fact.body.catalog for fact in facts if isinstance(fact.body, TripStarted)), newest.version)
    if priced == newest.version:
        return newest
    catalog = load_catalog(catalog_file(shelf, priced))
    if catalog.version != priced:
        log.warning("Catalogue %s is gone.", priced)
        return None
    return weighed(catalog, taught)[0]
