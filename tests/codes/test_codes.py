"""Barcodes are read as printed, on drawn pictures and on real photographs, and never wrongly."""

import time
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cart.codes import CodeLooks, read_codes
from cart.codes.printed import Code, as_printed
from cart.core.labels.upc import shorten_upc
from hw.bench import labelled
from hw.bench.barcodes import SETS, in_set, judged, named


def drawn(text: str, kind: zxingcpp.BarcodeFormat, turned: float = 0.0) -> NDArray[np.uint8]:
    label = np.array(zxingcpp.create_barcode(text, kind).to_image(scale=3), dtype=np.uint8)
    height, width = label.shape[:2]
    scene = np.full((480, 640), 230, np.uint8)
    top, left = (480 - height) // 2, (640 - width) // 2
    scene[top : top + height, left : left + width] = label
    turn = cv2.getRotationMatrix2D((320, 240), turned, 1.0)
    scene = cv2.warpAffine(scene, turn, (640, 480), borderValue=230)
    return np.asarray(cv2.cvtColor(scene, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("4006381333931", zxingcpp.BarcodeFormat.EAN13, Code("4006381333931", "EAN-13")),
        ("96385074", zxingcpp.BarcodeFormat.EAN8, Code("96385074", "EAN-8")),
        ("036000291452", zxingcpp.BarcodeFormat.UPCA, Code("036000291452", "UPC-A")),
        ("04252614", zxingcpp.BarcodeFormat.UPCE, Code("04252614", "UPC-E")),
    ],
)
def test_text_is_what_is_printed(text: str, kind: zxingcpp.BarcodeFormat, code: Code) -> None:
    assert read_codes(drawn(text, kind)) == [code]
    assert read_codes(drawn(text, kind), deep=True) == [code]


@pytest.mark.parametrize("turned", [0.0, 45.0, 90.0])
def test_looks_at_successive_frames_find_any_slant(turned: float) -> None:
    looks = CodeLooks(time.monotonic)
    picture = drawn("4006381333931", zxingcpp.BarcodeFormat.EAN13, turned)
    reads = [read for _ in range(3) for read in looks.look(picture)]
    assert {read.code for read in reads} == {Code("4006381333931", "EAN-13")}
    height, width = picture.shape[:2]
    for left, top, right, bottom in (read.box for read in reads):
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height


def test_empty_picture_has_no_codes() -> None:
    assert read_codes(np.full((480, 640, 3), 128, np.uint8), deep=True) == []


@given(st.text(alphabet="0123456789", min_size=1, max_size=14), st.sampled_from(["EAN-13", "UPC-E", "EAN-8"]))
def test_a_wrong_check_digit_is_no_code(text: str, kind: str) -> None:
    code = as_printed(text, kind)
    if code is not None:
        wrong = text[:-1] + str((int(text[-1]) + 1) % 10)
        assert as_printed(wrong, kind) is None


@pytest.mark.parametrize(
    ("upc", "short"),
    [("042100005264", "04252614"), ("049000006346", "04963406"), ("036000291452", None)],
)
def test_upc_e_keeps_its_eight_digits(upc: str, short: str | None) -> None:
    assert shorten_upc(upc) == short


@pytest.mark.parametrize(("sets", "least"), [(SETS, 118 / 135), (("upce-2",), 0.85)])
def test_photographs_are_read_without_a_wrong_digit(data_dir: Path, sets: tuple[str, ...], least: float) -> None:
    """Every sixth; `smart-cart bench barcodes` reads all of them, on time."""
    photographs = [path for name in sets for path in in_set(data_dir / "barcode-photos", name)[::6]]
    found = 0
    for path in photographs:
        texts = {code.text for code in read_codes(labelled.picture(path), deep=True)}
        right, wrong = judged(texts, named(path))
        assert not wrong, f"{path.name} says {named(path)}, not {texts}"
        found += right
    assert found >= least * len(photographs)
