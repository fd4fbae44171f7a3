"""Trips through the program's own window by a finger alone, and how many taps they take."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cart.clock import cart_clock
from cart.config import CameraConfig, Config, load, pin_hash
from cart.core.handover import opened
from cart.core.inputs import CodeSeen, Reason, Source
from cart.core.view import CartView, Screen
from cart.main import build
from hw.twin.neighbours import PIN, write_config
from ui.prepare import prepare

PATIENCE_S = 90.0
LOOK_S = 0.4


@pytest.mark.timeout(300)
def test_a_trip_without_doubt_takes_one_tap(neighbours, finger):
    world = neighbours.world
    finger.taps = 0
    finger.tap("start")
    finger.wait(lambda view: view.screen is Screen.SHOP, "the list")
    for number, sku in enumerate(("rice", "olive-oil"), start=1):
        world.wait_done(world.put(sku))
        view = finger.wait(lambda view, number=number: view.question or view.items == number, f"a line for {sku}")
        assert view.question is None
    finger.leave(world)
    assert [line.sku for line in finger.view.receipt.lines] == ["rice", "olive-oil"]
    assert finger.taps == 1
    finger.go(world)


@pytest.mark.timeout(300)
def test_language_help_and_a_question_by_touch(neighbours, finger):
    world = neighbours.world
    finger.tap("language:de")
    finger.wait(lambda view: view.choices.language == "de", "German")
    finger.tap("start", "help")
    finger.wait(lambda view: bool(view.calls), "a call for staff")
    finger.tap("help")
    finger.wait(lambda view: not view.calls, "no call")
    world.camera_fault("dead")
    finger.wait(lambda view: dict(view.trouble).get(Source.CAMERA) is Reason.SILENT, "the camera to be missed")
    finger.taps = 0
    world.wait_done(world.put("cucumber"))
    view = finger.wait(lambda view: view.question is not None, "a question")
    assert "cucumber" in [option.sku for option in view.question.options]
    finger.tap("answer:cucumber")
    assert finger.taps == 1
    finger.wait(lambda view: [line.sku for line in view.lines] == ["cucumber"], "the answer on the bill")
    world.camera_fault("none")
    finger.wait(lambda view: not view.trouble, "the camera to be back")
    finger.leave(world)
    assert finger.view.choices.language == "de"
    finger.go(world)


@pytest.mark.timeout(300)
def test_staff_hand_a_basket_over_to_the_till(neighbours, finger):
    world = neighbours.world
    finger.tap("start")
    finger.wait(lambda view: view.screen is Screen.SHOP, "the list")
    world.wait_done(world.put("rice"))
    bill = finger.wait(lambda view: view.items == 1 and view.question is None, "a line for the rice")
    finger.tap("menu", "menu:staff")
    finger.tap(*(f"key:{digit}" for digit in PIN), "key:ok")
    finger.wait(lambda view: view.screen is Screen.STAFF_PAGE, "the page of the trip")
    finger.tap("hand", "hand:till")
    shown = finger.wait(lambda view: view.screen is Screen.HANDED_OVER, "the code").handover
    handed = opened(shown.text)[0]
    assert (handed.trip, [line.sku for line in handed.lines]) == (bill.trip, ["rice"])
    assert (handed.total, shown.total) == (bill.total, bill.total)
    finger.tap("handed")
    finger.wait(lambda view: view.screen is Screen.STAFF_PAGE, "staff's first page")
    world.wait_done(world.take("rice"))
    finger.tap("leave")
    finger.wait(lambda view: view.screen is Screen.WELCOME, "the welcome screen")


@pytest.mark.timeout(300)
def test_staff_hand_a_basket_over_to_another_cart(neighbours, finger, tmp_path_factory):
    """The first cart is the whole program; the second one's parts and screen run here, before the same store."""
    world = neighbours.world
    finger.tap("start")
    finger.wait(lambda view: view.screen is Screen.SHOP, "the list")
    world.wait_done(world.put("rice"))
    bill = finger.wait(lambda view: view.items == 1 and view.question is None, "a line for the rice")
    finger.tap("menu", "menu:staff", *(f"key:{digit}" for digit in PIN), "key:ok")
    finger.wait(lambda view: view.screen is Screen.STAFF_PAGE, "the page of the trip")
    finger.tap("hand", "hand:cart")
    code = finger.wait(lambda view: view.screen is Screen.HANDED_OVER, "the code").handover.text
    finger.tap("handed")
    with second_cart(neighbours, tmp_path_factory) as other:
        other.tap("staff", *(f"key:{digit}" for digit in PIN), "key:ok", "home:take-over")
        other.wait(lambda view: view.staffer is not None and view.staffer.offer is not None, "the page")
        other.cart.inbox.put(CodeSeen(cart_clock(), code, "QR_CODE"))  # its camera sees the first cart's screen
        offer = other.wait(lambda view: view.staffer.offer.lines or view.staffer.offer.refusal, "an answer")
        assert (offer.staffer.offer.refusal, offer.staffer.offer.total) == ("", bill.total)
        other.tap("accept")
        taken = other.wait(lambda view: view.trip and view.lines, "the basket")
        assert ([line.sku for line in taken.lines], taken.total) == (["rice"], bill.total)
        assert taken.trip != bill.trip
        other.tap("finish", "finish:yes")
        receipt = other.wait(lambda view: view.receipt is not None, "the receipt").receipt
        assert receipt.total == bill.total
    world.wait_done(world.take("rice"))
    finger.tap("leave")
    finger.wait(lambda view: view.screen is Screen.WELCOME, "the welcome screen")


class Second:
    """A second cart and its screen; its scale and camera are elsewhere."""

    def __init__(self, config: Config, home: Path) -> None:
        prepare(home, offscreen=True)
        from ui.app import CartApp

        self.view: CartView | None = None
        self.cart = build(config, self._show)
        self.app = CartApp(self.cart.inbox.put, cart_clock, self.cart.door, self.cart.picture_of)
        self.app.open()
        self.cart.start()

    def stop(self) -> None:
        self.cart.stop()
        self.app.stop()

    def tap(self, *automation_ids: str) -> None:
        from ui import finger

        for automation_id in automation_ids:
            self._until(lambda name=automation_id: finger.find(self.app.root, name), f"a button {automation_id}")
            assert finger.press(self.app.root, automation_id)
            lifted = time.monotonic() + LOOK_S
            self._until(lambda lifted=lifted: time.monotonic() > lifted, "the finger to be lifted")

    def wait(self, there: Callable[[CartView], bool], what: str) -> CartView:
        self._until(lambda: self.view is not None and there(self.view), what)
        return self.view

    def _until(self, there: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not there():
            assert time.monotonic() < deadline, f"waited in vain for {what}; the second cart shows {self.view}"
            self.app.frame()

    def _show(self, view: CartView) -> None:
        self.view = view
        self.app.show(view)


@contextmanager
def second_cart(neighbours, folders) -> Iterator[Second]:
    """Enrolled at the same store, with its prices."""
    run = folders.mktemp("second")
    config = load(write_config(run, neighbours.store, pin_hash(PIN), window=False, name="desk-2"))
    other = Second(replace(config, camera=CameraConfig("none")), folders.getbasetemp() / "kivy")
    try:
        other.wait(lambda view: bool(view.products), "its prices")
        yield other
    finally:
        other.stop()
