"""The verbs about pictures: their JSON keys, and their one sentence for what cannot be used."""

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest

import hw.bench.vision
import models
from cart.cli import main
from hw.twin.goods import ASSORTMENT, PICTURES
from hw.twin.goods.barcode import symbol

APPLE = PICTURES / "apple-red.jpg"
Refused = Callable[..., str]


@pytest.fixture
def barcode(tmp_path: Path) -> tuple[Path, str]:
    gtin = next(goods.product.gtins[0] for goods in ASSORTMENT if goods.product.gtins)
    path = tmp_path / "code.png"
    cv2.imwrite(str(path), cv2.copyMakeBorder(symbol(gtin), *(40,) * 4, cv2.BORDER_CONSTANT, value=(255,) * 3))
    return path, gtin


def test_recognise_gives_candidates(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recognise", str(APPLE), "--top", "3", "--json", "-"]) == 0
    (image,) = json.loads(capsys.readouterr().out)["images"]
    assert set(image) == {"path", "candidates", "ms"}
    assert len(image["candidates"]) == 3
    assert set(image["candidates"][0]) == {"sku", "name", "score"}


def test_barcodes_gives_codes(barcode: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    path, gtin = barcode
    assert main(["barcodes", str(path), "--json", "-"]) == 0
    (image,) = json.loads(capsys.readouterr().out)["images"]
    assert set(image) == {"path", "codes", "ms"}
    assert [code["text"] for code in image["codes"]] == [gtin]
    assert set(image["codes"][0]) == {"text", "format"}


def test_an_enrolled_product_is_recognised_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gallery = tmp_path / "gallery"
    assert main(["enrol", "--sku", "apple", "--name", "Apple", str(APPLE), "--gallery", str(gallery)]) == 0
    assert "Apple (apple) is known from 1 views" in capsys.readouterr().out
    assert main(["recognise", str(APPLE), "--gallery", str(gallery), "--json", "-"]) == 0
    (image,) = json.loads(capsys.readouterr().out)["images"]
    assert [candidate["sku"] for candidate in image["candidates"]] == ["apple"]


def test_pictures_that_cannot_be_used(tmp_path: Path, refused: Refused) -> None:
    (tmp_path / "text.jpg").write_text("no picture")
    assert "no-such.jpg" in refused("recognise", tmp_path / "no-such.jpg")
    assert "text.jpg" in refused("barcodes", tmp_path / "text.jpg")
    assert "gallery" in refused("recognise", APPLE, "--gallery", tmp_path)
    assert "/proc/x" in refused("enrol", "--sku", "a", "--name", "A", APPLE, "--gallery", "/proc/x")


def test_a_result_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["barcodes", str(APPLE), "--json", "/proc/x.json"]) == 2
    assert "/proc/x.json" in capsys.readouterr().err


def test_bench_vision_keeps_standard_output_for_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    split = tmp_path / "split.txt"
    split.write_text(f"{APPLE.name}, 0, 0\n")
    assert main(["bench", "vision", "--data", str(PICTURES), "--split", str(split), "--json", "-"]) == 0
    out, err = capsys.readouterr()
    wanted = {"images", "top1", "top3", "coarse_top1", "ece", "ms_p50", "ms_p95", "model_bytes"}
    assert wanted <= set(json.loads(out))
    assert "coarse_top1" in err


def test_bench_vision_with_what_cannot_be_used(
    tmp_path: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    split = tmp_path / "split.txt"
    bench = ("bench", "vision", "--data", PICTURES, "--split", split)
    assert "split.txt" in refused(*bench)
    split.write_bytes(b"\xff\xfe\x00")
    assert "split.txt" in refused(*bench)
    split.write_text("no ids\n")
    assert "line 1" in refused(*bench)
    split.write_text(f"{APPLE.name}, 0, 0\n")
    (tmp_path / "grocery.npz").write_bytes(b"torn")
    (tmp_path / "embedder.tflite").write_bytes((models.FOLDER / "embedder.tflite").read_bytes())
    monkeypatch.setattr(hw.bench.vision, "FOLDER", tmp_path)
    assert "grocery.npz" in refused(*bench)
    (tmp_path / "embedder.tflite").write_bytes(b"torn")
    assert "embedder.tflite" in refused(*bench)
