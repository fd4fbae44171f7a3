"""The verbs about pictures: their JSON keys, and their one sentence for what cannot be used."""

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

import hw.bench.vision
import models
from cart.cli import main
from cart.cli.pictures import _read_masked
from hw.twin.goods import ASSORTMENT, PICTURES
from hw.twin.goods.barcode import symbol
from models.gallery import Calibration, Gallery
from models.shown import OUTLINE

APPLE = PICTURES / "apple-red.jpg"
APPLES = (str(APPLE),) * 3
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
    assert main(["enrol", "--sku", "apple", "--name", "Apple", *APPLES, "--gallery", str(gallery)]) == 0
    assert "Apple (apple) is known from 3 views" in capsys.readouterr().out
    assert main(["recognise", str(APPLE), "--gallery", str(gallery), "--json", "-"]) == 0
    (image,) = json.loads(capsys.readouterr().out)["images"]
    assert [candidate["sku"] for candidate in image["candidates"]] == ["apple"]


def test_a_product_is_enrolled_from_three_to_ten_views_in_all(
    tmp_path: Path, refused: Refused, capsys: pytest.CaptureFixture[str]
) -> None:
    enrol = ("enrol", "--sku", "apple", "--name", "Apple", "--gallery", tmp_path)
    for given in (1, 2, 11):
        assert f"from 3 to 10 views in all, of its different sides, not from {given}:" in refused(
            *enrol, *[APPLE] * given
        )
        assert not list(tmp_path.iterdir())
    for given, views in ((4, 4), (1, 5), (5, 10)):
        assert main([*map(str, enrol), *[str(APPLE)] * given]) == 0
        assert f"known from {views} views" in capsys.readouterr().out
    stored = (tmp_path / "gallery.npz").read_bytes()
    assert "not from 1 besides 10 from before: nothing was changed" in refused(*enrol, APPLE)
    assert (tmp_path / "gallery.npz").read_bytes() == stored


def test_a_product_is_enrolled_as_it_is_recognised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A see-through file shows one thing; what lies around it is neither learned nor looked at."""
    picture = cv2.resize(cv2.imread(str(APPLE)), (200, 200))
    around = cv2.copyMakeBorder(picture, 150, 20, 20, 250, cv2.BORDER_CONSTANT, value=(30, 200, 240))
    alpha = cv2.copyMakeBorder(np.full((200, 200), 255, np.uint8), 150, 20, 20, 250, cv2.BORDER_CONSTANT, value=0)
    cut = tmp_path / "cut.png"
    cv2.imwrite(str(cut), np.dstack([around, alpha]))
    assert main(["enrol", "--sku", "apple", "--name", "Apple", *[str(cut)] * 3, "--gallery", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["recognise", str(cut), "--gallery", str(tmp_path), "--json", "-"]) == 0
    (image,) = json.loads(capsys.readouterr().out)["images"]
    assert image["candidates"][0]["score"] > 0.9


def test_pictures_that_cannot_be_used(tmp_path: Path, refused: Refused) -> None:
    (tmp_path / "text.jpg").write_text("no picture")
    assert "no-such.jpg" in refused("recognise", tmp_path / "no-such.jpg")
    assert "text.jpg" in refused("barcodes", tmp_path / "text.jpg")
    assert "gallery" in refused("recognise", APPLE, "--gallery", tmp_path)
    assert "/proc/x" in refused("enrol", "--sku", "a", "--name", "A", *APPLES, "--gallery", "/proc/x")


def _chunk(kind: bytes, body: bytes) -> bytes:
    """A part of a PNG file."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_pictures_of_odd_sizes(tmp_path: Path, refused: Refused) -> None:
    thin, long, huge = (tmp_path / f"{name}.png" for name in ("thin", "long", "huge"))
    cv2.imwrite(str(thin), np.zeros((1, 5000, 3), np.uint8))
    for verb in ("recognise", "barcodes"):
        assert "5000x1 pixels: a picture needs 8 each way" in refused(verb, str(thin))
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    huge.write_bytes(b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(99))))
    assert "too large a picture" in refused("recognise", str(huge))
    cv2.imwrite(str(long), np.full((9, 5000, 3), 90, np.uint8))
    assert main(["barcodes", str(long)]) == 0
    gallery = str(tmp_path / "gallery")
    assert main(["enrol", "--sku", "ruler", "--name", "Ruler", *(str(long),) * 3, "--gallery", gallery]) == 0


