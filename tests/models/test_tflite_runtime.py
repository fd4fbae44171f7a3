"""The answers do not depend on the interpreter: ai-edge-litert here, tflite-runtime in a venv of its own."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from models import embedder as embedder_module
from models.embedder import Embedder

MODELS = Path(embedder_module.__file__).parent
OTHER = MODELS.parent / ".venv-tflite" / "bin" / "python"

SCRIPT = """
import sys
from pathlib import Path
import numpy as np
from models.embedder import Embedder
squares = np.load(sys.argv[2])
np.save(sys.argv[3], Embedder(Path(sys.argv[1]), "tflite-runtime").embed_squares(list(squares)))
"""


def test_tflite_runtime_sees_the_same(tmp_path: Path) -> None:
    if not OTHER.exists():
        pytest.skip(f"{OTHER.parent.parent.name} is not there (make test makes it with Python 3.11)")
    version = subprocess.check_output([OTHER, "-c", "import sys; print(sys.version_info[1])"], text=True)
    if int(version) > 11:
        pytest.skip("tflite-runtime was never built for Python above 3.11")
    here = Embedder(MODELS / "embedder.tflite")
    dice = np.random.default_rng(7)
    coarse = dice.integers(0, 256, (4, 8, 8, 3), dtype=np.uint8)
    squares = coarse.repeat(here.side // 8, axis=1).repeat(here.side // 8, axis=2)
    asked, answered = tmp_path / "squares.npy", tmp_path / "vectors.npy"
    np.save(asked, squares)
    command = [OTHER, "-c", SCRIPT, MODELS / "embedder.tflite", asked, answered]
    done = subprocess.run(command, cwd=MODELS.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert np.load(answered) == pytest.approx(here.embed_squares(list(squares)), abs=1e-3)
