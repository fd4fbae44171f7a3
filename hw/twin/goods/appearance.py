"""What a product looks like: its shape with its pictures, every package of a product the same."""

from functools import cache

from hw.twin.goods.assortment import Goods
from hw.twin.goods.floor_board import FLOOR_BOARD, printed
from hw.twin.goods.mesh import Appearance
from hw.twin.goods.packages import package
from hw.twin.goods.produce import piece
from hw.twin.goods.test_weight import TEST_WEIGHT, steel


def appearance(goods: Goods, seed: int = 0) -> Appearance:
    """Mesh and texture of one piece; the seed changes produce only."""
    if goods is TEST_WEIGHT:
        return steel()
    if goods is FLOOR_BOARD:
        return printed()
    return _package(goods) if goods.product.gtins else piece(goods, seed)


@cache
def _package(goods: Goods) -> Appearance:
    return package(goods)
