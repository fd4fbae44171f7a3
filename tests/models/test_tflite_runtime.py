"""The answers do not depend on the interpreter: ai-edge-litert here, tflite-runtime in a venv of its own."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import models
from models.embedder import Embedder
from models.gallery import Gallery
from models.training import data

OTHER = models.FOLDER.parent / ".venv-tflite" / "bin" / "python"
Embed = Callable[[np.ndarray], np.ndarray]

SCRIPT = """
import sys
from pathlib import Path
import numpy as np
from models.embedder import Embedder
squares = np.load(sys.argv[2])
np.save(sys.argv[3], Embedder(Path(sys.argv[1]), "tflite-runtime").embed_squares(list(squares)))
"""


@pytest.fixture
def tflite_runtime(tmp_path: Path) -> Embed:
    """The shipped model in the other interpreter."""
    if not OTHER.exists():
        pytest.skip(f"{OTHER.parent.parent.name} is not there (make test makes it with Python 3.11)")
    version = subprocess.check_output([OTHER, "-c", "import sys; print(sys.version_info[1])"], text=True)
    if int(version) > 11:
        pytest.skip("tflite-runtime was never built for Python above 3.11")

    def embed(squares: np.ndarray) -> np.ndarray:
        asked, answered = tmp_path / "squares.npy", tmp_path / "vectors.npy"
        np.save(asked, squares)
        command = [OTHER, "-c", SCRIPT, models.FOLDER / "embedder.tflite", asked, answered]
        done = subprocess.run(command, cwd=models.FOLDER.parent, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return np.asarray(np.load(answered))

    return embed


@pytest.fixture(scope="module")
def litert() -> Embedder:
    return Embedder(models.FOLDER / "embedder.tflite")


def test_both_interpreters_see_the_same(litert: Embedder, tflite_runtime: Embed) -> None:
    """Floats to 1e-4; integers round differently, and their vectors stay within three degrees."""
    coarse = np.random.default_rng(7).integers(0, 256, (4, 8, 8, 3), dtype=np.uint8)
    squares = coarse.repeat(litert.side // 8, axis=1).repeat(litert.side // 8, axis=2)
    here, there = litert.embed_squares(list(squares)), tflite_runtime(squares)
    if litert.integers:
        assert (here * there).sum(axis=1).min() > np.cos(np.pi / 60)
    else:
        assert there == pytest.approx(here, abs=1e-4)


@pytest.mark.slow
def test_both_interpreters_name_val_alike(
    litert: Embedder, tflite_runtime: Embed, data_dir: Path, tmp_path: Path
) -> None:
    """The same first name for at least 99 of 100 photographs, whatever numbers the model reckons with."""
    gallery = Gallery.load(models.FOLDER / "grocery.npz", litert.digest)
    squares = data.photographs(data_dir, "val", litert.side, tmp_path).squares
    vectors = litert.embed_squares(list(squares)), tflite_runtime(squares)
    here, there = (gallery.likeness(seen).argmax(axis=1) for seen in vectors)
    assert (here == there).mean() >= 0.99
