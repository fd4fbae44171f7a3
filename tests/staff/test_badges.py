"""Staff come in by a badge at the card reader or before the camera; its code is on no tape and in no ledger."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cart.audit import AUDIT_FILE, read
from cart.clock import cart_clock
from cart.config import CameraConfig, CardReaderConfig, Config, ScaleConfig, StaffConfig, pin_hash
from cart.core.inputs import CodeSeen, StaffTapped
from cart.core.roles import Role
from cart.core.taps import StaffTap
from cart.core.view import CartView, Screen
from cart.main import Cart, build
from cart.staff_door import BADGE
from firmware_bridge.virtual_card_reader import VirtualCardReader

STAFF = (StaffConfig("ben", "technician", badge=pin_hash("77-ben")),)


class Rig:
    def __init__(self, folder: Path) -> None:
        self.seen: list[CartView] = []
        self.reader = VirtualCardReader(folder / "reader")
        self.reader.plug()
        self.folder = folder / "cart"
        reader = CardReaderConfig(str(folder / "reader"))
        camera, scale = CameraConfig("none"), ScaleConfig("nowhere")
        self.config = Config(self.folder, scale=scale, camera=camera, card_reader=reader, staff=STAFF)
        self.cart: Cart = build(self.config, self.seen.append)
        self.cart.start()
        self.until(lambda view: True)

    def until(self, there: Callable[[CartView], bool]) -> CartView:
        deadline = time.monotonic() + 20
        while not (self.seen and there(self.seen[-1])):
            assert time.monotonic() < deadline, self.seen[-1:]
            time.sleep(0.01)
        return self.seen[-1]

    def card(self, text: str) -> None:
        self.reader.hold(text)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    yield made
    made.cart.stop()


def kept(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_badge_at_the_card_reader_lets_in_and_is_audited(rig: Rig) -> None:
    deadline = time.monotonic() + 20
    while rig.seen[-1].staffer is None and time.monotonic() < deadline:
        rig.card("77-ben")
        time.sleep(0.2)
    staffer = rig.until(lambda view: view.staffer is not None).staffer
    assert (staffer.who, staffer.role) == ("ben", Role.TECHNICIAN)
    rig.cart.inbox.put(StaffTapped(cart_clock(), StaffTap.LEAVE))
    rig.until(lambda view: view.screen is Screen.WELCOME)
    rig.cart.stop()
    first = next(each.audit for each in read(rig.folder / AUDIT_FILE, rig.config.cart.name))
    assert (first.who, first.what, first.about) == ("ben", "came", "badge")
    assert b"77-ben" not in kept(rig.folder)


def test_a_badge_before_the_camera_goes_past_the_inbox(rig: Rig) -> None:
    heard: list[object] = []
    look = rig.cart.door.guard(heard.append)
    look(CodeSeen(cart_clock(), f"{BADGE}forged", "QRCode"))
    assert rig.until(lambda view: bool(view.notice)).notice == "badge unknown"
    time.sleep(rig.cart.door.wait_s())
    look(CodeSeen(cart_clock(), f"{BADGE}77-ben", "QRCode"))
    look(CodeSeen(cart_clock(), "4000000001003", "EAN-13"))
    rig.until(lambda view: view.staffer is not None)
    assert [each.text for each in heard] == ["4000000001003"]
