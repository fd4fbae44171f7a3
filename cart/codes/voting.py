"""Several differently prepared copies of one picture vote on the codes in it."""

from collections.abc import Callable, Iterator
from functools import partial

import cv2
import numpy as np

from cart.codes.looks import Box, Picture, Read, box_around, read_sharpened, read_straight, read_turned, scaled, sharpen
from cart.codes.printed import Code

DEEP_SIDE = 1280
"""Small pictures are enlarged to this length, at most threefold: readers want two pixels per module."""


def read_by_vote(grey: Picture, late: Callable[[], bool] = lambda: False) -> list[Read]:
    """Codes that at least two looks agree on and that win clearly over other readings of the same bars.

    No look begins when it is `late`; what the looks before it agree on still counts.
    """
    ballots: dict[Code, list[Box]] = {}
    winners: list[Read] = []
    for reads in deep_looks(grey):
        for read in {read.code: read for read in reads}.values():
            ballots.setdefault(read.code, []).append(read.box)
        places = [Read(code, box_around(boxes)) for code, boxes in ballots.items()]
        winners = [place for place in places if elected(place, places, ballots)]
        if winners and all(any(same_bars(place, winner) for winner in winners) for place in places):
            break
        if late():
            break
    return winners


def elected(place: Read, places: list[Read], ballots: dict[Code, list[Box]]) -> bool:
    rivals = (len(ballots[other.code]) for other in places if other != place and same_bars(place, other))
    return enough(ballots[place.code], max(rivals, default=0))


def enough(boxes: list[Box], rival_votes: int) -> bool:
    """Two looks must agree; three where each saw a single row, because equal rows are misread equally."""
    needed = 3 if all(bottom - top < 3 or right - left < 3 for left, top, right, bottom in boxes) else 2
    return len(boxes) >= needed and len(boxes) > 2 * rival_votes


def same_bars(one: Read, two: Read) -> bool:
    """Two readings of one printed code: they overlap, or the halves with the check digit are equal."""
    if one.code.text[-6:] == two.code.text[-6:]:
        return True
    (left, top, right, bottom), (left2, top2, right2, bottom2) = one.box, two.box
    return left <= right2 and left2 <= right and top <= bottom2 and top2 <= bottom


def deep_looks(grey: Picture) -> Iterator[list[Read]]:
    """Looks at differently prepared copies, by what each alone reads in a second; places in the original picture."""
    yield read_straight(grey)
    large, factor = enlarge(grey)
    back = partial(scaled, factor=1 / factor)
    yield back(read_straight(large))
    yield back(read_straight(sharpen(large, 3.0, 2.0), downscale=False))
    yield read_sharpened(grey)
    averaged = np.asarray(cv2.blur(large, (1, 15)), dtype=np.uint8)
    yield back(read_straight(sharpen(averaged, 4.0, 2.0)))
    yield back(read_straight(sharpen(large, 5.0, 2.0)))
    yield back(read_sharpened(large, 3.0, 2.0))
    yield read_turned(grey)


def enlarge(grey: Picture, side: int = DEEP_SIDE) -> tuple[Picture, float]:
    factor = float(np.clip(side / max(grey.shape), 1.0, 3.0))
    larger = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    return np.asarray(larger, dtype=np.uint8), factor
