"""A cart without a window on a desk: real store, real virtual world, real serial port, each in its process."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from cart.clock import cart_clock
from cart.config import load, pin_hash
from cart.core.catalog import WeightModel
from cart.core.facts import Fact
from cart.core.inputs import Reason, ShopperTapped, Source, StaffTapped
from cart.core.roles import Role
from cart.core.staff_inputs import StaffCame
from cart.core.taps import StaffTap, Tap
from cart.core.units import Decigrams
from cart.core.view import CalibrationStage, CartView, Screen
from cart.ledger import LedgerReader
from cart.main import Cart, build
from hw.bench.kept import Watched
from hw.bench.remote import Program
from hw.twin.client import WorldClient
from hw.twin.goods import ASSORTMENT, FLOOR_BOARD, TEST_WEIGHT
from hw.twin.neighbours import PIN, WEIGHT_ID, Store, store_process, twin_process, write_config
from hw.twin.script import Script
from hw.twin.serve import strangers
from hw.twin.world import Piece

STRANGER, BOARD, LIGHTER = "newcomer-000", "floor-board", "lighter-weight"
SHELF = {
    "rice": 2016.0,
    "olive-oil": 862.0,
    "pesto": 338.0,
    "nougat-bar": 19.5,
    "cucumber": 385.0,
    STRANGER: 448.0,
    BOARD: 60.0,
    LIGHTER: 1000.0,
}
# Nothing here takes as long: a machine that much else runs on must not fail a test.
PATIENCE_S = 60.0
TOUCH_PATIENCE_S = 90.0


@dataclass
class Desk:
    """One cart with its neighbours; `view` is what its screen would show."""

    run: Path
    config: Path
    store: Store
    world: WorldClient
    plan: Script
    cart: Cart | None = None
    view: CartView | None = None

    def start(self) -> None:
        self.cart = build(load(self.config), self._show)
        self.cart.start()

    def stop(self) -> None:
        if self.cart is not None:
            self.cart.stop()
            self.cart = None

    def wait(self, there: Callable[[CartView], bool], what: str) -> CartView:
        deadline = time.monotonic() + PATIENCE_S
        while self.view is None or not there(self.view):
            assert time.monotonic() < deadline, f"waited in vain for {what}; the cart shows {self.view}"
            time.sleep(0.02)
        return self.view

    def tap(self, tap: Tap, arg: str = "") -> None:
        self.cart.inbox.put(ShopperTapped(cart_clock(), tap, arg))

    def staff(self, tap: StaffTap, arg: str = "") -> None:
        self.cart.inbox.put(StaffTapped(cart_clock(), tap, arg))

    def put(self, sku: str) -> None:
        """Put a thing in, and answer for it if the cart asks."""
        lines = len(self.lines)
        self.world.wait_done(self.world.put(sku))
        self.answer(sku)
        self.wait(lambda view: len(self.lines) > lines, f"a line for {sku}")

    def take(self, sku: str) -> None:
        """Take a thing out again, and answer for it if the cart asks."""
        self.world.wait_done(self.world.take(sku))
        view = self.wait(lambda view: view.question is not None or sku not in self.lines, f"{sku} to go, or a question")
        if view.question is not None:
            self.tap(Tap.ANSWER, sku)
        self.wait(lambda view: sku not in self.lines, f"{sku} to go")

    def answer(self, sku: str) -> None:
        view = self.wait(lambda view: view.question is not None or sku in self.lines, f"{sku} or a question")
        if view.question is not None:
            known = [option.sku for option in view.question.options]
            self.tap(Tap.ANSWER if sku in known else Tap.SEARCHED, sku)

    @property
    def lines(self) -> list[str]:
        return [line.sku for line in self.view.lines if not line.pending] if self.view else []

    def tape(self, trip: str, part: int = 1) -> Path:
        return self.run / "cart" / "tapes" / f"{trip}-{part}.mcap"

    def facts(self, trip: str) -> list[Fact]:
        """What the cart's ledger says of a trip."""
        with closing(LedgerReader(self.run / "cart" / "ledger.db")) as reader:
            return reader.facts(trip)

    def trouble(self, source: Source) -> Reason | None:
        return dict(self.view.trouble).get(source) if self.view else None

    def leave(self) -> CartView:
        self.world.arm()
        time.sleep(0.5)
        self.world.cross()
        view = self.wait(lambda view: view.screen is Screen.RECEIPT, "the receipt")
        self.world.arm(False)
        self.world.cross(False)
        return view

    def _show(self, view: CartView) -> None:
        self.view = view


