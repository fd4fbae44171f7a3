"""The beacons, through bleak's own front and recorded packets: whose they are, and radios that do not work."""

from itertools import count
from queue import SimpleQueue
from uuid import UUID

import pytest

from cart.core.units import Seconds
from cart.exit_lane import Heard
from cart.exit_lane import radio as radios
from cart.exit_lane.radio import APPLE, Radio, lane_of

pytest.importorskip("bleak", reason="the extra `ble` is not installed")

from cart.exit_lane.virtual_radio import Packet, VirtualRadio

SHOP = UUID("3f2504e0-4f89-11d3-9a0c-0305e82c3301")


def beacon(lane: int, shop: UUID = SHOP) -> dict[int, bytes]:
    return {APPLE: b"\x02\x15" + shop.bytes + lane.to_bytes(2, "big") + b"\0\1" + b"\xc5"}


def hear(radio: VirtualRadio, packets: int) -> list[Heard]:
    heard: SimpleQueue[Heard] = SimpleQueue()
    clock = count(1)
    listening = Radio(SHOP, heard.put, lambda: Seconds(float(next(clock))), radio)
    listening.start()
    got = [heard.get(timeout=20) for _ in range(packets)]
    listening.stop()
    assert heard.empty()
    return got


def test_only_the_shops_own_beacons_are_heard() -> None:
    strangers = [{}, {APPLE: b"\x02\x15"}, {76: b"\x10\x05" + bytes(21)}, {99: b"x"}, beacon(3, UUID(int=7))]
    radio = VirtualRadio([*(Packet(data, -40) for data in strangers), Packet(beacon(3), -61), Packet(beacon(2), -80)])
    assert hear(radio, 2) == [Heard(Seconds(1.0), "3", -61), Heard(Seconds(2.0), "2", -80)]
    assert radio.scans == ["passive"]


def test_every_packet_counts_also_where_only_active_scans_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(radios, "AGAIN_S", (0.01, 0.02))
    radio = VirtualRadio([Packet(beacon(3), -60 - n) for n in range(5)], experimental=False)
    assert [one.rssi for one in hear(radio, 5)] == [-60, -61, -62, -63, -64]
    assert radio.scans == ["passive", "active"]


def test_a_radio_that_is_switched_on_later_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(radios, "AGAIN_S", (0.01, 0.02))
    heard: SimpleQueue[Heard] = SimpleQueue()
    radio = VirtualRadio([Packet(beacon(1), -60)], off=True)
    listening = Radio(SHOP, heard.put, lambda: Seconds(0.0), radio)
    listening.start()
    while len(radio.scans) < 3:
        assert heard.empty()
    radio.off = False
    assert heard.get(timeout=20).name == "1"
    listening.stop()


def test_a_machine_without_bluetooth_hears_nothing_and_stops() -> None:
    listening = Radio(SHOP, lambda heard: pytest.fail(str(heard)), lambda: Seconds(0.0))
    listening.start()
    listening.stop()


def test_a_beacons_major_is_its_lane() -> None:
    assert lane_of(beacon(513), SHOP) == "513"
    assert lane_of({APPLE: beacon(1)[APPLE][:-1]}, SHOP) is None
