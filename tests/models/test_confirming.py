"""Confirmed looks refine a gallery within limits, and leave no trace when they are undone."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cart.core.units import Sku
from models.gallery import Calibration, Gallery
from models.looks import CONFIRMED

APPLE, PEAR = Sku("apple"), Sku("pear")
Steps = list[tuple[str, Sku, int, str]]


def _unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


def _views(seed: int, sku: Sku, count: int) -> np.ndarray:
    """Views around the product's own direction."""
    middle = np.eye(32)[[APPLE, PEAR].index(sku)]
    return _unit(middle + 0.12 * np.random.default_rng(seed).normal(size=(count, 32)))


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    empty = Gallery("a1b2", Calibration(12.0, 0.3))
    return empty.enrol(APPLE, "Apple", _views(1, APPLE, 8)).enrol(PEAR, "Pear", _views(2, PEAR, 3))


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["confirm", "undo", "enrol"]),
        st.sampled_from([APPLE, PEAR]),
        st.integers(0, 30),
        st.sampled_from("abcdefghijklmnop"),
    ),
    max_size=25,
)


def _after(gallery: Gallery, steps: Steps) -> Gallery:
    for what, sku, seed, event in steps:
        if what == "confirm":
            gallery = gallery.confirm(sku, _views(seed, sku, 1)[0], event)
        elif what == "undo":
            gallery = gallery.undo(event)
        else:
            gallery = gallery.enrol(sku, sku, _views(seed, sku, 2))
    return gallery


def _same(one: Gallery, other: Gallery) -> bool:
    return one.skus == other.skus and all(
        np.array_equal(a.refined, b.refined)
        and np.array_equal(a.prototypes, b.prototypes)
        and (a.spread, a.measured) == (b.spread, b.measured)
        and [each.event for each in a.confirmed] == [each.event for each in b.confirmed]
        for a, b in zip(one.looks, other.looks, strict=True)
    )


@settings(deadline=None, max_examples=40)
@given(steps=STEPS, seed=st.integers(0, 30), sku=st.sampled_from([APPLE, PEAR]))
def test_confirm_then_undo_is_nothing(gallery: Gallery, steps: Steps, seed: int, sku: Sku) -> None:
    before = _after(gallery, steps)
    assert _same(before.confirm(sku, _views(seed, sku, 1)[0], "new").undo("new"), before)


@settings(deadline=None, max_examples=40)
@given(steps=STEPS)
def test_enrolled_prototypes_stay_whatever_is_confirmed(gallery: Gallery, steps: Steps) -> None:
    plain = _after(gallery, [step for step in steps if step[0] == "enrol"])
    after = _after(gallery, steps)
    for look, enrolled in zip(after.looks, plain.looks, strict=True):
        assert np.array_equal(look.prototypes, enrolled.prototypes)
        assert len(look.confirmed) <= CONFIRMED
        assert look.refined.shape == look.prototypes.shape
        # Drawn by half of the way at most: an angle of 45 degrees even against a look at right angles.
        assert (look.refined * look.prototypes).sum(axis=1).min() > np.cos(np.pi / 4) - 1e-3
    events = [each.event for look in after.looks for each in look.confirmed]
    assert len(events) == len(set(events))


@settings(deadline=None, max_examples=30)
@given(steps=STEPS)
def test_undoing_everything_leaves_what_was_enrolled(gallery: Gallery, steps: Steps) -> None:
    after = _after(gallery, steps)
    for event in "abcdefghijklmnop":
        after = after.undo(event)
    assert _same(after, _after(gallery, [step for step in steps if step[0] == "enrol"]))


def test_a_confirmed_look_makes_its_like_likelier(gallery: Gallery) -> None:
    seen = _unit(_views(1, APPLE, 8).mean(axis=0) + 0.6 * np.eye(32)[9])
    taken = gallery.confirm(APPLE, seen, "trip 1, line 2")
    assert taken.scores(seen)[0][APPLE] > gallery.scores(seen)[0][APPLE]
    assert taken.scores(_views(2, PEAR, 3)[0])[0][PEAR] > 0.9


def test_a_wrong_confirmation_is_not_taken(gallery: Gallery) -> None:
    pear, nothing = _views(2, PEAR, 3)[0], np.eye(32)[20]
    assert gallery.confirm(APPLE, pear, "a") is gallery
    assert gallery.confirm(APPLE, nothing, "a") is gallery
    assert gallery.confirm(Sku("unheard of"), pear, "a") is gallery
    assert gallery.undo("a") is gallery


def test_an_event_counts_once_and_eight_are_enough(gallery: Gallery) -> None:
    grown = gallery
    for nth in range(CONFIRMED):
        grown = grown.confirm(APPLE, _views(nth, APPLE, 1)[0], f"{nth}")
    assert len(grown.looks[0].confirmed) == CONFIRMED
    assert grown.confirm(APPLE, _views(90, APPLE, 1)[0], "one more") is grown
    assert grown.confirm(PEAR, _views(2, PEAR, 3)[0], "0") is grown
    assert len(grown.undo("3").confirm(APPLE, _views(90, APPLE, 1)[0], "one more").looks[0].confirmed) == CONFIRMED


def test_confirmed_looks_are_kept_in_the_file(gallery: Gallery, tmp_path: Path) -> None:
    taken = gallery.confirm(APPLE, _views(7, APPLE, 1)[0], "trip 1").confirm(PEAR, _views(8, PEAR, 1)[0], "trip 2")
    taken.save(tmp_path / "gallery.npz")
    loaded = Gallery.load(tmp_path / "gallery.npz")
    assert loaded.likeness(_views(9, APPLE, 3)) == pytest.approx(taken.likeness(_views(9, APPLE, 3)), abs=1e-6)
    assert loaded.undo("trip 1").undo("trip 2").cosines(_views(9, PEAR, 3)) == pytest.approx(
        gallery.cosines(_views(9, PEAR, 3)), abs=1e-6
    )
