"""What the cart learned: kept whole, and refused when it is spoilt."""

import json
import tempfile
from pathlib import Path

import pytest
from desk import CALIBRATION, SHELF

from cart.core.checking import Check
from cart.core.encoding import encode
from cart.evidence import EvidenceFolder, WeightCurves
from cart.learned import (
    append_history,
    history_file,
    load_calibration,
    load_catalog,
    load_history,
    save_calibration,
)
from cart.scale import CalibrationMemory
from firmware_bridge.link import ScaleLink


def test_a_calibration_is_kept_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "calibration.json"
    save_calibration(path, CALIBRATION)
    assert load_calibration(path) == CALIBRATION
    assert [file.name for file in path.parent.iterdir()] == ["calibration.json"]


def spoilt(**changes: object) -> str:
    """A file whose version and checksum are right, as far as it has them, and its numbers are not."""
    return json.dumps({**kept(), **changes})


def kept() -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calibration.json"
        save_calibration(path, CALIBRATION)
        return dict(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        spoilt()[:-9],
        spoilt(zero=[1.0]),
        spoilt(zero=[], grams_per_count=[]),
        spoilt(grams_per_count=[1.0, 1.0, 1.0, 0.0]),
        spoilt(grams_per_count=[1.0, 1.0, 1.0, float("nan")]),
        spoilt(zero="none"),
        spoilt(known_g="heavy"),
        spoilt(more=1),
    ],
)
def test_a_spoilt_calibration_is_refused_and_said(tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(text, encoding="utf-8")
    assert load_calibration(path) is None
    assert "calibrate the scale again" in caplog.text


@pytest.mark.parametrize(("was", "now"), [('"noise_g": 0.8', '"noise_g": 0.7'), ('"locked": false', '"locked": true')])
def test_a_constant_edited_by_hand_is_no_calibration(
    tmp_path: Path, was: str, now: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "calibration.json"
    save_calibration(path, CALIBRATION)
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, now), encoding="utf-8")
    assert load_calibration(path) is None
    assert "changed or damaged" in caplog.text


@pytest.mark.parametrize(("without", "says"), [("crc32", "it bears no checksum"), ("version", "it names no version")])
def test_a_calibration_without_checksum_or_version_is_refused(
    tmp_path: Path, without: str, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(spoilt(), encoding="utf-8")
    assert load_calibration(path) == CALIBRATION
    path.write_text(json.dumps({key: value for key, value in kept().items() if key != without}), encoding="utf-8")
    assert load_calibration(path) is None
    assert says in caplog.text
    assert "calibrate the scale again" in caplog.text


def test_a_calibration_of_another_version_is_refused(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "calibration.json"
    assert kept()["version"] == 1
    path.write_text(spoilt(version=2), encoding="utf-8")
    assert load_calibration(path) is None
    assert "of version 2" in caplog.text


class Deaf(ScaleLink):
    """A link that is never started, and must not be asked to write."""

    def write_record(self, *record: object) -> None:
        raise AssertionError(record)


def test_what_the_scale_knew_is_kept_without_a_history_and_not_written_back(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    link = Deaf(str(tmp_path / "port"), lambda _: None, lambda _: None, lambda _: None, lambda: 0.0)
    CalibrationMemory(path, WeightCurves(EvidenceFolder(tmp_path / "evidence"), None), link).adopt(CALIBRATION)
    assert load_calibration(path) == CALIBRATION
    assert not history_file(path).exists()


def test_the_history_grows_and_a_spoilt_or_torn_line_costs_only_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = history_file(tmp_path / "deep" / "calibration.json")
    assert path.name == "calibration-history.jsonl"
    assert list(load_history(path)) == []
    done = Check("desk", "Jo", 5, 0, CALIBRATION.zero, 0.1, 1000.0, 1000.4, 10.0, 1200.0, 0.8)
    for entry in (CALIBRATION, done):
        append_history(path, entry)
    assert list(load_history(path)) == [CALIBRATION, done]
    path.write_bytes(b"\xff nonsense\n" + path.read_bytes()[:-9])  # and a power cut ended the last line early
    append_history(path, done)
    assert list(load_history(path)) == [CALIBRATION, done]
    assert "Line 1 of" in caplog.text
    assert "Line 3 of" in caplog.text


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_bytes(b"\xff\xfe\x00\x01")
    assert load_calibration(path) is None


def test_no_calibration_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert load_calibration(tmp_path / "calibration.json") is None
    assert "calibrate the scale" in caplog.text


def test_a_catalogue_is_read_again_and_a_spoilt_one_is_fetched_again(tmp_path: Path) -> None:
    path = tmp_path / "catalog.json"
    assert load_catalog(path).products == ()
    path.write_text(json.dumps(encode(SHELF)), encoding="utf-8")
    assert load_catalog(path) == SHELF
    twice = encode(SHELF)
    twice["products"] = twice["products"] * 2
    for text in ("{", "[]", json.dumps(twice)):
        path.write_text(text, encoding="utf-8")
        assert load_catalog(path).products == ()


def test_evidence_is_named_by_its_hash_and_a_changed_file_is_none(tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path / "evidence")
    name = folder.put(b"a crop")
    assert folder.put(b"a crop") == name
    assert folder.get(name) == b"a crop"
    assert len(list(folder.folder.iterdir())) == 1
    folder.path(name).write_bytes(b"another crop")
    assert folder.get(name) is None
    assert folder.get("0" * 64) is None
    assert folder.put(b"a crop") == name  # a file that a power cut left empty is written again
    assert folder.get(name) == b"a crop"
    assert folder.forget(older_than_s=3600) == 0
    assert folder.forget(older_than_s=-1) == 1


def test_pictures_are_kept_from_their_capture_on_by_the_carts_own_time(tmp_path: Path) -> None:
    """The system's clock may be lost, or set: the folder is told what time it is."""
    now = 1_795_176_000.0
    folder = EvidenceFolder(tmp_path / "evidence", lambda: now)
    first = folder.put(b"a crop")
    now += 71 * 3600
    folder.put(b"a crop")
    second = folder.put(b"another crop")
    now += 3601
    assert folder.forget(72 * 3600) == 1
    assert (folder.get(first), folder.get(second)) == (None, b"another crop")
    now -= 365 * 86_400  # it was a year ahead: nothing is kept for a year
    assert folder.forget(72 * 3600) == 0
    now += 72 * 3600 + 1
    assert folder.forget(72 * 3600) == 1
