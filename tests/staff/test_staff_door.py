"""The staff's door, the audit, the lots and the starts."""

import os
from pathlib import Path

import pytest

from cart.audit import AuditBroken, AuditLog, read
from cart.config import StaffConfig, pin_hash
from cart.core.roles import Role
from cart.core.staff_effects import Audit
from cart.lots import SECRET_FILE, lots
from cart.staff_door import BADGE, FIRST_LOCK_S, TRIES, StaffDoor
from cart.starts import MOST, Starts

STAFF = (
    StaffConfig("anna", "lead", pin_hash("4711")),
    StaffConfig("ben", "technician", pin_hash("0815"), pin_hash("badge-77")),
)


class Rig:
    def __init__(self, folder: Path) -> None:
        self.now, self.folder = 1000.0, folder
        self.came: list[tuple[str, Role]] = []
        self.audits: list[Audit] = []
        self.unknown: list[float] = []
        self.open()

    def open(self) -> None:
        self.door = StaffDoor(
            STAFF,
            lambda who, role, by: self.came.append((who, role)),
            self.audits.append,
            self.folder / "door.json",
            lambda: self.now,
            lambda: self.unknown.append(self.now),
        )

    def wrong(self, times: int) -> None:
        for _ in range(times):
            assert not self.door.opens("1234")
            self.now += self.door.wait_s()


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def test_a_pin_or_a_badge_says_who_it_is(rig: Rig) -> None:
    assert rig.door.opens("4711")
    assert rig.door.shown("badge-77")
    assert not rig.door.shown("4711")
    assert not rig.door.opens("")
    assert rig.came == [("anna", Role.LEAD), ("ben", Role.TECHNICIAN)]


def test_wrong_pins_are_slowed_down_then_locked_longer_each_time_and_audited(rig: Rig) -> None:
    pauses = []
    for _ in range(TRIES + 2):
        assert not rig.door.opens("1234")
        pauses.append(rig.door.wait_s())
        assert rig.door.locked == (len(pauses) >= TRIES)
        assert not rig.door.opens("4711")  # not even looked at
        rig.now += pauses[-1]
    assert pauses == [0.5, 1.0, 2.0, 4.0, FIRST_LOCK_S, 60.0, 120.0]
    assert rig.came == []
    assert [audit.what for audit in rig.audits] == ["door: PIN"] * (TRIES + 2)
    assert not any("1234" in repr(audit) for audit in rig.audits)
    assert rig.door.opens("4711")
    rig.wrong(1)
    assert rig.audits[-1].outcome.startswith("wrong, 1 in a row")


def test_a_badge_has_the_same_locks_as_a_pin_and_is_tried_once_while_it_is_held(rig: Rig) -> None:
    for n in range(TRIES):
        assert rig.door.takes(f"{BADGE}forged-{n}")
        assert rig.door.takes(f"{BADGE}forged-{n}")
        rig.now += rig.door.wait_s() if n < TRIES - 1 else 0.0
    assert len(rig.unknown) == TRIES
    assert rig.door.wait_s() == FIRST_LOCK_S
    assert [audit.what for audit in rig.audits] == ["door: badge"] * TRIES
    assert not any("forged" in repr(audit) for audit in rig.audits)
    assert rig.door.takes(f"{BADGE}badge-77")  # closed: not let in, and still no shopper's card
    assert (rig.came, len(rig.unknown)) == ([], TRIES + 1)
    rig.now += FIRST_LOCK_S
    assert rig.door.takes(f"{BADGE}badge-77")
    assert rig.door.takes(f"{BADGE}badge-77")
    assert rig.came == [("ben", Role.TECHNICIAN)]


def test_a_shoppers_card_is_no_wrong_badge(rig: Rig) -> None:
    for n in range(20):
        assert not rig.door.takes(f"04A2{n}")
    assert (rig.door.wait_s(), rig.audits, rig.unknown) == (0.0, [], [])
    assert rig.door.takes("badge-77")
    assert rig.came == [("ben", Role.TECHNICIAN)]


def test_a_restart_does_not_open_a_closed_door(rig: Rig) -> None:
    rig.wrong(TRIES - 1)
    rig.door.opens("1234")
    rig.open()
    assert rig.door.wait_s() == FIRST_LOCK_S
    rig.now -= 1e6  # the clock was set back: no cart is closed for ever
    assert rig.door.wait_s() <= 900


def entry(n: int) -> Audit:
    return Audit(n, "anna", "lead", "void", str(n))


def test_the_audit_is_a_chain_that_survives_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    log = AuditLog(path, "cart-1")
    for n in range(3):
        log.append(entry(n))
    with path.open("ab") as file:
        file.write(b'{"seq": 4, "aud')
    again = AuditLog(path, "cart-1")
    again.append(entry(3))
    assert [each.audit for each in read(path, "cart-1")] == [entry(n) for n in range(4)]
    assert [each.seq for each in again.since(2)] == [3, 4]


@pytest.mark.parametrize(
    "spoil", [lambda lines: [lines[0], lines[2]], lambda lines: [lines[0].replace(b"anna", b"otto")]]
)
def test_a_changed_audit_is_told(tmp_path: Path, spoil) -> None:
    path = tmp_path / "audit.jsonl"
    log = AuditLog(path, "cart-1")
    for n in range(3):
        log.append(entry(n))
    path.write_bytes(b"\n".join(spoil(path.read_bytes().splitlines())) + b"\n")
    with pytest.raises(AuditBroken):
        list(read(path, "cart-1"))
    AuditLog(path, "cart-1").append(entry(9))
    assert [each.audit for each in read(path, "cart-1")] == [entry(9)]
    assert list(tmp_path.glob("audit.jsonl.broken-*"))


def test_lots_are_steady_secret_and_differ_by_cart(tmp_path: Path) -> None:
    lot = lots(tmp_path / "a")
    assert lots(tmp_path / "a")("trip") == lot("trip") != lot("another")
    assert lots(tmp_path / "b")("trip") != lot("trip")
    assert os.stat(tmp_path / "a" / SECRET_FILE).st_mode & 0o077 == 0


def test_three_failed_starts_are_safe_mode_and_a_good_one_ends_it(tmp_path: Path) -> None:
    for n in range(MOST):
        starts = Starts(tmp_path)
        assert starts.safe == ""
        assert starts.failed == n
        starts.begin()
        starts.failed_with("the ledger cannot be opened.")
    assert "3 times" in Starts(tmp_path).safe
    assert "the ledger cannot be opened" in Starts(tmp_path).safe
    Starts(tmp_path).good()
    assert Starts(tmp_path).safe == ""
    (tmp_path / "starts.json").write_text("{")
    assert Starts(tmp_path).safe == ""
