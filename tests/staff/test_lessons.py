"""What staff taught outlives another model and a damaged file: moved aside, learned again, or said to be missing."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from teaching_desk import basket

from cart.camera.frames import Picture
from cart.config import Config, ModelsConfig
from cart.core.catalog import Catalog
from cart.core.rules import Rules
from cart.core.staff_inputs import Finding, Grade
from cart.core.staff_work import MOST_VIEWS
from cart.core.state import State
from cart.core.units import Sku
from cart.health import examine
from cart.lessons import Lessons
from cart.recogniser import OWN_FILE, Recogniser, recogniser
from cart.sight.regions import Mask, changed
from models.gallery import Calibration, Gallery

TEA = Sku("zebra/tea")


@cache
def view(turn: float) -> tuple[Picture, Mask]:
    return basket(turn), changed(basket(None), basket(turn))[0].mask


def cart(folder: Path) -> Recogniser:
    made = recogniser(ModelsConfig(), folder / OWN_FILE)
    assert isinstance(made, Recogniser)
    return made


def teach(made: Recogniser, sku: Sku = TEA, name: str = "Zebra tea") -> None:
    pictures, masks = zip(*(view(turn) for turn in (0.0, 35.0, 80.0)), strict=True)
    assert made.learn(sku, name, pictures, masks) >= 3


def p_of(made: Recogniser, sku: Sku, turn: float = 20.0) -> float:
    picture, mask = view(turn)
    return made(picture, [mask])[0][0].get(sku, 0.0)


def taught(made: Recogniser, folder: Path) -> Finding:
    found = examine(Config(folder), None, lambda: State(Catalog("1", "EUR", ()), Rules()), made)
    return next(each for each in found if each.topic == "taught")


def other_model(folder: Path, names: list[str]) -> bytes:
    """Makes a file of lessons that another model learned."""
    foreign = Gallery("ffff" * 16, Calibration(20.0, 0.6))
    for name in names:
        foreign = foreign.enrol(Sku(name.lower()), name, np.eye(128)[:3])
    foreign.save(folder / OWN_FILE)
    return (folder / OWN_FILE).read_bytes()


def aside(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.glob("enrolled-*.npz")]


@pytest.mark.parametrize("how", ["another model", "torn", "gone"])
def test_lessons_are_learned_again_from_their_pictures(tmp_path: Path, how: str) -> None:
    first = cart(tmp_path)
    teach(first)
    before = p_of(first, TEA)
    assert before > 0.9
    file = tmp_path / OWN_FILE
    match how:
        case "another model":
            was = [other_model(tmp_path, ["Zebra/Tea"])]
        case "torn":
            file.write_bytes(file.read_bytes()[:700])
            was = [file.read_bytes()]
        case _:
            file.unlink()
            was = []
    again = cart(tmp_path)
    assert p_of(again, TEA) == pytest.approx(before, abs=0.05)
    assert aside(tmp_path) == was
    assert p_of(cart(tmp_path), TEA) == pytest.approx(before, abs=0.05)
    assert taught(again, tmp_path).grade is (Grade.WATCH if how == "torn" else Grade.GOOD)


@pytest.mark.parametrize("damaged", [False, True])
def test_a_lesson_does_not_overwrite_what_another_model_learned(tmp_path: Path, damaged: bool) -> None:
    was = other_model(tmp_path, ["Tea", "Rice", "Mint"])
    if damaged:
        was = was[:800]
        (tmp_path / OWN_FILE).write_bytes(was)
    made = cart(tmp_path)
    assert (tmp_path / OWN_FILE).read_bytes() == was
    for _ in range(2):
        found = taught(made, tmp_path)
        assert found.grade is Grade.WATCH
        assert ("cannot be read" if damaged else "3 taught products are not known any more: Tea, Rice, Mint") in (
            found.found
        )
        teach(made)
        assert aside(tmp_path) == [was]
        made = cart(tmp_path)
        assert p_of(made, TEA) > 0.9
    if not damaged:
        for sku in ("tea", "rice", "mint"):
            picture, mask = view(0.0)
            made.learn(Sku(sku), sku, [picture], [mask])
        assert taught(made, tmp_path).grade is Grade.GOOD
        assert made.taught == 4


def test_a_model_that_comes_back_knows_again_what_it_was_taught(tmp_path: Path) -> None:
    teach(cart(tmp_path))
    (tmp_path / OWN_FILE).rename(tmp_path / "enrolled-12345678.npz")
    for path in (tmp_path / "lessons").rglob("*.webp"):
        path.unlink()
    other_model(tmp_path, ["Rice"])
    assert p_of(cart(tmp_path), TEA) > 0.9


def test_what_cannot_be_moved_aside_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    was = other_model(tmp_path, ["Tea"])
    made = cart(tmp_path)

    def refused(self: Path, target: Path) -> Path:
        raise PermissionError(13, "no")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", refused)
        with pytest.raises(OSError, match="no"):
            teach(made)
    assert (tmp_path / OWN_FILE).read_bytes() == was


def test_what_staff_undid_is_not_learned_again(tmp_path: Path) -> None:
    made = cart(tmp_path)
    teach(made)
    made.forget(TEA)
    (tmp_path / OWN_FILE).write_bytes(b"torn")
    assert p_of(cart(tmp_path), TEA) == 0.0


def test_a_few_small_pictures_of_a_product_are_kept(tmp_path: Path) -> None:
    lessons = Lessons(tmp_path / "lessons")
    picture, mask = view(20.0)
    for _ in range(MOST_VIEWS + 3):
        lessons.keep(Sku("../b"), "Bätter", [picture], [mask])
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.parent.parent for path in files} == {tmp_path / "lessons"}
    assert sum(path.stat().st_size for path in files) < 40_000 * MOST_VIEWS
    files[0].with_name("999999.webp").write_bytes(b"spoilt")
    (lesson,) = lessons.all()
    assert (lesson.sku, lesson.name, len(lesson.pictures)) == ("../b", "Bätter", MOST_VIEWS)
    assert all(mask.any() and not mask.all() for mask in lesson.masks)
