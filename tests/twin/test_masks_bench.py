"""The masks' bench in small: true masks and the cart's own meet on the same thing."""

from itertools import islice

from hw.bench import masks
from models import FOLDER
from models.embedder import Embedder
from models.gallery import Gallery


def test_what_comes_into_an_empty_basket_is_cut_out_as_it_is() -> None:
    embedder = Embedder(FOLDER / "embedder.tflite")
    gallery = Gallery.load(FOLDER / "twin.npz", embedder.digest)
    changes = list(islice(masks.basket(500), 2))
    assert [change.added for change in changes] == [True, True]
    rows = [masks._judge(change, masks.differencing, embedder, gallery) for change in changes]
    assert all(row.overlap > 0.6 for row in rows)
    figures = masks._figures(rows)
    assert (figures["things"], figures["overlap_below_half"]) == (2, 0.0)
