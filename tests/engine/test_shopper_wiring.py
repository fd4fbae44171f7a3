"""The shopper's flows through the whole program: a card at the reader, a code without a store, a restart."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from desk import SHELF

from cart.config import CameraConfig, CardReaderConfig, Config, ScaleConfig
from cart.core.encoding import canonical
from cart.core.inputs import ShopperTapped
from cart.core.labels.verifier import check_digit
from cart.core.shopper_view import Member
from cart.core.taps import Tap
from cart.core.tariff import Tariff
from cart.core.units import Seconds
from cart.core.view import CartView, Screen
from cart.main import Cart, build
from firmware_bridge.virtual_card_reader import VirtualCardReader

CARD = "042123456789" + check_digit("042123456789")


def until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shelf").mkdir()
    catalog = replace(SHELF, tariff=Tariff(labels=("member 042NNNNNNNNNC",)))
    (tmp_path / "shelf" / "catalog.json").write_bytes(canonical(catalog))
    return tmp_path


@contextmanager
def opened(folder: Path, seen: list[CartView]) -> Iterator[Cart]:
    reader = CardReaderConfig(str(folder / "reader"))
    scale, camera = ScaleConfig(str(folder / "no-scale")), CameraConfig("none")
    cart = build(Config(folder, scale=scale, camera=camera, card_reader=reader), seen.append)
    cart.start()
    try:
        until(lambda: bool(seen))
        yield cart
    finally:
        cart.stop()


def tap(cart: Cart, what: Tap, arg: str = "") -> None:
    cart.inbox.put(ShopperTapped(Seconds(time.clock_gettime(time.CLOCK_BOOTTIME)), what, arg))


def test_a_card_at_the_reader_begins_a_members_trip_that_a_restart_keeps(folder: Path) -> None:
    device = VirtualCardReader(folder / "reader")
    device.plug()
    seen: list[CartView] = []
    with opened(folder, seen) as cart:
        tap(cart, Tap.LANGUAGE, "de")
        until(lambda: seen[-1].choices.language == "de")

        def held() -> bool:
            device.hold(CARD)
            return seen[-1].member is Member.MEMBER

        until(held)
        tap(cart, Tap.BUDGET, "5000")
        until(lambda: seen[-1].budget is not None)
    again: list[CartView] = []
    with opened(folder, again) as cart:
        shown = again[0]
        assert (shown.screen, shown.member, shown.choices.language) == (Screen.SHOP, Member.MEMBER, "de")
        assert shown.budget is not None
        assert shown.budget.amount == 5000
    device.unplug()


def test_without_a_store_a_code_is_answered_at_once(folder: Path) -> None:
    seen: list[CartView] = []
    with opened(folder, seen) as cart:
        tap(cart, Tap.SIGN_IN, "ABCD2345")
        until(lambda: seen[-1].notice == "sign-in offline")
        assert seen[-1].screen is Screen.SHOP
        assert seen[-1].member is Member.GUEST
