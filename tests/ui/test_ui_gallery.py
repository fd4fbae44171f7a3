"""The gallery: every state has a name; pictures are there and not blank; no screen breaks a rule."""

import cv2

from cart.core.inputs import Reason, Source
from ui.examples import examples
from ui.gallery import Sheet, screens, sheets
from ui.theme import SIZES


def test_names_are_unique_and_every_trouble_is_there():
    names = [example.name for example in examples()]
    assert len(set(names)) == len(names)
    assert sum(name.startswith("trouble-") for name in names) == len(Source) * len(Reason)
    assert {sheet.look.size for sheet in sheets()} == set(SIZES)
    assert len({sheet.name for sheet in sheets()}) == len(sheets())


def test_pictures_are_there_and_not_blank(screen, tmp_path):
    wanted = {"welcome", "shop-thirty", "question-four", "cancel"}
    shots = screens(tmp_path / "out", only=lambda name: name in wanted, wanted=(Sheet.of("en"),))
    assert {shot.example.name for shot in shots} == wanted
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    for shot in shots:
        picture = cv2.imread(str(tmp_path / "out" / shot.file))
        assert picture.shape == (600, 1024, 3)
        assert picture.std() > 10
        assert shot.file in page
