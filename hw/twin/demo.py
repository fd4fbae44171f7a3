"""A whole trip on the virtual cart with its own store, judged at the end.

The cart runs in this process as it would on the Pi; the virtual world and the store run in their own.
"""

import logging
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

from cart.config import load, pin_hash
from cart.core.facts import Fact
from cart.core.units import Sku
from cart.core.view import CartView, Screen
from cart.ledger import LedgerReader
from cart.screen import Window, has_display
from hw.twin import report
from hw.twin.client import WorldClient
from hw.twin.goods import catalog
from hw.twin.judge import Thing, Verdict, judge
from hw.twin.neighbours import PIN, NeighbourFailed, Store, store_process, twin_process, write_config
from hw.twin.script import Act, Move, Put, Script, Take, script
from hw.twin.shopper import Shopper
from hw.twin.staff import CalibrationFailed, calibrate
from hw.twin.touching import Touchscreen, WindowClosed
from hw.twin.watching import Watching

log = logging.getLogger(__name__)

START_WAIT_S = 30.0
EXIT_WAIT_S = 30.0
LOOK_S = 1.5  # how long the shopper looks at the receipt

VIEW_WIDTH = 480

Say = Callable[[str], None]


class DemoFailed(Exception):
    """The desk did not come up, or the trip did not end; one sentence."""


FAILURES = (DemoFailed, NeighbourFailed, CalibrationFailed, WindowClosed, TimeoutError, ConnectionError)
"""How a demo ends before its time: each has one sentence."""


@dataclass(frozen=True, slots=True)
class Options:
    seed: int
    items: int
    out: Path
    window: bool = True
    film: bool = True
    quiet: bool = False  # standard output belongs to somebody else


