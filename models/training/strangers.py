"""Things that no store sells, drawn by numbers: stand-ins for what a basket camera meets besides goods.

They are simulated, and rough: a real hand or telephone can look nearer to a product than these do.
"""

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from models import preprocess
from models.figures import percent, percents, percents_of_groups
from models.gallery import Gallery
from models.looks import Vectors
from models.preprocess import Mask, Pixels

SIDE = 160
FALSE_REJECTION = 0.02
SKIN = ((255, 219, 190), (224, 172, 135), (176, 120, 84), (110, 70, 48))

Draw = Callable[[np.random.Generator], tuple[Pixels, Mask]]


def hand(dice: np.random.Generator) -> tuple[Pixels, Mask]:
    """A palm with fingers, flat skin colour under soft light."""
    mask = np.zeros((SIDE, SIDE), np.uint8)
    palm = np.array([80.0, 95.0])
    cv2.ellipse(mask, (80, 95), (int(dice.integers(24, 34)), int(dice.integers(26, 38))), 0, 0, 360, 255, -1)
    for angle in np.linspace(-0.7, 0.7, 4) + dice.normal(0, 0.08, 4):
        tip = palm + dice.uniform(45, 75) * np.array([np.sin(angle), -np.cos(angle)])
        cv2.line(mask, _point(palm), _point(tip), 255, int(dice.integers(11, 16)))
    thumb = palm + dice.uniform(35, 50) * np.array([np.sin(1.5), -np.cos(1.5)])
    cv2.line(mask, _point(palm), _point(thumb), 255, 15)
    colour = np.array(SKIN[int(dice.integers(len(SKIN)))]) + dice.normal(0, 8, 3)
    return _seen(np.full((SIDE, SIDE, 3), colour), mask, dice)


def phone(dice: np.random.Generator) -> tuple[Pixels, Mask]:
    """A dark slab with a glare across its glass."""
    image, mask = np.full((SIDE, SIDE, 3), dice.uniform(8, 40)), np.zeros((SIDE, SIDE), np.uint8)
    left, top = 80 - int(dice.integers(26, 34)), 80 - int(dice.integers(56, 68))
    cv2.rectangle(mask, (left, top), (160 - left, 160 - top), 255, -1)
    cv2.rectangle(image, (left + 3, top + 3), (157 - left, 157 - top), (dice.uniform(0, 30),) * 3, -1)
    glare = np.array([[left, int(dice.integers(top, 120))], [160 - left, int(dice.integers(top, 120))]])
    cv2.line(image, _point(glare[0]), _point(glare[1]), (dice.uniform(60, 160),) * 3, int(dice.integers(3, 14)))
    return _seen(image, mask, dice)


def toy(dice: np.random.Generator) -> tuple[Pixels, Mask]:
    """A brick with studs in one strong colour."""
    hue = np.array([[[dice.uniform(0, 360), 0.9, 0.85]]], np.float32)
    colour = 255 * cv2.cvtColor(hue, cv2.COLOR_HSV2RGB)[0, 0]
    image, mask = np.full((SIDE, SIDE, 3), colour, np.float64), np.zeros((SIDE, SIDE), np.uint8)
    rows, columns = int(dice.integers(1, 3)), int(dice.integers(2, 5))
    half = (15 * columns, 15 * rows)
    cv2.rectangle(mask, (80 - half[0], 80 - half[1]), (80 + half[0], 80 + half[1]), 255, -1)
    for row in range(rows):
        for column in range(columns):
            stud = (80 - half[0] + 15 + 30 * column, 80 - half[1] + 15 + 30 * row)
            cv2.circle(image, (stud[0] + 2, stud[1] + 2), 10, (0.6 * colour).tolist(), -1, cv2.LINE_AA)
            cv2.circle(image, stud, 9, (1.1 * colour).tolist(), -1, cv2.LINE_AA)
    return _seen(image, mask, dice)


