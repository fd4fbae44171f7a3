"""The fitter's walk: what it says of a lane that works, and of wires that are swapped, silent or stuck."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cart.cli import main
from cart.config import ConfigError, load
from cart.core.inputs import Lane, LaneSignal, Way
from cart.core.units import Seconds
from cart.exit_lane import ContactSensor, Levels
from cart.exit_lane.motion import Motion
from cart.exit_lane.selftest import Trial
from cart.exit_lane.trace import Rolled, read, record
from cart.exit_lane.trace import walk as walked
from firmware_bridge.virtual import VirtualScale


def walk(*stretches: tuple[int, float]) -> Trial:
    trial, sensor, n = Trial([Way.CONTACT]), ContactSensor(), 0
    for bits, seconds in stretches:
        for _ in range(round(80 * seconds)):
            n += 1
            raw = Levels(Seconds(1 + n / 80), bits)
            trial.levels(raw)
            for signal in sensor.feed(raw):
                trial.add(signal)
    return trial


@pytest.mark.parametrize(
    ("stretches", "finding"),
    [
        ([(0, 1), (1, 2), (0, 0.5), (2, 0.5), (0, 1)], ""),
        ([(0, 1), (2, 2), (0, 0.5), (1, 0.5), (0, 1)], "swapped"),
        ([(0, 1), (1, 2), (0, 2)], "never told the line"),
        ([(0, 2)], "never told the zone nor the line"),
        ([(1, 2), (3, 1), (1, 1)], "zone's contact was closed all the time"),
        ([(0, 1), (1, 2), (0, 15), (2, 0.5), (0, 1)], "not soon after the zone"),
    ],
)
def test_what_a_walk_says_of_the_contacts(stretches: list[tuple[int, float]], finding: str) -> None:
    findings = walk(*stretches).findings()
    assert (finding in findings[0]) if finding else findings == []


def test_a_scale_that_sends_nothing_is_named() -> None:
    assert "sends nothing" in Trial([Way.CONTACT]).findings()[0]


def test_news_are_told_once() -> None:
    trial = Trial([Way.RADIO])
    heard = LaneSignal(Seconds(3), Lane.ARMED, "2", Way.RADIO, Seconds(1))
    assert trial.add(heard) == "beacons      zone of lane 2: armed"
    assert trial.add(heard) == ""


@pytest.fixture
def scale(tmp_path: Path) -> Iterator[Path]:
    """A cart.toml whose scale is pushed out through the lane, over and over."""
    ending = threading.Event()
    stretches = [(0, 20), (1, 60), (0, 20), (2, 30)]
    bits = [level for level, samples in stretches for _ in range(samples)]

    def push(board: VirtualScale) -> None:
        n = 0
        while not ending.wait(1 / 80):
            n += 1
            board.lines = bits[n % len(bits)]
            board.push([1000] * 4, t_us=n * 12_500, motion=(0, 0, 16_384 + 800 * (n % 2)))

    with VirtualScale(tmp_path / "scale") as board:
        walking = threading.Thread(target=push, args=(board,))
        walking.start()
        config = tmp_path / "cart.toml"
        config.write_text(f'[scale]\nport = "{tmp_path}/scale"\n[camera]\nkind = "none"\n')
        yield config
        ending.set()
        walking.join()


def test_the_doctor_walks_through_the_lane(scale: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--lane", "--config", str(scale), "--seconds", "60", "--json", "-"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert (told["crossed"], told["findings"]) == (True, [])
    assert {signal["lane"] for signal in told["signals"]} == {"armed", "crossed"}
    assert "contacts     line: crossed" in err


def test_the_doctors_lane_takes_no_port(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--lane", "--port", "x"]) == 2
    assert "--config" in capsys.readouterr().err


def test_a_beacon_of_no_shop_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cart.toml"
    path.write_text('[exit_lane]\nbeacons = "lane 3"\n')
    with pytest.raises(ConfigError, match=r"exit_lane.beacons.*UUID"):
        load(path)
    path.write_text('[exit_lane]\ncards = true\nbeacons = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"\n')
    assert load(path).exit_lane.cards


def test_what_a_real_lane_told_can_be_run_again(scale: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Bytes of the bridge over a real port; the trace goes through the sensors and the decision of today."""
    file = scale.parent / "walk.mcap"
    arguments = ["--config", str(scale), "--seconds", "60", "--json", "-", "--keep", str(file)]
    assert main(["doctor", "--lane", *arguments]) == 0
    out, err = capsys.readouterr()
    assert f"What the sensors took in is in {file}" in err
    told = [(one["t"], one["lane"]) for one in json.loads(out)["signals"]]
    about, events = read(file)
    assert (about["ways"], about["cart"]) == ("contact", "cart-1")
    assert {type(event) for event in events} == {Levels, Rolled}, "the scale has an accelerometer"
    assert [(one.t, one.lane.value) for one in walked(events, [ContactSensor()]).signals] == told
    assert main(["bench", "lane", "--replay", str(file), "--json", "-"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["signals"] == len(told)
    assert "crossed" in {passage["passage"] for passage in again["passages"]}


def test_a_trace_is_of_a_lane_and_needs_a_place(scale: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--config", str(scale), "--keep", "walk.mcap"]) == 2
    assert "with --lane" in capsys.readouterr().err
    assert main(["doctor", "--lane", "--config", str(scale), "--keep", str(scale.parent)]) == 2
    assert "no trace can be written" in capsys.readouterr().err


def test_a_trace_of_a_way_that_nobody_knows_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record(tmp_path / "walk.mcap", [Levels(Seconds(1.0), 0)], {"ways": "contact sonar"})
    assert main(["bench", "lane", "--replay", str(tmp_path / "walk.mcap")]) == 2
    assert "sonar, which this program does not know" in capsys.readouterr().err


def test_the_accelerometer_says_when_the_cart_rolls() -> None:
    motion, said = Motion(), []
    for n in range(400):
        up = 16384 + (800 if 100 <= n < 200 and n % 2 else 0)
        said.append(motion.feed(n / 80, (0, 0, up)))
    told = [one for one in said if one is not None]
    assert [one.rolls for one in told] == [False, True, False]
    assert 100 / 80 <= told[1].t <= 110 / 80
    assert [one for one in (Motion().feed(1.0, None),) if one] == []
