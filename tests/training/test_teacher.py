"""The frozen teacher as floats: the answers of the integers, and a training signal."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.training import recipe
from models.training.data import DataMissing, Labelled

torch = pytest.importorskip("torch", reason="torch is not installed: make test-train puts it into its environment")

FILE = "teacher/tf2_mobilenet_v2_1.0_224_ptq.tflite"
DATA = Path(os.environ.get("SMART_CART_DATA", "data"))
needs_teacher = pytest.mark.skipif(
    not (DATA / FILE).exists(), reason=f"{FILE} is not there: name the folder that holds it in SMART_CART_DATA"
)


@pytest.fixture
def plan(tmp_path: Path) -> recipe.Recipe:
    """The shipped recipe with a teacher, made small."""
    whole = recipe.read(recipe.SHIPPED)
    small = {"epochs": 1, "batch": {"photographs": 8}, "sides": (32,), "warm_up": 0.5, "average": 0.5}
    phase = replace(whole.phases[0], **small, taught=0.7)
    teacher = replace(whole.teacher, side=64, phases=(replace(whole.teacher.phases[0], **small),))
    shape = recipe.NetworkShape(start="", widths=(8, 16), blocks=(1,), embedding=32, scale=16.0, dropout=0.0)
    return replace(whole, cache=tmp_path, network=shape, teacher=teacher, phases=(phase,))


@pytest.fixture
def sources() -> dict[str, Labelled]:
    dice = np.random.default_rng(1)
    return {"photographs": Labelled(dice.integers(0, 255, (24, 64, 64, 3), dtype=np.uint8), np.arange(24) % 4)}


@needs_teacher
def test_as_floats_it_sees_what_the_integers_see() -> None:
    from ai_edge_litert.interpreter import Interpreter

    from models.training.mobilenet import MobileNet

    dice = np.random.default_rng(2)
    pictures = np.stack([np.kron(dice.uniform(-1, 1, (7, 7, 3)), np.ones((32, 32, 1))) for _ in range(8)])
    body = MobileNet(DATA / FILE)
    x = torch.from_numpy(pictures).float().permute(0, 3, 1, 2)
    body.unfold(x)
    with torch.no_grad():
        mine = body(x[:1]).mean((2, 3)).numpy()[0]

    interpreter = Interpreter(str(DATA / FILE), experimental_preserve_all_tensors=True)
    interpreter.allocate_tensors()
    given = interpreter.get_input_details()[0]
    scale, zero = given["quantization"]
    interpreter.set_tensor(given["index"], np.round(pictures[:1] / scale + zero).astype(given["dtype"]))
    interpreter.invoke()
    pooled = next(t for t in interpreter.get_tensor_details() if tuple(t["shape"]) == (1, 1, 1, 1280))
    scale, zero = pooled["quantization"]
    theirs = (interpreter.get_tensor(pooled["index"])[0, 0, 0].astype(np.float32) - zero) * scale
    assert mine @ theirs / np.linalg.norm(mine) / np.linalg.norm(theirs) > 0.97


@needs_teacher
def test_its_answers_change_what_is_learned(plan: recipe.Recipe, sources: dict[str, Labelled]) -> None:
    from models.training.teaching import begun, fresh, teacher
    from models.training.train import Training

    fresh(plan)
    assert begun(plan) == []
    known = teacher(plan, DATA, sources, None, threads=1)
    assert [path.parent.name for path in begun(plan)] == ["teacher"]
    taught, alone = Training(plan, sources, teacher=known), Training(plan, sources)
    taught.run()
    alone.run()
    assert not torch.equal(taught.average.heads["photographs"], alone.average.heads["photographs"])

    again = teacher(plan, DATA, sources, None, threads=1)
    assert torch.equal(again.heads["photographs"], known.heads["photographs"])


def test_without_its_file_it_is_named(plan: recipe.Recipe, sources: dict[str, Labelled], tmp_path: Path) -> None:
    from models.training.teaching import teacher

    with pytest.raises(DataMissing, match=r"ptq\.tflite is not there"):
        teacher(plan, tmp_path, sources, None, threads=1)
    untaught = replace(plan, phases=tuple(replace(phase, taught=0.0) for phase in plan.phases))
    assert teacher(untaught, tmp_path, sources, None, threads=1) is None


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    from models.training.mobilenet import MobileNet, NoMobileNet

    path = tmp_path / "teacher.tflite"
    path.write_bytes(b"no model")
    with pytest.raises(NoMobileNet, match="is no model of TensorFlow Lite"):
        MobileNet(path).unfold(torch.zeros(1, 3, 64, 64))
