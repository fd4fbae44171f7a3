"""The newcomers' bench in small: what it makes, enrols, cuts out, keeps and counts."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hw.bench import newcomer_scenes, newcomers
from hw.bench.newcomer_cuts import Cut
from hw.bench.newcomer_scenes import VIEWS, sides
from hw.bench.newcomer_strangers import as_strangers
from hw.twin.goods import ASSORTMENT, Form
from hw.twin.newcomers import newcomers as made
from hw.twin.world import extent
from models import FOLDER

FEW = settings(max_examples=8, deadline=None)  # two hundred products take a while to throw


@FEW
@given(st.integers(0, 10_000))
def test_half_of_the_newcomers_have_two_to_four_siblings_and_nothing_is_of_the_assortment(seed: int) -> None:
    products = made(seed)
    families: dict[str, int] = {}
    for product in products:
        families[product.goods.family] = families.get(product.goods.family, 0) + 1
    assert families.pop("") == 100
    assert sum(families.values()) == 100
    assert set(families.values()) <= {3, 4, 5}
    numbers = [gtin for product in products for gtin in product.goods.product.gtins]
    assert len(set(numbers)) == 200
    known = {gtin for goods in ASSORTMENT for gtin in goods.product.gtins}
    assert not known & set(numbers)


@FEW
@given(st.integers(0, 10_000))
def test_a_product_is_enrolled_from_eight_poses_and_a_box_from_each_of_its_sides(seed: int) -> None:
    for goods in (product.goods for product in made(seed, 5, 20)):
        poses = list(sides(goods, np.random.default_rng(seed)))
        assert len(poses) == VIEWS
        if goods.form is Form.BOX:
            up = {round(2e3 * extent(goods, pose)[2]) for pose in poses}
            assert up == {round(1e3 * side) for side in goods.size}


@given(st.integers(1, 300), st.integers(0, 5), st.integers(1, 3))
def test_every_product_comes_as_often_as_every_other(products: int, seed: int, times: int) -> None:
    count = times * -(-products // newcomer_scenes.THINGS)
    came = [n for nth in range(count) for n in newcomer_scenes.order(products, seed, nth)]
    assert sorted(came) == sorted(times * list(range(products)))


def test_fewer_than_three_look_alikes_are_no_family() -> None:
    with pytest.raises(ValueError, match="take 3 or more"):
        made(1, 0, 2)


def test_a_cut_comes_back_from_its_file_as_it_was() -> None:
    dice = np.random.default_rng(4)
    picture = dice.integers(0, 256, (40, 60, 3), dtype=np.uint8)
    mask = np.zeros((40, 60), np.bool_)
    mask[5:20, 10:31] = dice.random((15, 21)) < 0.7
    mask[5, 10] = mask[19, 30] = True
    cut = Cut.of(picture, mask)
    again = Cut.of_png(cut.png())
    assert np.array_equal(again.pixels, cut.pixels)
    assert np.array_equal(again.mask, cut.mask)


def test_newcomers_are_enrolled_put_into_a_basket_and_named(tmp_path: Path) -> None:
    def measured() -> dict[str, object]:
        return newcomers.newcomers(1, 5, tmp_path, FOLDER, tmp_path, _silent, singles=1, related=3)

    first = measured()
    assert (first["products"], first["singles"], first["families"], first["simulated"]) == (4, 1, 1, True)
    assert first["things"] >= 3
    assert first["masks"]["overlap_median"] > 0.8
    assert first["teacher"].startswith("absent")
    rows = {(row["method"], row["masks"], row["looks"], row["group"]): row for row in first["rows"]}
    one = rows["embedder", "true", "one", "all"]
    assert (one["things"], one["top4"]) == (first["things"], 100.0)
    assert rows["colour histogram", "own", "three frames", "families"]["things"] >= 2
    strange = rows["embedder, not enrolled", "own", "one", "all"]
    assert strange["things"] == first["things"]
    assert "rejected" in newcomers.line(strange)
    drawn = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")}
    assert measured() == first
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")} == drawn


def _silent(done: int, of: int, text: str) -> None:
    assert 0 < done <= of


class _Answering:
    """A cart whose log probabilities of three products and of none are given."""

    def __init__(self, p: list[list[float]]) -> None:
        self._p = iter(np.log(p))

    def together(self, cuts: object) -> np.ndarray:
        return next(self._p)


def test_a_thing_is_a_stranger_where_none_outweighs_what_is_left_without_its_product() -> None:
    like_nothing_else, like_its_sibling = [0.97, 0.01, 0.01, 0.01], [0.69, 0.309, 0.0005, 0.0005]
    cart = _Answering([like_nothing_else, like_its_sibling])
    asked = [(0, ("a crop",)), (0, ("another",)), (1, ())]
    (row, families) = as_strangers(cart, asked, np.array(["tea", "tea", ""]), "one")
    # Without product 0 none of these has a third of the first one; of the second one its sibling has nearly all.
    assert (row["things"], row["rejected"]) == (2, 50.0)
    assert families["group"] == "families"