def demo(options: Options) -> dict[str, Any]:
    """Run the trip and leave receipt, screenshots, tape and film in `options.out`; returns the result's keys.

    A demo that breaks off leaves what there is, says why on standard error, and is not right.
    """
    say: Say = _silent if options.quiet else _print
    plan, run = script(options.seed, options.items), options.out / "run"
    shutil.rmtree(run, ignore_errors=True)
    run.mkdir(parents=True)
    report.clear(options.out)
    logging.basicConfig(
        filename=run / "cart.log", level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    say(f"seed {options.seed}: {options.items} things; starting the store and the virtual cart")
    try:
        verdict = _desk(options, plan, run, say)
    except FAILURES as error:
        verdict = _broken_off(judge(catalog(), (), (), None), error)
    left = report.left(options.out)
    say(f"in {options.out}: {', '.join(left)}" if left else f"nothing came of it; {run} has the logs")
    return verdict.result(options.seed, options.items)


def _desk(options: Options, plan: Script, run: Path, say: Say) -> Verdict:
    """Set up store, world and cart, run the trip, judge it, and write down what there is."""
    beside = options.window and has_display()
    with store_process(run) as store, twin_process(run, plan, beside) as world:
        window = Window(load(write_config(run, store, pin_hash(PIN), options.window)))
        if beside:
            _make_room()
        trip = _Trip(plan, window, world, say)
        failure = None
        try:
            trip.run()
        except FAILURES as error:
            failure = error
        verdict = _judge(run, world, store, trip.id)
        if failure is not None:
            verdict = _broken_off(verdict, failure)
        _write(options, run, world, trip, say)
    for line in verdict.table():
        say(line)
    return verdict


def _broken_off(verdict: Verdict, error: BaseException) -> Verdict:
    gone = "the virtual cart went away: " if isinstance(error, ConnectionError) else ""
    fault = f"the demo broke off: {gone}{error}"
    log.error("%s", fault)
    print(f"smart-cart: {fault}.", file=sys.stderr)
    return replace(verdict, faults=(fault, *verdict.faults))


def _make_room() -> None:
    """Move the cart's window to the right of the one with the virtual cart's view."""
    from kivy.clock import Clock
    from kivy.core.window import Window as Pane

    Clock.schedule_once(lambda _dt: setattr(Pane, "left", VIEW_WIDTH + 16))


class _Trip:
    """The shopper's thread beside the cart's window; and first, staff calibrate the scale."""

    def __init__(self, plan: Script, window: Window, world: WorldClient, say: Say) -> None:
        self._plan, self._window, self._world, self._say = plan, window, world, say
        self._screen = Touchscreen(window)
        self.watching = Watching(window)
        self.id = ""
        self._error: BaseException | None = None

    def run(self) -> None:
        """Run window and shopper until the receipt has been read, or somebody closes the window."""
        thread = Thread(target=self._live, name="shopper")
        self.watching.start()
        thread.start()
        try:
            self._window.run()
        finally:
            self._screen.gone()
            thread.join()
        if self._error is not None:
            raise self._error

    def _live(self) -> None:
        try:
            self._wait(lambda view: bool(view.products) and not view.touched, START_WAIT_S, "no catalogue came")
            self._say("staff calibrate the scale with a test weight")
            calibrate(self._screen, self._world)
            shopper = Shopper(self._plan, _Hands(self._world), self._screen)
            shopper.shop(self._tell)
            shopper.settle()
            self._say(f"{shopper.went_in} of {len(self._plan.pieces)} things went in")
            self._leave(shopper)
        except Exception as error:  # noqa: BLE001 - raised again in the caller's thread
            self._error = error
        finally:
            if not self.id and self._window.view is not None:
                self.id = self._window.view.trip
            self._screen.close()

    def _leave(self, shopper: Shopper) -> None:
        self.id = self._screen.view.trip
        self._say(f"to the exit with {self._screen.view.items} items, {_money(self._screen.view.total)}")
        self._world.arm()
        time.sleep(1.0)
        self._world.cross()
        deadline = time.monotonic() + EXIT_WAIT_S
        while self._screen.view.screen is not Screen.RECEIPT and time.monotonic() < deadline:
            shopper.settle(0.5)
            time.sleep(0.05)
        self._world.arm(False)
        self._world.cross(False)
        self._wait(
            lambda view: view.receipt is not None and view.receipt.stored, EXIT_WAIT_S, "the store did not answer"
        )
        time.sleep(LOOK_S)

    def _tell(self, number: int, act: Act, outcome: str) -> None:
        verb = {Put: "put in", Take: "take out", Move: "move"}[type(act)]
        piece = next(piece for piece in self._plan.pieces if piece.id == act.piece)
        total = _money(self._screen.view.total)
        instead = "" if outcome in ("in", "out") else f" ({outcome})"
        self._say(f"[{number:2}/{len(self._plan.acts)}] {verb} {piece.goods.product.name}{instead}: {total}")

    def _wait(self, there: Callable[[CartView], bool], patience_s: float, otherwise: str) -> None:
        deadline = time.monotonic() + patience_s
        while self._window.view is None or not there(self._window.view):
            self._screen.look()
            if time.monotonic() > deadline:
                raise DemoFailed(f"{otherwise} within {patience_s:.0f} s")
            time.sleep(0.05)


class _Hands:
    """The shopper's hands in the virtual world."""

    def __init__(self, world: WorldClient) -> None:
        self._world = world

    def put(self, piece: str, show_code: bool = False) -> str:
        return self._world.wait_done(self._world.put(piece, show_code=show_code))

    def take(self, piece: str) -> str:
        return self._world.wait_done(self._world.take(piece))

    def move(self, piece: str) -> str:
        return self._world.wait_done(self._world.move(piece))


def _judge(run: Path, world: WorldClient, store: Store, trip: str) -> Verdict:
    return judge(catalog(), _truth(world), _facts(run, trip), store.booked(trip))


def _truth(world: WorldClient) -> list[Thing]:
    try:
        inside = world.truth()
    except ConnectionError:  # the world went away in mid-trip, which broke the trip off as well
        return []
    return [Thing(Sku(thing["sku"]), thing["weight_g"]) for thing in inside]


def _facts(run: Path, trip: str) -> list[Fact]:
    reader = LedgerReader(run / "cart" / "ledger.db")
    try:
        return reader.facts(trip)
    finally:
        reader.close()


def _write(options: Options, run: Path, world: WorldClient, trip: _Trip, say: Say) -> None:
    cart = run / "cart"
    if facts := _facts(run, trip.id):
        report.write_receipt(options.out, facts, catalog(), cart / "evidence")
    trip.watching.save(options.out / "screens")
    tape = report.write_tape(options.out, cart, trip.id)
    if tape and options.film:
        report.write_film(options.out, world, trip.watching, tape, say)


def _money(minor: int) -> str:
    return f"{minor / 100:.2f} EUR"


def _print(line: str) -> None:
    print(line, flush=True)


def _silent(_line: str) -> None:
    pass
