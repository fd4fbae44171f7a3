"""Barcodes in a picture: texts with right check digits, and no meaning.

Every decoder now and then misreads a poor picture into digits that pass the check, so one look is never believed
alone: the cart waits for a second agreeing look, and `deep` lets several looks at one picture vote.
"""

from collections.abc import Callable, Iterator

from cart.codes.looks import Picture, Read, as_grey, read_sharpened, read_straight, read_turned
from cart.codes.printed import Code
from cart.codes.voting import read_by_vote


def read_codes(picture: Picture, deep: bool = False) -> list[Code]:
    """The codes in one picture; `deep` takes several looks at it and lets them vote."""
    grey = as_grey(picture)
    reads = read_by_vote(grey) if deep else read_straight(grey)
    return unique(read.code for read in reads)


class CodeLooks:
    """Looks at successive frames: straight at each, and in turns slanted or sharpened."""

    def __init__(self) -> None:
        self._ways: tuple[Callable[[Picture], list[Read]], ...] = (read_turned, read_sharpened)
        self._next = 0

    def look(self, picture: Picture) -> list[Read]:
        """The codes that this frame shows: straight, or else to the way of looking whose turn it is."""
        grey = as_grey(picture)
        if reads := read_straight(grey):
            return reads
        way = self._ways[self._next]
        self._next = (self._next + 1) % len(self._ways)
        return way(grey)


def unique(codes: Iterator[Code]) -> list[Code]:
    return list(dict.fromkeys(codes))
