"""The gallery: every state has a name; pictures are there and not blank."""

import cv2

from cart.core.inputs import Reason, Source
from ui.examples import examples
from ui.gallery import screens


def test_names_are_unique_and_every_trouble_is_there():
    names = [example.name for example in examples()]
    assert len(set(names)) == len(names)
    assert sum(name.startswith("trouble-") for name in names) == len(Source) * len(Reason)


def test_pictures_are_there_and_not_blank(screen, tmp_path):
    wanted = {"welcome", "shop-thirty", "question-four", "cancel"}
    paths = screens(tmp_path / "out", only=lambda name: name in wanted)
    assert {path.stem for path in paths} == wanted
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    for path in paths:
        picture = cv2.imread(str(path))
        assert picture.shape == (600, 1024, 3)
        assert picture.std() > 10
        assert path.name in page
