"""The sheet that the basket camera is calibrated with, as the cart prints it, glued to something stiff."""

import numpy as np

from cart.camera import sheet
from cart.core.catalog import Product, Sold, WeightModel
from cart.core.units import Decigrams, Sku
from hw.twin.goods.assortment import Form, Goods
from hw.twin.goods.mesh import Appearance
from hw.twin.goods.shapes import FACES, block

THICK = 0.001  # metres: paper on thin card
_PIXELS_PER_MM = 4  # the squares' edges and the markers' fall on whole ones

FLOOR_BOARD = Goods(
    Product(Sku("floor-board"), "Board for the camera", Sold.PIECE, WeightModel(Decigrams(600), Decigrams(1))),
    Form.BOX,
    (sheet.PAGE_MM[0] / 1000, sheet.PAGE_MM[1] / 1000, THICK),
    friction=0.4,
    family="",
)


def printed() -> Appearance:
    """The page on top, and its white margin around the rest."""
    surfaces, _ = block(FLOOR_BOARD.size, None)
    uv = [each.uv if each.region == "top" else np.full_like(each.uv, 0.01) for each in surfaces]
    normals = [np.tile(FACES[each.region][0], (len(each.points), 1)) for each in surfaces]
    starts = np.cumsum([0] + [len(each.points) for each in surfaces])
    faces = [each.faces + start for each, start in zip(surfaces, starts, strict=False)]
    points = np.concatenate([each.points for each in surfaces])
    return Appearance(points, np.concatenate(faces), np.concatenate(uv), np.concatenate(normals), _page(), None)


def _page() -> np.ndarray:
    width, height = sheet.PAGE_MM
    page = np.full((int(height * _PIXELS_PER_MM), int(width * _PIXELS_PER_MM), 3), 245, np.uint8)
    for bar in sheet.bars():
        left, top, right, bottom = (
            round(mm * _PIXELS_PER_MM) for mm in (bar.x, bar.y, bar.x + bar.width, bar.y + bar.height)
        )
        page[top:bottom, left:right] = 12
    return page
