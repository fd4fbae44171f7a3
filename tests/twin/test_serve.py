"""The twin as a process: samples over a real port, frames over a socket, barcodes that can be read."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import zxingcpp

from firmware_bridge.link import LinkDown, Sample, ScaleLink
from hw.twin.client import WorldClient, fetch
from hw.twin.eyes import LORES, MAIN, VIDEO, Crop, Eyes
from hw.twin.goods import ASSORTMENT, Form
from hw.twin.hand import Hand
from hw.twin.serve import now, pieces_from
from hw.twin.wire import Caller
from hw.twin.world import Piece, World

BOX = next(goods for goods in ASSORTMENT if goods.form is Form.BOX and goods.product.gtins)
ROUND = next(goods for goods in ASSORTMENT if goods.form is Form.CYLINDER and goods.product.gtins)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("twin")
    listing = [{"id": "a", "sku": str(BOX.product.sku), "weight_g": 500.0}, {"id": "b", "sku": "apple-red"}]
    (folder / "pieces.json").write_text(json.dumps(listing))
    command = [sys.executable, "-m", "hw.twin.serve", "--dir", str(folder), "--seed", "3"]
    twin = subprocess.Popen([*command, "--goods", str(folder / "pieces.json"), "--cells", "perfect"])
    try:
        yield folder
        WorldClient(folder / "world.sock").quit()
        assert twin.wait(timeout=20) == 0
        assert not (folder / "scale").exists()
        assert not list(Path("/dev/shm").glob(f"twin-{twin.pid}-*"))
    finally:
        twin.kill()


@pytest.fixture
def world(folder: Path) -> Iterator[WorldClient]:
    client = WorldClient(folder / "world.sock")
    yield client
    client.close()


@pytest.fixture
def camera(folder: Path) -> Iterator[Caller]:
    caller = Caller(folder / "camera.sock")
    yield caller
    caller.close()


def test_a_thing_put_in_is_seen_by_the_port_the_camera_and_the_truth(
    folder: Path, world: WorldClient, camera: Caller
) -> None:
    samples: list[Sample] = []
    down: list[LinkDown] = []
    link = ScaleLink(str(folder / "scale"), samples.append, lambda detail: None, down.append, now)
    link.start()
    try:
        _until(lambda: len(samples) > 20)
        empty = np.mean([s.counts for s in samples[-10:]], axis=0)
        before = _open(camera, "video")
        assert world.wait_done(world.put("a", spot=(0.0, 0.0))) == "in"
        assert [thing["id"] for thing in world.truth()] == ["a"]
        seen = len(samples)
        _until(lambda: len(samples) > seen + 120)
        loaded = np.mean([s.counts for s in samples[-10:]], axis=0)
        assert (loaded - empty).sum() / 107.0 == pytest.approx(500.0, abs=2.0)
        world.arm()
        _until(lambda: samples[-1].lines == 0b01)
        world.arm(False)
        assert down == []
    finally:
        link.stop()
    assert abs(samples[-1].t - now()) < 30
    after = _open(camera, "video")
    assert after.shape == (VIDEO[1], VIDEO[0], 3)
    assert np.abs(after.astype(int) - before)[200:300, 280:360].mean() > 20
    assert _open(camera, "lores").shape == (LORES[1], LORES[0], 3)
    assert _open(camera, "main", [800, 300, 400, 300]).shape == (300, 400, 3)
    film = world.film()
    assert world.film_frame(len(film) - 1).shape == (VIDEO[1], VIDEO[0], 3)


def test_a_camera_freezes_and_comes_back(world: WorldClient, camera: Caller) -> None:
    world.camera_fault("freeze")
    frozen = camera.ask("latest")
    world.film()
    time.sleep(0.5)
    assert camera.ask("latest") == frozen
    world.camera_fault("none")
    _until(lambda: camera.ask("latest")["frame"] > frozen["frame"])


def test_what_the_twin_cannot_do_is_said_in_words(world: WorldClient, camera: Caller) -> None:
    with pytest.raises(ValueError, match="no piece 'ghost'"):
        world.put("ghost")
    with pytest.raises(ValueError, match="is not in the ring"):
        camera.ask("open", frame=-1)
    with pytest.raises(ValueError, match="no fault 'asleep'"):
        world.camera_fault("asleep")
    with pytest.raises(ValueError, match="no goods 'moon-dust'"):
        pieces_from([{"id": "x", "sku": "moon-dust"}], 1)


@pytest.mark.parametrize("goods", [BOX, ROUND], ids=lambda goods: str(goods.product.sku))
def test_a_shown_barcode_can_be_read_in_the_main_stream(goods) -> None:  # type: ignore[no-untyped-def]
    world = World([Piece("thing", goods, 400.0, 0)], 2)
    hand = Hand(world, 2)
    job = hand.show("thing")
    poses = []
    while not job.done:
        hand.advance()
        world.step()
        if round(world.t / 0.002) % 50 == 0:
            poses.append(world.pose())
    code_wanted = goods.product.gtins[0].lstrip("0")
    reads = 0
    with Eyes(world) as eyes:
        for pose in poses[len(poses) // 3 + 1 :]:
            pixels = eyes.render_main_crop(pose, Crop((MAIN[0] - 700) // 2, (MAIN[1] - 700) // 2, 700, 700))
            texts = [code.text.lstrip("0") for code in zxingcpp.read_barcodes(pixels)]
            assert set(texts) <= {code_wanted}
            reads += bool(texts)
            if reads == 2:
                break
    assert reads == 2


def _open(camera: Caller, stream: str, crop: list[int] | None = None) -> np.ndarray:
    frame = camera.ask("latest")["frame"]
    answer = camera.ask("open", frame=frame, stream=stream, crop=crop)
    return fetch(answer["shm"], answer["shape"])


def _until(condition, limit_s: float = 30.0) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline, "what the test waits for did not come"
        time.sleep(0.02)
