"""The whole recipe on a few drawn pictures: views, training, conversion, figures. Needs the extra "train"."""

import json
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest

from cart.cli import main
from models.embedder import Embedder
from models.gallery import Gallery
from models.training import card

pytestmark = pytest.mark.skipif(
    find_spec("torch") is None,
    reason="torch is not installed: make test-train puts it into an environment of its own",
)

RECIPE = """
seed = 3
cache = "{cache}"

[network]
start = ""
widths = [8, 16, 32]
blocks = [1, 1]
embedding = 128
scale = 16.0
dropout = 0.0

[augment.photographs]
side = 48
area = [0.6, 1.0]
aspect = [0.9, 1.1]
turn = 10.0
colour = 0.1
tint = 0.05
cover = 0.0
mix = 0.2

[augment.twin]
side = 128
area = [0.8, 1.1]
aspect = [0.9, 1.1]
turn = 180.0
colour = 0.1
tint = 0.05
cover = 0.2
mix = 0.0

[teacher]
file = "teacher/tf2_mobilenet_v2_1.0_224_ptq.tflite"
side = 64
embedding = 32
scale = 16.0
dropout = 0.0

[[teacher.phase]]
name = "teacher"
batch = {{ photographs = 8 }}
epochs = 1
sides = [64]
rate = 0.01
warm_up = 0.5
weight_decay = 1e-4
smoothing = 0.1
coarse = 0.0
clean = 0.0
average = 0.5
taught = 0.0

[[phase]]
name = "both"
batch = {{ photographs = 8, twin = 8 }}
epochs = {epochs}
sides = [32, 48]
rate = 0.05
warm_up = 0.5
weight_decay = 5e-4
smoothing = 0.1
coarse = 0.3
clean = 0.2
average = 0.9
taught = 0.0

[held_out]
classes = []
fold = 0

[export]
side = 128

[twin]
products = 3
views = 6
variants = 1
variant_views = 4
nothing = 5
fresh = 30
enrol = 6
calibrate = 3
"""
MARKS = ("files", "photographs", "pairs", "twin", "unknown", "twin_pairs")
COLOURS = ((200, 40, 40), (40, 180, 40), (40, 60, 200), (210, 200, 40))


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    """Four classes of drawn pictures, filed as the Grocery Store Dataset is."""
    folder = tmp_path / "data" / "grocery-store"
    dice = np.random.default_rng(5)
    folder.mkdir(parents=True)
    header = "Class Name (str),Class ID (int),Coarse Class Name (str),Coarse Class ID (int)"
    rows = [f"Colour-{fine},{fine},Group-{fine // 2},{fine // 2}" for fine in range(len(COLOURS))]
    (folder / "classes.csv").write_text("\n".join([header, *rows]) + "\n")
    for split, count in (("train", 12), ("val", 4)):
        lines = []
        for fine, colour in enumerate(COLOURS):
            for nth in range(count):
                name = f"{split}/{fine}-{nth}.png"
                (folder / split).mkdir(exist_ok=True)
                picture = np.clip(np.array(colour) + dice.normal(0, 30, (60, 50, 3)), 0, 255).astype(np.uint8)
                cv2.imwrite(str(folder / name), picture[..., ::-1])
                lines.append(f"{name}, {fine}, {fine // 2}")
        (folder / f"{split}.txt").write_text("\n".join(lines) + "\n")
    return tmp_path / "data"


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "recipe.toml"
    path.write_text(RECIPE.format(cache=tmp_path / "cache", epochs=3))
    return path


