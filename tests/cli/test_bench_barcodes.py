"""`smart-cart bench barcodes` on drawn pictures: each reader's right and wrong ones are counted as they are."""

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from cart.cli import main
from hw.bench.barcodes import BOOK_WITH_TWO_CODES, SETS, judged

EAN13, UPCA = zxingcpp.BarcodeFormat.EAN13, zxingcpp.BarcodeFormat.UPCA
CODES = {
    "ean13-1": ("4006381333931", EAN13),
    "ean13-2": ("9780804816632", EAN13),
    "upca-1": ("036000291452", UPCA),
    "upca-2": ("012546619592", UPCA),
}


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    """One drawn picture in each set; the one of ean13-2 is named after another code than it shows."""
    for name, (text, kind) in CODES.items():
        (tmp_path / name).mkdir()
        label = np.array(zxingcpp.create_barcode(text, kind).to_image(scale=3), np.uint8)
        scene = cv2.copyMakeBorder(label, 90, 90, 90, 90, cv2.BORDER_CONSTANT, value=230)
        cv2.imwrite(str(tmp_path / name / "1.png"), scene)
        (tmp_path / name / "1.txt").write_text("4006381333931\n" if name == "ean13-2" else f"{text}\n")
    return tmp_path


def test_right_and_wrong_are_counted_for_each_reader(photographs: Path, tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    assert main(["bench", "barcodes", "--data", str(photographs), "--json", str(told)]) == 0
    result = json.loads(told.read_text())
    assert result["photographs"] == 4
    assert result["machine"]
    readers = {row["reader"]: row for row in result["readers"]}
    assert set(readers) == {"smart-cart", "zxing-cpp, one pass", "cv2.barcode"}
    for name in ("smart-cart", "zxing-cpp, one pass"):
        assert (readers[name]["right"], readers[name]["wrong"]) == (3, 1)
    assert readers["cv2.barcode"]["wrong"] <= 1
    assert all(row["ms_mean"] > 0 for row in readers.values())


def test_a_code_that_the_picture_does_not_show_is_wrong() -> None:
    assert judged({"0036000291452"}, "036000291452") == (True, False)  # UPC-A as the libraries spell it
    assert judged({"036000291452", "4006381333931"}, "036000291452") == (True, True)
    assert judged(set(), "036000291452") == (False, False)
    for code in BOOK_WITH_TWO_CODES:
        assert judged(set(BOOK_WITH_TWO_CODES), code) == (True, False)


def test_photographs_that_are_not_there_are_told(
    photographs: Path, tmp_path: Path, refused: Callable[..., str]
) -> None:
    for name in SETS:
        assert name in refused("bench", "barcodes", "--data", tmp_path / "nowhere")
    (photographs / "upca-2" / "1.txt").unlink()
    assert "upca-2" in refused("bench", "barcodes", "--data", photographs)
    (photographs / "upca-2" / "1.txt").write_text("012546619592")
    (photographs / "upca-2" / "1.png").write_bytes(b"no picture")
    assert "1.png" in refused("bench", "barcodes", "--data", photographs)
