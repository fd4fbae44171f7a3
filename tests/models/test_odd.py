"""What is no product speaks for "none of these": scores, files, calibration."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart.core.units import Sku
from models.gallery import NEIGHBOURS, Calibration, Gallery, GalleryUnusable
from models.looks import Look, enrolled
from models.training import calibrate
from models.training.calibrate import Case

APPLE, PEAR = Sku("apple"), Sku("pear")
HAND, FLOOR = 30, 31  # the axes along which these lie
CALIBRATION = Calibration(sharpness=15.0, nothing=0.5, odd=0.05)


def _around(axis: int, count: int, seed: int, far: float = 0.1) -> np.ndarray:
    vectors = np.eye(32)[axis] + far * np.random.default_rng([axis, seed]).normal(size=(count, 32))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def plain() -> Gallery:
    empty = Gallery("a1b2", CALIBRATION)
    return empty.enrol(APPLE, "Apple", _around(0, 6, 1)).enrol(PEAR, "Pear", _around(1, 6, 1))


@pytest.fixture(scope="module")
def gallery(plain: Gallery) -> Gallery:
    kinds = (("nothing-hand", HAND), ("nothing-floor", FLOOR))
    odd = tuple(enrolled(Sku(sku), sku, _around(axis, 30, 1), prototypes=12) for sku, axis in kinds)
    return Gallery(plain.model, plain.calibration, plain.looks, odd)


def _mixed(seed: int, count: int) -> np.ndarray:
    """Looks anywhere between the products and what is none."""
    dice = np.random.default_rng(seed)
    return dice.random((count, 4)) @ np.eye(32)[[0, 1, HAND, FLOOR]] + 0.1 * dice.normal(size=(count, 32))


@given(st.integers(0, 10_000), st.integers(1, 5))
def test_what_is_no_product_takes_from_every_product_alike(
    plain: Gallery, gallery: Gallery, seed: int, count: int
) -> None:
    looks = _mixed(seed, count)
    (before, none_before), (after, none_after) = plain.scores(looks), gallery.scores(looks)
    assert sum(after.values()) + none_after == pytest.approx(1.0)
    assert none_after >= none_before - 1e-9
    assert after[APPLE] <= before[APPLE] + 1e-9
    assert after[APPLE] * before[PEAR] == pytest.approx(after[PEAR] * before[APPLE], rel=1e-5, abs=1e-12)


@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(1, 4))
def test_many_things_are_scored_as_each_by_itself(gallery: Gallery, seed: int, things: int, looks: int) -> None:
    seen = _mixed(seed, things * looks)
    together = np.exp(gallery.log_scores(seen, looks))
    for nth in range(things):
        p, none = gallery.scores(seen[nth * looks : (nth + 1) * looks])
        assert together[nth] == pytest.approx([p[APPLE], p[PEAR], none], abs=1e-6)


def test_a_hand_is_none_of_these_though_it_is_nearest_to_an_apple(plain: Gallery, gallery: Gallery) -> None:
    between = 0.75 * np.eye(32)[0] + 0.85 * np.eye(32)[HAND]
    assert plain.scores(between)[0][APPLE] > 0.8
    assert gallery.scores(between)[1] > 0.6
    assert gallery.scores(_around(0, 1, 9))[0][APPLE] > 0.95


def test_one_stray_view_does_not_make_a_kind(plain: Gallery) -> None:
    stray = np.eye(32)[[HAND] * 30 + [0]].astype(np.float32)
    kind = Look(Sku("nothing-hand"), "hand", stray, np.ones(len(stray), np.float32))
    gallery = Gallery(plain.model, plain.calibration, plain.looks, (kind,))
    assert gallery.odd_cosines(np.eye(32)[0])[0, 0] == pytest.approx(1 / NEIGHBOURS)
    assert gallery.odd_cosines(np.eye(32)[HAND])[0, 0] == pytest.approx(1.0)
    assert gallery.scores(np.eye(32)[0])[0][APPLE] > 0.9


def test_a_thing_is_of_one_kind_in_all_its_looks(gallery: Gallery) -> None:
    hand, floor = (0.7 * np.eye(32)[0] + 0.75 * np.eye(32)[axis] for axis in (HAND, FLOOR))
    assert gallery.scores(np.stack([hand, hand]))[1] > gallery.scores(np.stack([hand, floor]))[1]


def test_a_confirmation_that_looks_like_a_hand_is_not_taken(plain: Gallery, gallery: Gallery) -> None:
    between = 0.75 * np.eye(32)[0] + 0.85 * np.eye(32)[HAND]
    assert plain.confirm(APPLE, between, "trip 1") is not plain
    assert gallery.confirm(APPLE, between, "trip 1") is gallery


def test_what_is_no_product_stays_whatever_is_sold(gallery: Gallery) -> None:
    assert gallery.only([PEAR]).odd == gallery.odd
    assert gallery.enrol(Sku("plum"), "Plum", _around(2, 3, 1)).odd == gallery.odd
    assert gallery.only([]).scores(_around(HAND, 2, 3)) == ({}, pytest.approx(1.0))
    assert "nothing-hand" not in gallery.names


def test_what_is_no_product_survives_the_file(gallery: Gallery, tmp_path: Path) -> None:
    path = tmp_path / "gallery.npz"
    for kept in (gallery, gallery.only([])):
        kept.save(path)
        loaded = Gallery.load(path, gallery.model)
        assert loaded.skus == kept.skus
        assert [look.sku for look in loaded.odd] == ["nothing-hand", "nothing-floor"]
        assert loaded.log_scores(_mixed(3, 4)) == pytest.approx(kept.log_scores(_mixed(3, 4)), abs=1e-5)


def _rewritten(path: Path, without: tuple[str, ...] = (), **changed: object) -> None:
    with np.load(path) as stored:
        parts = {name: stored[name] for name in stored.files if name not in without}
    np.savez(path, **{**parts, **changed})


def _of_format(path: Path, gallery: Gallery, form: int, later: set[str], without: tuple[str, ...] = ()) -> None:
    gallery.save(path)
    numbers = {name: value for name, value in vars(gallery.calibration).items() if name not in later}
    names, values = np.array(list(numbers)), np.array(list(numbers.values()))
    _rewritten(path, without=without, format=form, numbers=names, calibration=values)


def test_a_gallery_of_the_first_format_is_read(plain: Gallery, tmp_path: Path) -> None:
    path = tmp_path / "gallery.npz"
    _of_format(path, plain, 2, {"odd", "core"}, without=("products",))
    loaded = Gallery.load(path)
    assert (loaded.skus, loaded.odd, loaded.calibration.odd) == (plain.skus, (), 0.0)
    assert loaded.log_scores(_mixed(3, 4)) == pytest.approx(plain.log_scores(_mixed(3, 4)), abs=1e-5)


def test_a_gallery_of_the_format_before_is_read(gallery: Gallery, tmp_path: Path) -> None:
    path = tmp_path / "gallery.npz"
    _of_format(path, gallery, 3, {"core"})
    loaded = Gallery.load(path)
    assert [look.sku for look in loaded.odd] == [look.sku for look in gallery.odd]
    assert loaded.log_scores(_mixed(3, 4)) == pytest.approx(gallery.log_scores(_mixed(3, 4)), abs=1e-5)


def test_a_gallery_without_one_of_its_formats_numbers_is_refused(gallery: Gallery, tmp_path: Path) -> None:
    path = tmp_path / "gallery.npz"
    _of_format(path, gallery, 3, {"trust"})
    with pytest.raises(GalleryUnusable, match="trust"):
        Gallery.load(path)


@pytest.mark.parametrize("products", [-1, 5])
def test_a_gallery_that_counts_more_products_than_it_has_is_refused(
    gallery: Gallery, tmp_path: Path, products: int
) -> None:
    gallery.save(tmp_path / "gallery.npz")
    _rewritten(tmp_path / "gallery.npz", products=products)
    with pytest.raises(GalleryUnusable, match="do not add up"):
        Gallery.load(tmp_path / "gallery.npz")


def test_the_start_of_products_is_fitted_where_odd_things_are_shown(gallery: Gallery) -> None:
    def case(vectors: np.ndarray, truth: int) -> Case:
        cosines, odd = gallery.cosines(vectors), gallery.odd_cosines(vectors)
        return Case(cosines, gallery.spreads, np.full(len(vectors), truth), odd)

    known = [case(_around(axis, 60, 5, far=0.25), axis) for axis in (0, 1)]
    unknown, hands = [case(_around(3, 60, 5), -1)], [case(_around(HAND, 60, 5, far=0.25), -1)]
    blind, fitted = (calibrate.likeliest(known, unknown, CALIBRATION, odd) for odd in ((), hands))
    assert blind.odd == 0.0
    assert fitted.odd != 0.0
    assert hands[0].loss(fitted) <= hands[0].loss(blind) + 1e-6