def test_what_is_see_through_is_not_looked_at(tmp_path: Path, refused: Refused) -> None:
    path = tmp_path / "see-through.png"
    cv2.imwrite(str(path), np.zeros((40, 40, 4), np.uint16))
    assert "see-through all over" in refused("recognise", str(path))
    picture = np.full((40, 40, 4), 200, np.uint16)
    picture[10:30, 10:30, 3] = 65_535
    cv2.imwrite(str(path), picture)
    _, mask = _read_masked(path)
    assert mask is not None
    assert mask.sum() == 400


def test_a_result_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["barcodes", str(APPLE), "--json", "/proc/x.json"]) == 2
    assert "/proc/x.json" in capsys.readouterr().err


def test_bench_vision_keeps_standard_output_for_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    split = tmp_path / "split.txt"
    split.write_text(f"{APPLE.name}, 0, 0\n")
    itself = models.FOLDER / "embedder.tflite"
    bench = ["bench", "vision", "--data", str(PICTURES), "--split", str(split), "--beside", str(itself)]
    assert main([*bench, "--starts", "1", "--json", "-"]) == 0
    out, err = capsys.readouterr()
    result = json.loads(out)
    wanted = {"images", "top1", "top3", "coarse_top1", "ece", "ms_p50", "ms_p95", "model_bytes"}
    assert wanted <= set(result)
    assert result["beside"]["ratio"] > 0
    assert 1 < result["start"]["litert"]["memory_mb"] < 500
    assert "coarse_top1" in err