def calibrate(desk: Desk) -> None:
    desk.cart.inbox.put(StaffCame(cart_clock(), "fitter", Role.TECHNICIAN))
    desk.staff(StaffTap.ENTER)
    desk.wait(lambda view: view.screen is Screen.STAFF and view.staff.still, "a still scale")
    time.sleep(1.2)
    desk.staff(StaffTap.ZERO)
    desk.wait(lambda view: view.staff.stage is CalibrationStage.PLACE_WEIGHT, "zero")
    desk.world.wait_done(desk.world.put(WEIGHT_ID, (0.0, 0.0)))
    time.sleep(1.6)
    desk.staff(StaffTap.SPAN, "2000")
    desk.wait(lambda view: view.staff.stage is CalibrationStage.PASSED, "a calibration that passes")
    desk.staff(StaffTap.SAVE)
    desk.world.wait_done(desk.world.take(WEIGHT_ID))
    time.sleep(1.2)
    desk.staff(StaffTap.LEAVE)
    desk.wait(lambda view: view.screen is Screen.WELCOME, "the welcome screen")


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Store, world and a calibrated cart that is not running."""
    run = tmp_path_factory.mktemp("desk")
    by_sku = {str(goods.product.sku): goods for goods in ASSORTMENT}
    stranger = strangers()[STRANGER].goods
    by_sku |= {STRANGER: stranger, BOARD: FLOOR_BOARD, LIGHTER: TEST_WEIGHT}
    plan = Script(5, tuple(Piece(sku, by_sku[sku], grams, 5) for sku, grams in SHELF.items()), ())
    # The price file holds what is inside; what a piece weighs with its package, nobody has told the cart yet.
    listed = replace(stranger.product, weight=WeightModel(Decigrams(4000), Decigrams(40)))
    with store_process(run, (listed,)) as store, twin_process(run, plan, beside=False) as world:
        bought = replace(
            plan, pieces=tuple(piece for piece in plan.pieces if piece.id not in (STRANGER, BOARD, LIGHTER))
        )
        desk = Desk(run, write_config(run, store, pin_hash(PIN), window=False), store, world, bought)
        desk.start()
        desk.wait(lambda view: bool(view.products) and desk.trouble(Source.SCALE) is not Reason.SILENT, "a catalogue")
        calibrate(desk)
        desk.stop()
        yield desk


@pytest.fixture
def desk(neighbours: Desk) -> Iterator[Desk]:
    """The cart, running; whatever was put in is taken out afterwards."""
    neighbours.view = None
    neighbours.start()
    neighbours.wait(lambda view: bool(view.products) and not view.trouble, "a cart without trouble")
    yield neighbours
    for thing in neighbours.world.truth():
        neighbours.world.wait_done(neighbours.world.take(thing["id"]))
    neighbours.stop()


class Finger:
    """Touches the running program, and counts."""

    LOOK_S = 0.4  # people look before they tap; a button that moves away under the finger was not meant
    STILL_S = 1.6  # a second of readings is averaged

    def __init__(self, program: Program) -> None:
        self._program = program
        self.taps = 0

    @property
    def view(self) -> CartView:
        return self._program.view

    def look(self) -> None:
        time.sleep(self.LOOK_S)

    def rest(self) -> None:
        """Off the basket, while the scale averages."""
        time.sleep(self.STILL_S)

    def tap(self, *automation_ids: str) -> None:
        for automation_id in automation_ids:
            self.look()
            deadline = time.monotonic() + TOUCH_PATIENCE_S
            while not self._program.press(automation_id):
                assert time.monotonic() < deadline, f"there is no {automation_id} on {self.view.screen}"
                self.look()
            self.taps += 1

    def wait(self, there: Callable[[CartView], bool], what: str) -> CartView:
        deadline = time.monotonic() + TOUCH_PATIENCE_S
        while not there(self.view):
            assert time.monotonic() < deadline, f"waited in vain for {what}; the cart shows {self.view}"
            time.sleep(0.05)
        return self.view

    def come_in(self) -> None:
        """As staff, by the PIN."""
        self.tap("staff", *(f"key:{digit}" for digit in PIN), "key:ok")
        self.wait(lambda view: view.screen is Screen.STAFF_PAGE, "the first page of staff")

    def leave(self, world: WorldClient) -> None:
        """Through the exit lane, to the receipt."""
        world.arm()
        time.sleep(0.5)
        world.cross()
        self.wait(lambda view: view.screen is Screen.RECEIPT, "the receipt")
        world.arm(False)
        world.cross(False)

    def go(self, world: WorldClient) -> None:
        """Take everything along, and leave the cart to the next one."""
        for thing in world.truth():
            world.wait_done(world.take(thing["id"]))
        self.tap("done")
        self.wait(lambda view: view.screen is Screen.WELCOME, "the welcome screen")


@pytest.fixture(scope="module")
def finger(neighbours) -> Iterator[Finger]:
    program = Program(neighbours.config, Watched())
    program.start()
    finger = Finger(program)
    finger.wait(lambda view: bool(view.products) and not view.trouble, "a cart without trouble")
    yield finger
    program.stop()
