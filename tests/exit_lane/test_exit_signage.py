"""The lane's printed pages: what is printed is what the cart's readers read, at its true size."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from cart.cli import main
from cart.core.inputs import Lane
from cart.exit_lane.readers import CardReader, MarkerReader
from cart.exit_lane.signage import CARD_MM, LANES, MARKER_MM, pages
from cart.paper import Page


def printed(page: Page, height: int = 480) -> NDArray[np.uint8]:
    """The page as a camera sees it from straight above, so many pixels high, and a little out of focus."""
    fine = 4  # pixels to a millimetre
    width, tall = (round(fine * mm) for mm in page.size)
    ink = np.full((tall, width), 235, np.uint8)
    for bar in page.bars:
        left, top = round(fine * bar.x), round(fine * bar.y)
        ink[top : round(fine * (bar.y + bar.height)), left : round(fine * (bar.x + bar.width))] = 25
    small = cv2.resize(ink, (round(height * width / tall), height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), 0.7), np.uint8)


@pytest.mark.parametrize("lane", [1, 12, LANES])
def test_what_is_printed_is_what_is_read(lane: int) -> None:
    drawn = pages(lane)
    for name, place in (("zone", Lane.ARMED), ("line", Lane.CROSSED)):
        (sign,) = MarkerReader()(printed(drawn[name]))
        assert (sign.lane, sign.name) == (place, str(lane))
        assert sign.side * drawn[name].size[1] == pytest.approx(MARKER_MM, rel=0.02)
    (sign,) = CardReader()(printed(drawn["card"]))
    assert (sign.lane, sign.name) == (Lane.CROSSED, str(lane))
    assert sign.side * drawn["card"].size[1] == pytest.approx(CARD_MM, rel=0.03)


def test_words_stay_on_the_paper() -> None:
    for page in pages(LANES).values():
        for line in page.words:
            assert line.x + 0.5 * line.size * len(line.text) < page.size[0] - 5, line.text
            assert line.y < page.size[1] - 5


def test_pages_are_written_for_each_lane(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lane-signs", "1", "2", "--out", str(tmp_path / "new" / "signs")]) == 0
    assert len(list((tmp_path / "new" / "signs").glob("lane-*.pdf"))) == 6
    assert "Print them at 100 %" in capsys.readouterr().out
    assert main(["lane-signs", "0", "--out", str(tmp_path)]) == 2
    assert "markers for lanes 1 to 25" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.pdf"))
