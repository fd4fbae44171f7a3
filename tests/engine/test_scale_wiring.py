"""The composition root's scale: either protocol's readings and outages become the core's inputs."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cart.config import CameraConfig, Config, ScaleConfig
from cart.core.inputs import HeadReading, Input, Reason, RecordRead, ScaleReading, Source, SourceDown, SourceUp
from cart.core.view import CartView
from cart.engine import Engine
from cart.main import build
from firmware_bridge.protocol import PROTOCOL_VERSION
from firmware_bridge.virtual import VirtualScale
from firmware_bridge.virtual_head import VirtualHead

RECORD = bytes(range(64))


class Listener:
    """A cart without a camera; keeps every input that its engine was given."""

    def __init__(self, folder: Path, protocol: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.inputs: list[Input] = []
        handle = Engine.handle

        def listen(engine: Engine, inp: Input) -> None:
            self.inputs.append(inp)
            handle(engine, inp)

        monkeypatch.setattr(Engine, "handle", listen)
        scale = ScaleConfig(str(folder / "port"), protocol)
        self.cart = build(Config(folder, scale=scale, camera=CameraConfig("none")), self.show)

    def show(self, view: CartView) -> None:
        """Nobody looks."""

    def of(self, kind: type[Input]) -> list[Input]:
        return [inp for inp in list(self.inputs) if isinstance(inp, kind)]

    def scale_events(self) -> list[str]:
        events = [inp for inp in list(self.inputs) if isinstance(inp, SourceDown | SourceUp)]
        return [
            inp.reason.value if isinstance(inp, SourceDown) else "up" for inp in events if inp.source is Source.SCALE
        ]

    def until(self, there: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not there():
            assert time.monotonic() < deadline, self.scale_events()
            time.sleep(0.01)


def test_a_certified_head_weighs_for_the_core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = Listener(tmp_path, "toledo", monkeypatch)
    with VirtualHead(tmp_path / "port", settle_s=0.1) as head:
        head.place(1235.0)
        listener.cart.start()
        try:
            listener.until(lambda: any(r.stable and r.weight == 12_350 for r in listener.of(HeadReading)))
            head.unplug()
            listener.until(lambda: listener.scale_events() == ["up", "unplugged"])
            head.replug()
            listener.until(lambda: listener.scale_events() == ["up", "unplugged", "up"])
        finally:
            listener.cart.stop()
    assert not listener.of(ScaleReading)


def test_the_scales_record_reaches_the_core_and_a_calibration_the_scale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener, ending = Listener(tmp_path, "smart-cart", monkeypatch), threading.Event()
    with VirtualScale(tmp_path / "port") as scale:

        def pace() -> None:
            while not ending.wait(1 / 80):
                scale.push((1, 2, 3, 4))

        pacer = threading.Thread(target=pace)
        pacer.start()
        listener.cart.start()
        try:
            listener.until(lambda: bool(listener.of(RecordRead)))
            listener.cart.scale.write_record(b"VIRTUAL1".hex(), RECORD)
            listener.until(lambda: listener.of(RecordRead)[-1].record == RECORD.hex())
        finally:
            listener.cart.stop()
            ending.set()
            pacer.join()
    assert scale.calibration == RECORD


def test_a_cell_lost_in_mid_trip_is_an_outage_and_no_weight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listener, ending = Listener(tmp_path, "smart-cart", monkeypatch), threading.Event()
    counts: list[int | None] = [1, 2, 3, 4]
    with VirtualScale(tmp_path / "port") as scale:

        def pace() -> None:
            while not ending.wait(1 / 80):
                scale.push(counts)

        pacer = threading.Thread(target=pace)
        pacer.start()
        listener.cart.start()
        try:
            listener.until(lambda: len(listener.of(ScaleReading)) > 20)
            counts[1] = None
            listener.until(lambda: listener.scale_events() == ["up", Reason.SILENT.value])
            counts[1] = 2
            listener.until(lambda: listener.scale_events() == ["up", Reason.SILENT.value, "up"])
        finally:
            listener.cart.stop()
            ending.set()
            pacer.join()
    assert {reading.counts for reading in listener.of(ScaleReading)} == {(1, 2, 3, 4)}


def test_counts_with_motion_reach_the_core_and_wrong_firmware_has_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener, ending = Listener(tmp_path, "smart-cart", monkeypatch), threading.Event()
    with VirtualScale(tmp_path / "port") as scale:

        def pace() -> None:
            while not ending.wait(1 / 80):
                scale.push((1, 2, 3, 4), motion=(5, -6, 16_384))

        pacer = threading.Thread(target=pace)
        pacer.start()
        listener.cart.start()
        try:
            listener.until(lambda: bool(listener.of(ScaleReading)))
            scale.protocol_version = PROTOCOL_VERSION + 1
            scale.reset()
            listener.until(lambda: listener.scale_events() == ["up", Reason.WRONG_FIRMWARE.value])
        finally:
            listener.cart.stop()
            ending.set()
            pacer.join()
    assert {(r.counts, r.motion) for r in listener.of(ScaleReading)} == {((1, 2, 3, 4), (5, -6, 16_384))}
