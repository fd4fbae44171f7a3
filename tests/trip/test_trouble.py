"""Devices and peers fail in mid-trip: a plain sentence, nothing shown is lost, and the trip goes on."""

import shutil
import time
from pathlib import Path

import pytest

from cart.cli import main
from cart.config import load
from cart.core.inputs import Reason, Source
from cart.core.taps import Tap
from cart.core.view import Screen
from ui.messages import TROUBLE


def test_the_scale_is_unplugged_and_comes_back(desk):
    desk.put("rice")
    desk.world.scale_fault("unplug")
    desk.wait(lambda view: desk.trouble(Source.SCALE) is Reason.UNPLUGGED, "the scale to be missed")
    assert TROUBLE[Source.SCALE, Reason.UNPLUGGED].texts["en"]
    assert desk.lines == ["rice"]
    desk.world.scale_fault("replug")
    desk.wait(lambda view: desk.trouble(Source.SCALE) is None, "the scale to be back")
    desk.put("pesto")
    assert desk.lines == ["rice", "pesto"]
    receipt = desk.leave()
    assert [line.sku for line in receipt.receipt.lines] == ["rice", "pesto"]
    desk.tap(Tap.DONE)


def test_garbage_on_the_wire_changes_nothing(desk):
    desk.put("olive-oil")
    desk.world.scale_fault("garbage", frames=40)
    desk.world.scale_fault("corrupt", frames=20)
    time.sleep(1.5)
    assert desk.lines == ["olive-oil"]
    assert desk.view.question is None
    desk.put("pesto")
    desk.leave()
    desk.tap(Tap.DONE)


CAMERA_FAULTS = {
    "rice": ("freeze", 0.0, {Reason.SILENT, Reason.FROZEN}),  # no new frame, or no new picture: what is looked at first
    "olive-oil": ("stuck", 0.0, {Reason.FROZEN}),
    "pesto": ("dead", 0.0, {Reason.SILENT}),
    "nougat-bar": ("slow", 2.5, {Reason.SILENT}),  # answers so late are none
    "cucumber": ("seldom", 0.8, {Reason.SLOW}),
}
"""What is put in while the camera fails, in which way, and why it is said to be missing."""


@pytest.mark.timeout(300)
def test_the_camera_fails_in_every_way_and_the_trip_goes_on(desk):
    for sku, (fault, seconds, reasons) in CAMERA_FAULTS.items():
        desk.world.camera_fault(fault, seconds)
        desk.wait(lambda view: desk.trouble(Source.CAMERA) is not None, f"the camera to be missed: {fault}")
        said = desk.trouble(Source.CAMERA)
        assert said in reasons, fault
        assert TROUBLE[Source.CAMERA, said].texts["en"]
        desk.put(sku)
        desk.world.camera_fault("none")
        desk.wait(lambda view: desk.trouble(Source.CAMERA) is None, f"the camera to be back: {fault}")
    assert desk.lines == list(CAMERA_FAULTS)
    receipt = desk.leave()
    assert [line.sku for line in receipt.receipt.lines] == list(CAMERA_FAULTS)
    desk.tap(Tap.DONE)


def test_a_model_file_is_corrupt_and_the_cart_goes_by_weight(desk, tmp_path: Path):
    desk.stop()
    broken = tmp_path / "embedder.tflite"
    broken.write_bytes(b"not a model")
    was = desk.config
    desk.config = was.with_name("broken-model.toml")
    desk.config.write_text(was.read_text() + f'\n[models]\nembedder = "{broken}"\n')
    desk.view = None
    try:
        desk.start()
        desk.wait(lambda view: desk.trouble(Source.CAMERA) is Reason.NO_MODEL, "the model to be missed")
        desk.put("rice")
        assert desk.lines == ["rice"]
        desk.leave()
        desk.tap(Tap.DONE)
        desk.wait(lambda view: view.screen is Screen.WELCOME, "the welcome screen")
    finally:
        desk.config = was


def test_the_store_is_missing_and_the_trip_is_sent_later(desk):
    """Promise 4: the network is never on the path of a sale."""
    url = desk.store.url
    desk.stop()
    away = desk.config.read_text()
    desk.config.write_text(away.replace(url, "http://127.0.0.1:9"))
    desk.view = None
    desk.start()
    desk.wait(lambda view: desk.trouble(Source.STORE) is not None, "the store to be missed")
    desk.put("olive-oil")
    receipt = desk.leave().receipt
    assert [line.sku for line in receipt.lines] == ["olive-oil"]
    assert not receipt.stored
    desk.stop()
    desk.config.write_text(away)
    desk.view = None
    desk.start()
    deadline = time.monotonic() + 20
    while desk.store.booked(receipt.trip) != receipt.total:
        assert time.monotonic() < deadline, "the trip never reached the store"
        time.sleep(0.1)


def test_an_unknown_key_refuses_the_start_and_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "cart.toml"
    path.write_text('[scale]\nprot = "/dev/ttyUSB0"\n')
    assert main(["run", "--config", str(path)]) == 2
    said = capsys.readouterr().err
    assert "scale.prot" in said
    assert "'port'" in said
    assert said.count("\n") == 1


def test_a_damaged_ledger_is_put_aside(neighbours, tmp_path: Path):
    copy = tmp_path / "cart.toml"
    shutil.copy(neighbours.config, copy)
    folder = load(copy).folder
    folder.mkdir(parents=True)
    (folder / "ledger.db").write_bytes(b"SQLite format 3\0" + bytes(4000))
    from cart.main import build

    cart = build(load(copy), lambda _view: None)
    cart.start()
    cart.stop()
    assert list(folder.glob("ledger.db.corrupt-*"))
