"""Training on a handful of drawn squares: it learns, stops, resumes. Needs the extra "train"."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.training import recipe
from models.training.data import Labelled

torch = pytest.importorskip("torch", reason="torch is not installed: pip install smart-cart[train]")


@pytest.fixture
def plan(tmp_path: Path) -> recipe.Recipe:
    """The shipped recipe, made small."""
    whole = recipe.read(Path(recipe.__file__).with_name("recipe.toml"))
    shape = recipe.NetworkShape(widths=(8, 16), blocks=(1,), embedding=128, scale=16.0, dropout=0.0)
    phase = replace(whole.phases[0], epochs=6, stop=1.0, batch=8, sides=(32,), warm_up=0.5, average=0.5)
    return replace(whole, cache=tmp_path, network=shape, phases=(phase,))


def _red_and_blue() -> dict[str, Labelled]:
    labels = np.arange(32) % 2
    squares = np.random.default_rng(1).integers(0, 60, (32, 32, 32, 3), dtype=np.uint8)
    squares[labels == 0, ..., 0] += 180
    squares[labels == 1, ..., 2] += 180
    return {"photographs": Labelled(squares, labels)}


def test_it_learns_and_goes_on_from_a_checkpoint(plan: recipe.Recipe) -> None:
    from models.training.network import Exported
    from models.training.train import CHECKPOINT, Training

    sources = _red_and_blue()
    first = Training(plan, sources)
    first.run()
    squares = torch.from_numpy(sources["photographs"].squares).float() / 255
    with torch.no_grad():
        vectors = Exported(first.average.eval())(squares)
        seen = first.average.logits(vectors, "photographs").argmax(1)
    assert vectors.norm(dim=1).numpy() == pytest.approx(1.0, abs=1e-5)
    assert (seen.numpy() == sources["photographs"].labels).mean() > 0.9

    second = Training(plan, sources)
    second.resume(plan.cache / CHECKPOINT)
    assert (second.phase, second.step) == (1, 0)
    for name, weight in first.average.state_dict().items():
        assert torch.equal(weight, second.average.state_dict()[name]), name
