"""`smart-cart calibrate camera`: the board to print, given pictures, and a camera whose board is moved when asked."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from basket_floor import PLACES, Above

from cart.camera.floor import on_floor
from cart.cli import main
from cart.learned import FLOOR_FILE, load_floor
from cart.sight.light import LIGHT_FILE, as_it_is, recolour

Refused = Callable[..., str]
CAMERA = Above(lens=0.02)


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The board in three places, and the empty basket."""
    folder = tmp_path_factory.mktemp("shots")
    paths = []
    for number, place in enumerate((*PLACES, None)):
        paths.append(folder / f"{number}.png")
        cv2.imwrite(str(paths[-1]), CAMERA.picture(place))
    return paths


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "cart.toml"
    path.write_text(f'folder = "data"\n[camera]\nkind = "opencv"\ndevice = "{tmp_path}/view.png"\n', encoding="utf-8")
    return path


def calibrate(config: Path, *words: object) -> int:
    return main(["calibrate", "camera", "--config", str(config), *map(str, words)])


def test_given_pictures(config: Path, shots: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--who", "Jo", "--json", "-", "--overlay", tmp_path / "grid.jpg", "--ruler-mm", 99)
    assert calibrate(config, *shots[:3], *words) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert (told["passed"], told["who"], told["corners"], told["ruler_mm"]) == (True, "Jo", 120, 99.0)
    assert told["rms_mm"] < 0.15
    assert [each["corners"] for each in told["seen"]] == [40, 40, 40]
    assert "mm rms" in err
    floor = load_floor(tmp_path / "data" / FLOOR_FILE, f"opencv:{tmp_path}/view.png", (640, 480))
    assert floor is not None
    ends = on_floor(floor, CAMERA.pixels(np.array([(-100.0, 0.0), (100.0, 0.0)])))
    assert np.hypot(*(ends[1] - ends[0])) == pytest.approx(20 * 0.99, abs=0.05)
    assert cv2.imread(str(tmp_path / "grid.jpg")).shape == (480, 640, 3)
    assert recolour(tmp_path / "data" / LIGHT_FILE) is not as_it_is


def test_a_refusal_keeps_the_old_calibration(
    config: Path, shots: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert calibrate(config, *shots[:3]) == 0
    assert "was taken for 100 mm" in capsys.readouterr().out
    kept = (tmp_path / "data" / FLOOR_FILE).read_bytes()
    for words, says in (
        ((shots[0],), "lay it towards one end"),
        ((*shots[:2], shots[3]), f"No board is seen in {shots[3]}"),
        ((*shots[:3], "--ruler-mm", "90"), "print the board at 100 %"),
    ):
        report = tmp_path / "report.json"
        assert calibrate(config, *words, "--json", report) == 1
        said = capsys.readouterr().out
        assert said.startswith("REFUSED. ")
        assert says in said
        told = json.loads(report.read_text(encoding="utf-8"))
        assert not told["passed"]
        assert says in told["reason"]
        assert (tmp_path / "data" / FLOOR_FILE).read_bytes() == kept


def test_what_cannot_be_used(
    config: Path, shots: list[Path], tmp_path: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = ("calibrate", "camera")
    assert "is no picture" in refused(*camera, "--config", config, shots[0], config)
    assert "neither an .svg nor a .pdf" in refused(*camera, "--board", tmp_path / "board.docx")
    assert "cannot be written" in refused(*camera, "--board", tmp_path / "none" / "board.pdf")
    config.write_text('[camera]\nkind = "none"\n', encoding="utf-8")
    assert "names no camera" in refused(*camera, "--config", config)
    monkeypatch.chdir(tmp_path / "..")
    assert "no cart.toml here" in refused(*camera)


def test_the_board_to_print(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", "camera", "--board", str(tmp_path / "board.pdf")]) == 0
    assert "print it at 100 %" in capsys.readouterr().out
    assert (tmp_path / "board.pdf").read_bytes().startswith(b"%PDF")


def walk(config: Path, pictures: list[Path]) -> tuple[int, list[str]]:
    """Lay the next picture before the camera each time that Enter is asked for; none left: the hand goes away."""
    view, left, said = config.parent / "view.png", list(pictures), []
    view.write_bytes(pictures[0].read_bytes())
    command = [sys.executable, "-m", "cart.cli", "calibrate", "camera", "--config", str(config)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        for line in process.stdout:
            said.append(line.rstrip())
            if "press Enter" in line and left:
                draft = view.with_suffix(".part")
                draft.write_bytes(left.pop(0).read_bytes())
                draft.replace(view)
                process.stdin.write("\n")
                process.stdin.flush()
            elif "press Enter" in line:
                process.stdin.close()
    return process.returncode, said


def test_the_carts_own_camera(config: Path, shots: list[Path], tmp_path: Path) -> None:
    status, said = walk(config, [shots[0], shots[3], shots[1], shots[2]])
    assert status == 0, said
    assert said[0].startswith("1/3  Lay the board flat in the middle of the empty basket")
    assert any("REFUSED. No board is seen in picture 2" in line for line in said)
    assert said[-1].startswith("PASSED.")
    assert load_floor(tmp_path / "data" / FLOOR_FILE, f"opencv:{tmp_path}/view.png", (640, 480)) is not None


def test_a_hand_that_gives_up_leaves_nothing(config: Path, shots: list[Path], tmp_path: Path) -> None:
    status, said = walk(config, [shots[3]])
    assert status == 1
    assert said[-1].startswith("REFUSED. No board is seen in picture 1")
    assert not (tmp_path / "data").exists()
