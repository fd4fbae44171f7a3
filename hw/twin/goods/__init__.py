"""The goods of a made-up store: shapes, labels, barcodes, prices and weights, drawn by the project itself."""

from pathlib import Path

from hw.twin.goods.appearance import appearance
from hw.twin.goods.assortment import ASSORTMENT, Form, Goods, catalog, true_weight
from hw.twin.goods.floor_board import FLOOR_BOARD
from hw.twin.goods.mesh import Appearance
from hw.twin.goods.test_weight import TEST_WEIGHT

PICTURES = Path(__file__).parent / "pictures"
"""Folder of the goods' pictures for the cart's screen, SKU.jpg."""

__all__ = [
    "ASSORTMENT",
    "FLOOR_BOARD",
    "PICTURES",
    "TEST_WEIGHT",
    "Appearance",
    "Form",
    "Goods",
    "appearance",
    "catalog",
    "true_weight",
]
