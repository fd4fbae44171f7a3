"""Safe mode: nothing of what may be broken is touched, staff get in, and nobody shops."""

import time
from collections.abc import Callable
from pathlib import Path

from cart.clock import cart_clock
from cart.config import CameraConfig, Config, ScaleConfig
from cart.core.inputs import ShopperTapped, StaffTapped
from cart.core.roles import Role
from cart.core.staff_inputs import StaffCame
from cart.core.taps import StaffTap, Tap
from cart.core.view import CartView, Screen
from cart.safe_mode import build_safe


def until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_cart_in_safe_mode_says_why_and_lets_staff_in(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"no ledger at all")
    seen: list[CartView] = []
    ended: list[bool] = []
    config = Config(tmp_path, scale=ScaleConfig("nowhere"), camera=CameraConfig("none"))
    cart = build_safe(config, seen.append, "It did not start.", lambda: ended.append(True), lambda: (640, 480))
    cart.start()
    try:
        until(lambda: bool(seen))
        assert (seen[-1].screen, seen[-1].safe) == (Screen.SAFE_MODE, "It did not start.")
        cart.inbox.put(ShopperTapped(cart_clock(), Tap.START))
        cart.inbox.put(StaffCame(cart_clock(), "ben", Role.TECHNICIAN))
        cart.inbox.put(StaffTapped(cart_clock(), StaffTap.HEALTH))
        until(lambda: seen[-1].staffer is not None and bool(seen[-1].staffer.findings))
        assert seen[-1].trip == ""
        found = {each.topic: each.found for each in seen[-1].staffer.findings}
        assert "disk" in found
        assert found["screen"].startswith("640x480 ")  # the glass, not what cart.toml says
        cart.inbox.put(StaffTapped(cart_clock(), StaffTap.RESTART))
        until(lambda: bool(ended))
    finally:
        cart.stop()
    assert (tmp_path / "ledger.db").read_bytes() == b"no ledger at all"
    assert "restart" in (tmp_path / "audit.jsonl").read_text()
