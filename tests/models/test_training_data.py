"""What a training is made of: lists that cannot be used, and squares that are kept of other pictures."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.training import data, recipe
from models.training.data import DataMissing


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two photographs of one class each, where the data set would lie."""
    shop = tmp_path / "grocery-store"
    shop.mkdir()
    words = ["Class ID (int)", "Class Name (str)", "Coarse Class ID (int)", "Coarse Class Name (str)"]
    (shop / "classes.csv").write_text(",".join(words) + "\n0,Red,0,Colour\n1,Blue,0,Colour\n")
    for name, colour in (("red", (0, 0, 200)), ("blue", (200, 0, 0))):
        cv2.imwrite(str(shop / f"{name}.png"), np.full((40, 40, 3), colour, np.uint8))
    (shop / "train.txt").write_text("red.png, 0, 0\nblue.png, 1, 0\n")
    return tmp_path


def test_squares_are_kept_and_those_of_another_list_are_not_taken(folder: Path) -> None:
    cache = folder / "cache"
    first = data.photographs(folder, "train", 32, cache)
    assert first.labels.tolist() == [0, 1]
    assert len(list(cache.iterdir())) == 1
    (folder / "grocery-store" / "train.txt").write_text("blue.png,1,0\n\n")
    assert data.photographs(folder, "train", 32, cache).labels.tolist() == [1]
    (folder / "grocery-store" / "train.txt").write_text("red.png, 0, 0\nblue.png, 1, 0\n")
    assert (data.photographs(folder, "train", 32, cache).squares == first.squares).all()
    assert sorted(path.suffix for path in cache.iterdir()) == [".npz", ".npz"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "names no picture"),
        ("red.png\n", "line 1: write 'path, fine id, coarse id'"),
        ("no.png, 0, 0\n", "is not there"),
    ],
)
def test_a_list_that_cannot_be_used(folder: Path, words: str, said: str) -> None:
    (folder / "grocery-store" / "train.txt").write_text(words)
    with pytest.raises(DataMissing, match=said):
        data.photographs(folder, "train", 32, folder / "cache")


def test_views_of_other_numbers_are_not_mixed(tmp_path: Path) -> None:
    mujoco = pytest.importorskip("mujoco", reason="MuJoCo is not installed: pip install smart-cart[twin]")
    assert mujoco
    from hw.twin.training_views import _sign

    plan = recipe.read(recipe.SHIPPED).twin
    _sign(tmp_path, plan, seed=7)
    _sign(tmp_path, plan, seed=7)
    with pytest.raises(DataMissing, match="drawn with seed = 7, not 8: name another cache"):
        _sign(tmp_path, plan, seed=8)
    with pytest.raises(DataMissing, match="drawn with views = 160, not 3"):
        _sign(tmp_path, replace(plan, views=3), seed=7)


def test_a_recipe_of_another_shape_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(recipe.SHIPPED.read_text().replace("[[phase]]", "[phase]", 1))
    with pytest.raises(recipe.RecipeUnusable):
        recipe.read(path)
    path.write_text("augment = 3\n" + recipe.SHIPPED.read_text().partition("[network]")[0] + "[network]\n")
    with pytest.raises(recipe.RecipeUnusable, match="lacks something"):
        recipe.read(path)
