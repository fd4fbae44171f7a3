"""The gallery: every state has a name; pictures are there and not blank; no screen breaks a rule."""

import subprocess
import sys

import cv2

from cart.core.inputs import Reason, Source
from ui.examples import examples
from ui.gallery import sheets
from ui.theme import SIZES


def test_names_are_unique_and_every_trouble_is_there():
    names = [example.name for example in examples()]
    assert len(set(names)) == len(names)
    assert sum(name.startswith("trouble-") for name in names) == len(Source) * len(Reason)
    assert {sheet.look.size for sheet in sheets()} == set(SIZES)
    assert len({sheet.name for sheet in sheets()}) == len(sheets())


def test_every_line_of_a_basket_has_a_number_of_its_own():
    """Rows of the same number are one row: a picture lacked a line for it."""
    for example in examples():
        view = example.view
        for lines in ((*view.lines, *view.withheld), view.receipt.lines if view.receipt else ()):
            numbers = [line.line for line in lines if not line.pending]
            assert len(set(numbers)) == len(numbers), example.name


DRAW = """
import sys
from pathlib import Path
from ui.gallery import Sheet, screens
wanted = sys.argv[2:]
for shot in screens(Path(sys.argv[1]), only=lambda name: name in wanted, wanted=(Sheet.of("en"),)):
    print(shot.file)
"""


def test_pictures_are_there_and_not_blank(tmp_path):
    """In a process of its own: where the virtual cart drew before, its graphics context is the current one."""
    wanted, out = ["welcome", "shop-thirty", "question-four", "cancel"], tmp_path / "out"
    done = subprocess.run([sys.executable, "-c", DRAW, str(out), *wanted], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    files = [line for line in done.stdout.splitlines() if line.endswith(".png")]
    assert len(files) == len(wanted)
    page = (out / "index.html").read_text(encoding="utf-8")
    for file in files:
        picture = cv2.imread(str(out / file))
        assert picture.shape == (600, 1024, 3)
        assert picture.std() > 10
        assert file in page