def floor(dice: np.random.Generator) -> tuple[Pixels, Mask]:
    """A patch of the empty basket: grey wire or plate, in the shape of a false alarm."""
    image = np.full((SIDE, SIDE, 3), dice.uniform(70, 190))
    if dice.random() < 0.6:
        pitch, wire = int(dice.integers(10, 24)), dice.uniform(-60, 60)
        for at in range(0, SIDE, pitch):
            image[at : at + 3] += wire
            image[:, at : at + 3] += wire
    noise = cv2.GaussianBlur(dice.normal(size=(SIDE, SIDE)).astype(np.float32), (0, 0), float(dice.uniform(8, 20)))
    mask = (noise > np.quantile(noise, dice.uniform(0.5, 0.85))).astype(np.uint8)
    _, numbers, sizes, _ = cv2.connectedComponentsWithStats(mask)
    return _lit(image, dice), numbers == 1 + int(sizes[1:, cv2.CC_STAT_AREA].argmax())


DRAWN: Mapping[str, Draw] = {"hand": hand, "phone": phone, "toy": toy, "floor": floor}


def drawn(kind: str, count: int, side: int, seed: int = 23) -> list[Pixels]:
    """`count` masked squares of one kind of DRAWN."""
    dice = np.random.default_rng([seed, list(DRAWN).index(kind)])
    return [preprocess.product(*DRAWN[kind](dice), side) for _ in range(count)]


def blurred(squares: NDArray[np.uint8], seed: int = 23) -> list[Pixels]:
    """Goods that moved by a third of their size while the picture was taken."""
    dice, side = np.random.default_rng(seed), squares.shape[1]
    smeared = []
    for square in squares:
        trace = np.zeros((side, side), np.float32)
        reach = 0.17 * side * np.array([np.cos(angle := float(dice.uniform(0, np.pi))), np.sin(angle)])
        cv2.line(trace, _point(side / 2 - reach), _point(side / 2 + reach), 1.0, 1)
        smeared.append(np.asarray(cv2.filter2D(square, -1, trace / trace.sum()), np.uint8))
    return smeared


def rejected(
    gallery: Gallery,
    known: Vectors,
    unknown: Mapping[str, Vectors],
    looks: int = 1,
    products: Mapping[str, NDArray[np.int64]] | None = None,
) -> dict[str, dict[str, float | list[float]]]:
    """Percent of each kind that is "none of these" where FALSE_REJECTION of the known things is, with the interval.

    With several `looks`, that many pictures in a row show one thing. Pictures of one product are alike: where
    `products` says of which one each is, the interval is that of drawing other products.
    """
    of = products or {}
    bound = np.quantile(gallery.log_scores(known, looks)[:, -1], 1 - FALSE_REJECTION)
    out = {kind: gallery.log_scores(vectors, looks)[:, -1] > bound for kind, vectors in unknown.items()}
    return {
        kind: {
            "things": len(which),
            "rejected": percent(which),
            "interval": percents_of_groups(which, of[kind][::looks]) if kind in of else percents(which),
        }
        for kind, which in out.items()
    }


def _seen(image: NDArray[np.float64], mask: NDArray[np.uint8], dice: np.random.Generator) -> tuple[Pixels, Mask]:
    """Turned in the plane, lit, and cut along a border that is a little wrong."""
    turn = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), float(dice.uniform(0, 360)), 1.0)
    lying = cv2.warpAffine(image, turn, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
    soft = cv2.GaussianBlur(cv2.warpAffine(mask, turn, (SIDE, SIDE)), (0, 0), 2)
    return _lit(lying, dice), np.asarray(soft > dice.uniform(90, 160), np.bool_)


def _lit(colours: NDArray[np.float64], dice: np.random.Generator) -> Pixels:
    """Under a light that falls off across the picture, with the noise of a camera."""
    ramp = np.linspace(-1, 1, SIDE)
    slope = dice.normal(0, 0.15, 2)
    light = dice.uniform(0.7, 1.1) + slope[0] * ramp[:, None] + slope[1] * ramp[None]
    return np.clip(colours * light[..., None] + dice.normal(0, 4.0, colours.shape), 0, 255).astype(np.uint8)


def _point(at: NDArray[np.float64]) -> tuple[int, int]:
    return round(float(at[0])), round(float(at[1]))
