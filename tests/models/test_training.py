"""Training on a handful of drawn squares: it learns, stops, resumes. Needs the extra "train"."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.training import recipe
from models.training.data import Labelled

if TYPE_CHECKING:
    from models.training.train import Training

torch = pytest.importorskip("torch", reason="torch is not installed: pip install smart-cart[train]")


@pytest.fixture
def plan(tmp_path: Path) -> recipe.Recipe:
    """The shipped recipe, made small."""
    whole = recipe.read(Path(recipe.__file__).with_name("recipe.toml"))
    shape = recipe.NetworkShape(start="", widths=(8, 16), blocks=(1,), embedding=128, scale=16.0, dropout=0.0)
    phase = replace(whole.phases[0], epochs=6, batch={"photographs": 8}, sides=(32,), warm_up=0.5, average=0.5)
    return replace(whole, cache=tmp_path, network=shape, phases=(phase,))


def _red_and_blue() -> dict[str, Labelled]:
    labels = np.arange(32) % 2
    squares = np.random.default_rng(1).integers(0, 60, (32, 32, 32, 3), dtype=np.uint8)
    squares[labels == 0, ..., 0] += 180
    squares[labels == 1, ..., 2] += 180
    return {"photographs": Labelled(squares, labels)}


def test_it_learns_and_goes_on_from_a_checkpoint(plan: recipe.Recipe) -> None:
    from models.training import checkpoint
    from models.training.exported import Exported
    from models.training.train import Training

    sources = _red_and_blue()
    first = Training(plan, sources)
    first.run()
    squares = torch.from_numpy(sources["photographs"].squares).float() / 255
    with torch.no_grad():
        vectors = Exported(first.average.eval())(squares)
        seen = first.average.logits(vectors, "photographs").argmax(1)
    assert vectors.shape == (len(squares), plan.network.embedding)
    assert (seen.numpy() == sources["photographs"].labels).mean() > 0.9

    second = Training(plan, sources)
    second.resume(plan.cache / checkpoint.FILE)
    assert (second.phase, second.step) == (1, 0)
    assert _same(first, second)


def test_a_training_that_was_stopped_ends_where_the_other_one_does(plan: recipe.Recipe, tmp_path: Path) -> None:
    from models.training import checkpoint
    from models.training.train import Training

    class Stopped(Exception):
        pass

    class Stopping(Training):
        def save(self, path: Path) -> None:
            super().save(path)
            if self.step == 8:
                raise Stopped

    sources = _red_and_blue()
    whole = Training(plan, sources)
    whole.run()
    begun = Stopping(plan, sources)
    with pytest.raises(Stopped):
        begun.run()
    resumed = Training(plan, sources)
    resumed.resume(plan.cache / checkpoint.FILE)
    assert resumed.step == 8
    resumed.run()
    assert _same(whole, resumed)


def test_another_training_does_not_go_on_from_a_checkpoint(plan: recipe.Recipe) -> None:
    from models.training import checkpoint
    from models.training.train import Training

    sources = _red_and_blue()
    path = plan.cache / checkpoint.FILE
    Training(plan, sources).run()
    more = replace(plan, phases=(*plan.phases, replace(plan.phases[0], name="more")))
    going_on = Training(more, sources)
    going_on.resume(path)
    assert (going_on.phase, going_on.step) == (1, 0)
    others = {
        "held out classes": replace(plan, held_out=replace(plan.held_out, classes=(1,))),
        "seed": replace(plan, seed=plan.seed + 1),
        "phases": replace(plan, phases=(replace(plan.phases[0], name="other"),)),
    }
    for what, other in others.items():
        with pytest.raises(checkpoint.CheckpointUnusable, match=f"of another training .{what}:"):
            Training(other, sources).resume(path)
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(checkpoint.CheckpointUnusable, match="is damaged"):
        Training(plan, sources).resume(path)


def test_the_training_before_stays_beside_the_new_one(tmp_path: Path) -> None:
    from models.training import checkpoint

    (tmp_path / checkpoint.FILE).write_bytes(b"hours")
    checkpoint.put_aside(tmp_path)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(f"before-{checkpoint.FILE}", b"hours")]


def _same(one: "Training", other: "Training") -> bool:
    mine, theirs = one.average.state_dict(), other.average.state_dict()
    return all(torch.equal(weight, theirs[name]) for name, weight in mine.items())
