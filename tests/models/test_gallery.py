"""Galleries: enrolment, calibrated scores, files."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cart.core.units import Sku
from models.gallery import ENDLESS, Calibration, Gallery, GalleryUnusable, log_scores
from models.looks import PROTOTYPES, enrolled

APPLE, PEAR = Sku("apple"), Sku("pear")


def _vectors(seed: int, count: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, 128)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def gallery() -> Gallery:
    empty = Gallery("a1b2c3d4e5", Calibration(sharpness=12.0, nothing=0.3))
    return empty.enrol(APPLE, "Apple", _vectors(1, 3)).enrol(PEAR, "Pear", _vectors(2, 9))


def test_enrolling_is_a_new_gallery(gallery: Gallery) -> None:
    grown = gallery.enrol(Sku("plum"), "Plum", _vectors(3, 2))
    assert len(gallery.looks) == 2
    assert grown.names == {"apple": "Apple", "pear": "Pear", "plum": "Plum"}
    assert grown.scores(_vectors(3, 2)[0])[0][Sku("plum")] > 0.9


def test_earlier_views_stay_and_the_limit_holds(gallery: Gallery) -> None:
    more = gallery.enrol(APPLE, "Red apple", _vectors(4, 1))
    assert more.names[APPLE] == "Red apple"
    assert len(more.looks) == 2
    assert more.scores(_vectors(1, 3)[0])[0][APPLE] > 0.9
    assert more.scores(_vectors(4, 1)[0])[0][APPLE] > 0.9
    assert [look.views for look in more.looks] == [9, 4]
    assert [len(look.prototypes) for look in gallery.looks] == [3, 5]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 1000), st.integers(1, 4), st.integers(1, 4))
def test_a_product_enrolled_in_two_goes_looks_as_if_enrolled_at_once(seed: int, first: int, second: int) -> None:
    views = (_vectors(seed, 1) + 0.6 * _vectors(seed + 1, first + second))[:PROTOTYPES]
    at_once = enrolled(APPLE, "Apple", views)
    in_two = enrolled(APPLE, "Apple", views[first:], enrolled(APPLE, "Apple", views[:first]))
    assert (in_two.prototypes @ at_once.prototypes.T).max(axis=1) == pytest.approx(1.0, abs=1e-4)
    assert in_two.views == at_once.views


def test_no_view_is_no_enrolment(gallery: Gallery) -> None:
    with pytest.raises(ValueError, match="at least one view"):
        gallery.enrol(APPLE, "Apple", np.zeros((0, 128), np.float32))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 1000), st.integers(1, 4))
def test_scores_are_probabilities(seed: int, looks: int) -> None:
    calibration = Calibration(sharpness=12.0, nothing=0.3)
    gallery = Gallery("m", calibration).enrol(APPLE, "Apple", _vectors(1, 3)).enrol(PEAR, "Pear", _vectors(2, 2))
    p, nothing = gallery.scores(_vectors(seed, looks))
    assert sum(p.values()) + nothing == pytest.approx(1.0)
    assert all(0 <= each <= 1 for each in (*p.values(), nothing))


def test_a_stranger_is_nothing_and_an_empty_gallery_knows_nothing(gallery: Gallery) -> None:
    assert gallery.scores(_vectors(9, 1))[1] > 0.8
    assert gallery.only([]).scores(_vectors(1, 1)) == ({}, 1.0)


def test_two_looks_are_surer_than_one(gallery: Gallery) -> None:
    look = 0.5 * _vectors(1, 3)[0] + 0.35 * _vectors(2, 9)[0]
    once, twice = gallery.scores(look)[0], gallery.scores(np.stack([look, look]))[0]
    assert once[APPLE] > once[PEAR]
    assert twice[APPLE] / twice[PEAR] == pytest.approx((once[APPLE] / once[PEAR]) ** 2, rel=1e-3)


def test_only_keeps_what_is_asked_for(gallery: Gallery) -> None:
    assert gallery.only([PEAR, Sku("unheard of")]).skus == (PEAR,)


def test_a_gallery_survives_its_file(gallery: Gallery, tmp_path: Path) -> None:
    path = tmp_path / "gallery.npz"
    gallery.save(path)
    loaded = Gallery.load(path, gallery.model)
    assert (loaded.skus, loaded.names, loaded.model) == (gallery.skus, gallery.names, gallery.model)
    assert loaded.calibration == gallery.calibration
    assert loaded.likeness(_vectors(5, 2)) == pytest.approx(gallery.likeness(_vectors(5, 2)), abs=1e-6)
    empty = gallery.only([])
    empty.save(path)
    assert Gallery.load(path).looks == ()


def test_a_gallery_of_another_model_is_refused(gallery: Gallery, tmp_path: Path) -> None:
    gallery.save(tmp_path / "gallery.npz")
    with pytest.raises(GalleryUnusable, match=r"made with model a1b2c3d4.*enrol the products again"):
        Gallery.load(tmp_path / "gallery.npz", "ffff" * 16)


@pytest.mark.parametrize("kept", [0, 10, 300, -1])
def test_a_damaged_gallery_is_named_in_a_sentence(gallery: Gallery, tmp_path: Path, kept: int) -> None:
    path = tmp_path / "gallery.npz"
    gallery.save(path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(GalleryUnusable, match="damaged or no gallery of ours"):
        Gallery.load(path)


def test_an_absent_or_foreign_gallery_is_named_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(GalleryUnusable, match="cannot be read"):
        Gallery.load(tmp_path / "absent.npz")
    np.savez(tmp_path / "foreign.npz", numbers=np.arange(3))
    with pytest.raises(GalleryUnusable, match="no gallery of ours"):
        Gallery.load(tmp_path / "foreign.npz")


@pytest.mark.parametrize("seed", range(3))
def test_flipped_bits_are_noticed_or_harmless(gallery: Gallery, tmp_path: Path, seed: int) -> None:
    path = tmp_path / "gallery.npz"
    gallery.save(path)
    whole, dice = path.read_bytes(), np.random.default_rng(seed)
    for where in dice.integers(len(whole), size=150):
        torn = bytearray(whole)
        torn[where] ^= 1 << int(dice.integers(8))
        path.write_bytes(torn)
        try:
            looks = Gallery.load(path).looks
        except GalleryUnusable:
            continue
        assert [look.sku for look in looks] == list(gallery.skus), f"byte {where}"


def test_a_gallery_of_an_older_format_is_named_in_a_sentence(gallery: Gallery, tmp_path: Path) -> None:
    path = tmp_path / "gallery.npz"
    np.savez(path, format=1, model=gallery.model)
    with pytest.raises(GalleryUnusable, match=r"format 1, this version reads 2 to 4: enrol its products again"):
        Gallery.load(path)


def test_what_was_there_stays_when_a_gallery_cannot_be_written(gallery: Gallery, tmp_path: Path) -> None:
    path = tmp_path / "gallery.npz"
    gallery.save(path)
    before = path.read_bytes()
    (tmp_path / "gallery.npz.part").mkdir()
    with pytest.raises(OSError, match="directory"):
        gallery.only([]).save(path)
    assert path.read_bytes() == before


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 100), st.integers(1, 20))
def test_prototypes_are_unit_vectors_and_few(seed: int, count: int) -> None:
    vectors = _vectors(seed, count)
    look = enrolled(APPLE, "Apple", vectors)
    assert 1 <= len(look.prototypes) <= PROTOTYPES
    assert np.linalg.norm(look.prototypes, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert look.weights.sum() == pytest.approx(count)
    assert (look.views, look.measured) == (count, count if count > 1 else 0)


def _around(middle: np.ndarray, far: float, count: int, seed: int = 5) -> np.ndarray:
    vectors = middle + far * _vectors(seed, count)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_a_spread_is_measured_from_views_that_were_left_out() -> None:
    tight, loose = (enrolled(APPLE, "Apple", _around(_vectors(1, 1)[0], far, 12)) for far in (0.3, 1.0))
    assert 0.02 < tight.spread < loose.spread
    fresh = _around(_vectors(1, 1)[0], 1.0, 200, seed=8)
    assert loose.spread == pytest.approx(1 - (fresh @ loose.prototypes.T).max(axis=1).mean(), abs=0.06)


def test_few_views_do_not_look_surer_than_many() -> None:
    calibration = Calibration(20.0, 0.6, trust=1.0, near=0.1, few=0.3)
    middle = _vectors(1, 1)[0]
    spreads = []
    for count in (1, 3, 12):
        gallery = Gallery("m", calibration).enrol(APPLE, "Apple", _around(middle, 0.3, count))
        spreads.append(float(gallery.spreads[0]))
    assert spreads == sorted(spreads, reverse=True)
    same = Gallery("m", calibration).enrol(APPLE, "Apple", np.stack([middle] * 3))
    assert same.spreads[0] > 0.1, "one picture given three times is no proof of a narrow product"


def test_a_look_counts_by_its_products_own_spread() -> None:
    narrow, wide = _around(_vectors(1, 1)[0], 0.15, 12), _around(_vectors(2, 1)[0], 1.2, 12)
    between = 0.5 * (_vectors(1, 1)[0] + _vectors(2, 1)[0])
    plain = Gallery("m", Calibration(20.0, 0.2)).enrol(APPLE, "Apple", narrow).enrol(PEAR, "Pear", wide)
    apart = Gallery("m", Calibration(20.0, 0.2, trust=1.0), plain.looks)
    assert plain.likeness(between) == pytest.approx(plain.cosines(between))
    assert apart.scores(between)[0][PEAR] > plain.scores(between)[0][PEAR]


@pytest.mark.parametrize("core", [1e-3, 0.1, ENDLESS])
def test_log_scores_never_overflow(core: float) -> None:
    scores = log_scores(np.array([[1.0, -1.0]], np.float32), Calibration(1e6, 0.5, core=core))
    assert np.isfinite(scores).all()


@given(seed=st.integers(0, 10_000), core=st.floats(0.01, ENDLESS))
@settings(max_examples=50, deadline=None)
def test_the_core_changes_no_order_of_one_look(seed: int, core: float) -> None:
    likeness = np.random.default_rng(seed).uniform(-1, 1, (4, 6)).astype(np.float32)
    ranked = [log_scores(likeness, Calibration(20.0, 0.5, core=each))[:, :-1].argsort() for each in (core, ENDLESS)]
    assert (ranked[0] == ranked[1]).all()


def test_an_endless_core_is_the_softmax_of_the_cosines() -> None:
    likeness = np.array([[0.9, 0.4, -0.2]], np.float32)
    p = np.exp(20.0 * np.array([0.9, 0.4, -0.2, 0.5]))
    assert np.exp(log_scores(likeness, Calibration(20.0, 0.5)))[0] == pytest.approx(p / p.sum(), abs=1e-4)


def test_a_look_that_fits_nothing_outvotes_no_good_one_where_the_core_is_small() -> None:
    good, hidden = [0.95, 0.8], [-0.3, 0.1]
    looks = np.array([good, good, hidden], np.float32)
    near, endless = (log_scores(looks, Calibration(20.0, -1.0, core=core), looks=3)[0] for core in (0.05, ENDLESS))
    assert near.argmax() == 0
    assert endless.argmax() == 1
