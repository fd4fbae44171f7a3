"""What the cart begins with: what it learned, and the trip that a restart interrupted."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cart.clock import cart_clock
from cart.core.facts import TripStarted
from cart.core.rebuilding import rebuild, still_shown
from cart.core.rules import Rules
from cart.core.standing import Standing
from cart.core.state import State
from cart.core.taught import weighed
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
        return replace(start, handed=still_shown(last, wall)) if clock.sure else start
    log.info("Trip %s goes on where it was, after %d facts.", facts[0].trip, len(facts))
    priced = next((fact.body.catalog for fact in facts if isinstance(fact.body, TripStarted)), newest.version)
    if priced != newest.version:
        catalog = load_catalog(catalog_file(shelf, priced))
        if catalog.version == priced:
            start = replace(start, catalog=weighed(catalog, taught)[0], next_catalog=newest)
        else:
            log.error("Catalogue %s is gone; the trip goes on with the prices of %s.", priced, newest.version)
    return replace(rebuild(start, facts), lot=lot(facts[0].trip))