def test_from_nothing_to_a_model_that_the_cart_takes(tmp_path: Path, photographs: Path, recipe: Path) -> None:
    out = tmp_path / "out"
    words = ["train", "--recipe", str(recipe), "--data", str(photographs), "--out", str(out), "--threads", "1"]
    assert main(words) == 0
    embedder = Embedder(out / "embedder.tflite")
    grocery = Gallery.load(out / "grocery.npz", embedder.digest)
    shop = Gallery.load(out / "twin.npz", embedder.digest)
    assert [len(grocery.looks), len(shop.looks)] == [4, 3]
    record = json.loads((out / "record.json").read_text())
    assert record["made"]["data"]["train"]["pictures"] == 48
    assert record["model"]["digest"] == embedder.digest
    assert record["figures"]["photographs"]["fine"] >= 75  # four flat colours
    assert (out / "curves.png").stat().st_size > 1000
    assert cv2.imread(str(out / "curves.png")) is not None
    assert set(record["model"]["right"]) == {"float16", "int8"}
    assert record["model"]["numbers"] in record["model"]["right"]
    evaluate = ["evaluate", "--recipe", str(recipe), "--data", str(photographs), "--models", str(out)]
    model_card, drawn = tmp_path / "card.md", tmp_path / "drawn"
    model_card.write_text("".join(f"<!-- measured: {mark} -->\n<!-- end -->\n" for mark in MARKS))
    assert main([*evaluate, "--card", str(model_card), "--pictures", str(drawn)]) == 0
    assert card.files(out) in model_card.read_text()
    assert {path.name for path in drawn.iterdir()} == {
        "reliability.png",
        "photographs.png",
        "twin.png",
        "failures.png",
        "accepted.png",
    }
    assert all(cv2.imread(str(path)) is not None for path in drawn.iterdir())


@pytest.mark.usefixtures("importable_timm")
def test_another_body_learns_from_the_teacher(tmp_path: Path, photographs: Path, recipe: Path, data_dir: Path) -> None:
    import timm
    import torch

    (photographs / "teacher").symlink_to(data_dir / "teacher")
    words = recipe.read_text().replace("photographs = 8, twin = 8", "photographs = 8")
    recipe.write_text("taught = 0.5\n\n[held_out]".join(words.split("taught = 0.0\n\n[held_out]")))
    weights, out = tmp_path / "small.pth", tmp_path / "out"
    torch.save(timm.create_model("test_resnet", num_classes=4).state_dict(), weights)
    train = ["train", "--recipe", str(recipe), "--data", str(photographs), "--out", str(out), "--threads", "1"]
    assert main([*train, "--start", f"timm:test_resnet={weights}"]) == 0
    assert (tmp_path / "cache" / "teacher" / "embedder.pt").exists()
    assert Gallery.load(out / "grocery.npz", Embedder(out / "embedder.tflite").digest).looks


def test_a_training_that_was_begun_is_not_lost(
    tmp_path: Path, photographs: Path, recipe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", "--recipe", str(recipe), "--data", str(photographs), "--out", str(tmp_path / "out")]
    assert main([*words, "--resume"]) == 2
    assert "no training to go on with" in capsys.readouterr().err
    (tmp_path / "cache").mkdir(exist_ok=True)
    (tmp_path / "cache" / "embedder.pt").write_bytes(b"")
    assert main(words) == 2
    assert "--resume goes on with it" in capsys.readouterr().err


def test_a_run_without_some_pictures_lies_beside_the_main_one(
    tmp_path: Path, photographs: Path, recipe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    recipe.write_text(recipe.read_text().replace("photographs = 8, twin = 8", "photographs = 8"))  # no views to draw
    words = ["train", "--recipe", str(recipe), "--data", str(photographs), "--out", str(out), "--threads", "1"]
    assert main([*words, "--phases", "some"]) == 2
    assert "no phase some: it has both" in capsys.readouterr().err
    assert main([*words, "--phases", "both", "some"]) == 2
    assert "no phase some: it has both" in capsys.readouterr().err
    assert main([*words, "--hold-out", "3", "99"]) == 2
    assert "there is no class 99 to hold out: they are 0 to 3" in capsys.readouterr().err
    assert main([*words, "--name", "three", "--hold-out", "3", "--fold", "2"]) == 0
    assert (tmp_path / "cache" / "three" / "embedder.pt").exists()
    assert not (tmp_path / "cache" / "embedder.pt").exists()
    record = json.loads((out / "record.json").read_text())
    assert record["made"]["held_out"] == {"classes": [3], "fold": 2}
    assert record["figures"]["photographs"]["images"] == 12
    grocery = Gallery.load(out / "grocery.npz")
    assert [look.sku for look in grocery.looks] == ["colour-0", "colour-1", "colour-2"]
