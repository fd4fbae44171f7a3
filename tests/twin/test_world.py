"""The virtual cart's physics: things come to rest, weigh what they weigh, and are where the truth says."""

import numpy as np
import pytest

from hw.twin.basket import GRAVITY
from hw.twin.goods import ASSORTMENT, Form, Goods, true_weight
from hw.twin.hand import Hand, Job
from hw.twin.spots import find_spot
from hw.twin.world import Piece, World


def first(form: Form) -> list[Goods]:
    return [goods for goods in ASSORTMENT if goods.form is form]


def grams(world: World) -> float:
    return sum(world.forces()) / GRAVITY * 1000


def until_done(world: World, hand: Hand, job: Job, limit_s: float = 30.0) -> str:
    deadline = world.t + limit_s
    while not job.done and world.t < deadline:
        hand.advance()
        world.step()
    assert job.done, f"{job.name} {job.piece} did not end within {limit_s} s"
    return job.outcome


def run(world: World, hand: Hand, seconds: float) -> None:
    until = world.t + seconds
    while world.t < until:
        hand.advance()
        world.step()


def mean_grams(world: World, seconds: float) -> float:
    readings = []
    until = world.t + seconds
    while world.t < until:
        world.step()
        readings.append(grams(world))
    return float(np.mean(readings))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_half_a_kilogram_dropped_is_at_rest_and_right_within_one_and_a_half_seconds(seed: int) -> None:
    piece = Piece("box", first(Form.BOX)[0], 500.0, 0)
    world = World([piece], seed)
    empty = mean_grams(world, 0.5)
    spot = find_spot(world, piece.goods, np.random.default_rng(seed))
    assert spot is not None
    world.hold("box", np.array([spot.x, spot.y, spot.half_height + 0.03]), spot.quat)
    world.release("box", np.zeros(3))
    for _ in range(750):
        world.step()
    assert world.speed("box")[0] < 0.005
    settled = [grams(world) - empty]
    for _ in range(100):
        world.step()
        settled.append(grams(world) - empty)
    assert max(abs(reading - 500.0) for reading in settled) < 2.0


def test_the_four_forces_say_where_the_load_is() -> None:
    piece = Piece("box", first(Form.BOX)[0], 500.0, 0)
    world = World([piece], 1)
    world.hold("box", np.array([0.12, 0.08, 0.2]), np.array([1.0, 0, 0, 0]))
    empty = np.array(world.forces())
    world.release("box", np.zeros(3))
    for _ in range(1500):
        world.step()
    load = np.array(world.forces()) - empty
    x, y, _ = world.position("box")
    assert load @ (-0.24, 0.24, -0.24, 0.24) / load.sum() == pytest.approx(x, abs=0.003)
    assert load @ (-0.15, -0.15, 0.15, 0.15) / load.sum() == pytest.approx(y, abs=0.003)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_put_take_and_move_leave_the_truth_right(seed: int) -> None:
    rng = np.random.default_rng(seed)
    mixed = [*first(Form.BOX)[:2], *first(Form.CYLINDER)[:2], *first(Form.ELLIPSOID)[:2]]
    pieces = [Piece(f"p{i}", goods, float(true_weight(goods, rng)), 0) for i, goods in enumerate(mixed)]
    world = World(pieces, seed)
    hand = Hand(world, seed)
    empty = grams(world)
    for piece in pieces:
        assert until_done(world, hand, hand.put(piece.id)) == "in"
    assert world.inside() == [piece.id for piece in pieces]
    assert until_done(world, hand, hand.take("p1")) == "out"
    before = world.position("p2")[:2]
    assert until_done(world, hand, hand.move("p2")) == "in"
    assert np.hypot(*(world.position("p2")[:2] - before)) > 0.05
    assert until_done(world, hand, hand.take("p4")) == "out"
    assert world.inside() == ["p0", "p2", "p3", "p5"]
    run(world, hand, 2.0)
    truth = sum(piece.weight_g for piece in pieces if piece.id in world.inside())
    assert mean_grams(world, 0.5) - empty == pytest.approx(truth, abs=2.0)


def test_the_same_seed_gives_the_same_trip() -> None:
    def trip() -> list[float]:
        pieces = [Piece(f"p{i}", goods, 300.0, 0) for i, goods in enumerate(first(Form.BOX)[:2])]
        world = World(pieces, 5)
        hand = Hand(world, 5)
        for piece in pieces:
            until_done(world, hand, hand.put(piece.id))
        return [world.t, *world.forces(), *world.position("p1")]

    assert trip() == trip()


def test_leaning_weighs_and_goes_by() -> None:
    world = World([], 1)
    hand = Hand(world, 1)
    empty = grams(world)
    job = hand.lean(20.0, 3.0)
    run(world, hand, 1.5)
    assert 1200 < grams(world) - empty < 2800
    assert until_done(world, hand, job) == "left"
    run(world, hand, 2.0)
    assert grams(world) == pytest.approx(empty, abs=1.0)


def test_what_is_not_in_the_basket_cannot_be_taken() -> None:
    world = World([Piece("box", first(Form.BOX)[0], 500.0, 0)], 1)
    hand = Hand(world, 1)
    assert until_done(world, hand, hand.take("box")) == "refused: it is not in the basket"
    with pytest.raises(KeyError, match="no piece 'ghost'"):
        hand.put("ghost")
