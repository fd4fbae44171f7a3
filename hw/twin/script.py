"""What a shopper is going to do on one trip: everything from one seed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from cart.core.catalog import Sold
from cart.core.units import Sku
from hw.twin.goods import ASSORTMENT, Goods, true_weight
from hw.twin.world import Piece

SHOWS_CODE = 0.3  # share of packages whose barcode is held to the camera unasked
TAKEN_OUT = 2


class Shows(Enum):
    """Whether the shopper holds a thing's barcode to the camera on the way in."""

    NEVER = "never"  # loose goods have none
    ALWAYS = "always"  # never so with the look-alike pair: the cart has to tell, or to ask
    ONCE_ASKED = "once asked"  # people who were asked once begin to show what they put in


@dataclass(frozen=True, slots=True)
class Put:
    piece: str
    shows: Shows = Shows.NEVER


@dataclass(frozen=True, slots=True)
class Take:
    piece: str


@dataclass(frozen=True, slots=True)
class Move:
    piece: str


Act = Put | Take | Move


@dataclass(frozen=True, slots=True)
class Script:
    """The things of a trip, and what happens to them in order."""

    seed: int
    pieces: tuple[Piece, ...]
    acts: tuple[Act, ...]


def script(seed: int, items: int = 12) -> Script:
    """A trip of `items` things in; among them one sold by weight and one look-alike pair, when there is room.

    Two come out again, one is put back on another spot.
    """
    if items < 1:
        raise ValueError(f"a trip of {items} things is none: take at least one")
    dice = np.random.default_rng([seed, 7])
    goods, pair = _choose(dice, items)
    pieces = [
        Piece(f"{number:02d}-{each.product.sku}", each, true_weight(each, dice), int(dice.integers(1 << 30)))
        for number, each in enumerate(goods, start=1)
    ]
    return Script(seed, tuple(pieces), tuple(_acts(dice, pieces, pair)))


def _choose(dice: np.random.Generator, items: int) -> tuple[list[Goods], frozenset[Sku]]:
    """The goods in the order in which they go in, and which of them are the look-alike pair."""
    by_weight = [g for g in ASSORTMENT if g.product.sold is Sold.WEIGHT]
    members = Counter(g.family for g in ASSORTMENT if g.family)
    families = sorted(family for family, count in members.items() if count > 1)
    chosen: list[Goods] = []
    pair: frozenset[Sku] = frozenset()
    if items >= 3:
        drawn = families[dice.integers(len(families))]
        family = [g for g in ASSORTMENT if g.family == drawn]
        chosen += [family[i] for i in dice.choice(len(family), 2, replace=False)]
        pair = frozenset(goods.product.sku for goods in chosen)
        chosen.append(by_weight[dice.integers(len(by_weight))])
    others = [g for g in ASSORTMENT if g.product.sold is not Sold.WEIGHT and g not in chosen]
    chosen += [others[i] for i in dice.choice(len(others), max(0, items - len(chosen)), replace=items > len(others))]
    return [chosen[i] for i in dice.permutation(items)], pair


def _acts(dice: np.random.Generator, pieces: Sequence[Piece], pair: frozenset[Sku]) -> list[Act]:
    acts: list[Act] = []
    for piece in pieces:
        unasked = dice.random() < SHOWS_CODE and piece.goods.product.sku not in pair
        shows = Shows.ALWAYS if unasked else Shows.ONCE_ASKED
        acts.append(Put(piece.id, shows if piece.goods.product.gtins else Shows.NEVER))
    if len(pieces) >= 4:
        moved, *out = (pieces[i].id for i in dice.choice(len(pieces), 1 + TAKEN_OUT, replace=False))
        for piece in out:
            acts.insert(_after(dice, acts, piece), Take(piece))
        acts.insert(_after(dice, acts, moved), Move(moved))
    return acts


def _after(dice: np.random.Generator, acts: Sequence[Act], piece: str) -> int:
    """Some place after the thing came in and, mostly, not at once."""
    first = max(i for i, act in enumerate(acts) if act.piece == piece) + 1
    return int(dice.integers(min(first + 1, len(acts)), len(acts) + 1))