def test_bench_vision_with_what_cannot_be_used(
    tmp_path: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    split = tmp_path / "split.txt"
    bench = ("bench", "vision", "--data", PICTURES, "--split", split, "--starts", 0)
    assert "split.txt" in refused(*bench)
    assert "take 0 or more" in refused(*bench[:-1], -1)
    assert "absent.tflite" in refused(*bench, "--beside", tmp_path / "absent.tflite")
    assert "name a Python" in refused(*bench, "--tflite-python", tmp_path / "absent")
    split.write_bytes(b"\xff\xfe\x00")
    assert "split.txt" in refused(*bench)
    split.write_text("no ids\n")
    assert "line 1" in refused(*bench)
    split.write_text(f"{APPLE.name}, 0, 0\n")
    (tmp_path / "other.tflite").write_bytes(b"no model")
    assert "other.tflite is no model" in refused(*bench, "--beside", tmp_path / "other.tflite")
    (tmp_path / "grocery.npz").write_bytes(b"torn")
    (tmp_path / "embedder.tflite").write_bytes((models.FOLDER / "embedder.tflite").read_bytes())
    monkeypatch.setattr(hw.bench.vision, "FOLDER", tmp_path)
    assert "grocery.npz" in refused(*bench)
    (tmp_path / "embedder.tflite").write_bytes(b"torn")
    assert "embedder.tflite" in refused(*bench)


def test_a_picture_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gallery, drawn = tmp_path / "gallery", tmp_path / "why.png"
    assert main(["enrol", "--sku", "äp/pel", "--name", "Äpfel", *APPLES, "--gallery", str(gallery)]) == 0
    assert main(["recognise", str(APPLE), "--gallery", str(gallery), "--picture", str(drawn), "--json", "-"]) == 0
    picture = cv2.imread(str(drawn))
    assert picture is not None
    assert min(picture.shape[:2]) > 300
    assert [path.name for path in (gallery / "looks").iterdir()] == ["%C3%A4p%2Fpel.jpg"]
    pictures = tmp_path / "pictures"
    assert main(["recognise", str(APPLE), str(APPLE), "--picture", str(pictures)]) == 0
    assert sorted(path.name for path in pictures.iterdir()) == ["1-apple-red.png", "2-apple-red.png"]
    capsys.readouterr()


def test_a_picture_with_a_mask_is_outlined(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    apple = cv2.imread(str(APPLE))
    assert apple is not None
    alpha = cv2.inRange(cv2.cvtColor(apple, cv2.COLOR_BGR2HSV), (0, 80, 0), (180, 255, 255))
    cv2.imwrite(str(tmp_path / "apple.png"), cv2.merge([*cv2.split(apple), alpha]))
    assert main(["recognise", str(tmp_path / "apple.png"), "--picture", str(tmp_path / "why.png")]) == 0
    outlined = cv2.imread(str(tmp_path / "why.png"))
    assert outlined is not None
    assert (outlined == OUTLINE[::-1]).all(axis=2).sum() > 100
    capsys.readouterr()


def test_pictures_for_people_that_cannot_be_drawn(tmp_path: Path, refused: Refused) -> None:
    assert "name a folder" in refused("recognise", APPLE, APPLE, "--picture", tmp_path / "one.png")
    assert "/proc/x" in refused("recognise", APPLE, "--picture", "/proc/x")


def test_bench_fewshot_names_what_was_enrolled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["apple-red", "banana", "corn-flakes"]
    enrol, split = tmp_path / "enrol.txt", tmp_path / "split.txt"
    enrol.write_text("".join(f"{name}.jpg, {70 + nth}, 0\n" for nth, name in enumerate(names)))
    split.write_text(enrol.read_text() + "avocado.jpg, 5, 0\n")
    fewshot = ["bench", "fewshot", "--data", str(PICTURES), "--enrol", str(enrol), "--split", str(split)]
    assert main([*fewshot, "--json", "-"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["shots"], result["top1"], result["top3"]) == (1, 100.0, 100.0)
    assert (result["images"], result["among"], result["seen_images"]) == (3, 81, 1)
    assert result["joint_top1"] == 100.0
    # A model of its own, with no gallery beside it, knows what it is shown and nothing else.
    model = tmp_path / "model.tflite"
    model.write_bytes((models.FOLDER / "embedder.tflite").read_bytes())
    (tmp_path / "grocery.npz").write_bytes((models.FOLDER / "grocery.npz").read_bytes())
    assert main([*fewshot, "--model", str(model), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["among"] == 81
    (tmp_path / "grocery.npz").unlink()
    assert main([*fewshot, "--model", str(model), "--json", "-"]) == 0
    assert "among" not in json.loads(capsys.readouterr().out)


def test_bench_fewshot_with_what_cannot_be_used(tmp_path: Path, refused: Refused) -> None:
    enrol, split = tmp_path / "enrol.txt", tmp_path / "split.txt"
    bench = ("bench", "fewshot", "--data", PICTURES, "--enrol", enrol, "--split", split)
    split.write_text("banana.jpg, 1, 0\n")
    assert "enrol.txt" in refused(*bench)
    enrol.write_text("apple-red.jpg, 2, 0\n")
    assert "there is nothing to name" in refused(*bench)
    enrol.write_text("absent.jpg, 1, 0\n")
    assert "absent.jpg" in refused(*bench)
    assert "no-such.tflite" in refused(*bench, "--model", tmp_path / "no-such.tflite")
    (tmp_path / "foreign.tflite").write_bytes(b"\0" * 2000)
    assert "foreign.tflite" in refused(*bench, "--model", tmp_path / "foreign.tflite")


def test_enrolling_into_what_cannot_be_used_changes_nothing(tmp_path: Path, refused: Refused) -> None:
    product = ("--sku", "apple", "--name", "Apple")
    assert main(["enrol", *product, *APPLES, "--gallery", str(tmp_path)]) == 0
    stored = (tmp_path / "gallery.npz").read_bytes()
    (tmp_path / "text.jpg").write_text("no picture")
    assert "text.jpg" in refused("enrol", *product, APPLE, tmp_path / "text.jpg", "--gallery", tmp_path)
    assert (tmp_path / "gallery.npz").read_bytes() == stored
    torn = stored[:900]
    (tmp_path / "gallery.npz").write_bytes(torn)
    assert "damaged or no gallery of ours" in refused("enrol", *product, APPLE, "--gallery", tmp_path)
    assert (tmp_path / "gallery.npz").read_bytes() == torn
    foreign = Gallery("ffff" * 16, Calibration(20.0, 0.6))
    foreign.save(tmp_path / "gallery.npz")
    assert "enrol the products again" in refused("enrol", *product, APPLE, "--gallery", tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["enrol", *product, "--gallery", str(tmp_path)])
    assert ended.value.code == 2
