"""Barcodes in a picture: texts with right check digits, and no meaning.

Every decoder now and then misreads a poor picture into digits that pass the check, so one look is never believed
alone: the cart waits for a second agreeing look, and `deep` lets several looks at one picture vote.
"""

from collections.abc import Callable, Iterator

from cart.codes.looks import Picture, as_grey, read_straight, within
from cart.codes.printed import Code
from cart.codes.successive import CodeLooks
from cart.codes.voting import read_by_vote

__all__ = ["DEEP_S", "CodeLooks", "late_after", "read_codes"]

DEEP_S = 0.5
"""For one picture that somebody waits for: four times what the slowest of 184 photographs takes."""


def read_codes(picture: Picture, deep: bool = False, late: Callable[[], bool] = lambda: False) -> list[Code]:
    """The codes in one picture; `deep` takes several looks at it and lets them vote, until it is `late`."""
    grey, _ = within(as_grey(picture))
    reads = read_by_vote(grey, late) if deep else read_straight(grey)
    return unique(read.code for read in reads)


def late_after(seconds: float, clock: Callable[[], float]) -> Callable[[], bool]:
    """Says whether so many seconds have gone by on the clock since now."""
    ends = clock() + seconds
    return lambda: clock() >= ends


def unique(codes: Iterator[Code]) -> list[Code]:
    return list(dict.fromkeys(codes))
