"""What cameras see on a walk past the exit lanes: drawn marker by marker, and read by the cart's own readers.

The camera at the cart's front looks down at the floor ahead; the basket's camera sees the card that a hand holds up.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from cart.core.inputs import Lane, Way
from cart.core.units import Seconds
from cart.exit_lane.raw import Looked, Sign
from cart.exit_lane.readers import CardReader, MarkerReader, ReadSigns, card_text, marker_of
from cart.exit_lane.signage import (
    BEFORE_M,
    BEHIND_M,
    CARD_MM,
    MARGIN_MM,
    MARKER_MM,
    code_modules,
    marker_modules,
)
from hw.twin.lanes import LANES, LINE_Y, Walk, centre

Array = NDArray[np.float64]
Pose = tuple[float, float, float]
"""A cart's front and heading, as `hw.twin.lanes` has them."""

WIDTH, HEIGHT = 640, 480
FOCAL = HEIGHT / 2 / np.tan(np.radians(43.0) / 2)  # the field of view of the basket's camera
FRAME_S, LATE_S, DROPPED = 0.1, 0.02, 0.02
EXPOSURE_S = (0.002, 0.016)

CAMERA_HIGH, CAMERA_DOWN = 0.55, np.radians(45.0)
MARKER_M, PAPER_M = MARKER_MM / 1000, (MARKER_MM + 2 * MARGIN_MM) / 1000
PLACES = (*((Lane.ARMED, LINE_Y - before) for before in BEFORE_M), (Lane.CROSSED, LINE_Y + BEHIND_M))
LEAST_PX = 30.0  # of the paper: smaller ones are not drawn, because the sensor believes none of them
MARGIN = 12  # pixels of floor that are drawn around a paper
FAR_M = 1.5
STANDING, SAME_M = 5, 0.002

CARD_M, CARD_QUIET = CARD_MM / 1000, 1.4
SHOWN_S = (0.8, 3.0)
CORD_M = 0.4  # so far before the line a shopper can take the card, which hangs on a cord at the lane's post
CARD_AWAY_M = (0.15, 0.35)
COVERED = 0.1  # of the looks: a finger is on the code


Picture01 = NDArray[np.float32]


class Lighting(NamedTuple):
    """Light, paper and lens of one walk."""

    exposure_s: float
    dark: float
    bright: float
    noise: float
    soft_px: float
    worn: float


def lighting(rng: np.random.Generator) -> Lighting:
    dark = rng.uniform(10, 70)
    return Lighting(
        rng.uniform(*EXPOSURE_S),
        dark,
        dark + rng.uniform(60, 170),
        rng.uniform(2, 7),
        rng.uniform(0.3, 1.2),
        rng.uniform(0, 0.05),
    )


def frames(walk: Walk, rng: np.random.Generator) -> Iterator[float]:
    """When pictures are taken."""
    for t in np.arange(walk.t[0] + rng.uniform(0, FRAME_S), walk.t[-1], FRAME_S):
        if rng.random() >= DROPPED:
            yield float(min(walk.t[-1], t + rng.uniform(0, LATE_S)))


def markers(walk: Walk, rng: np.random.Generator) -> Iterator[Looked]:
    """Every picture of the floor ahead, read. Each marker is drawn on a piece of the picture of its own."""
    light = lighting(rng)
    drawn, signs = (np.inf, np.inf, np.inf), ()
    for n, t in enumerate(frames(walk, rng)):
        pose = walk.at(t)
        # While the cart stands, every fifth picture is drawn: they differ by their noise only.
        if n % STANDING == 0 or np.abs(np.subtract(pose[:2], drawn[:2])).max() > SAME_M:
            drawn, signs = pose, tuple(_floor(pose, walk.at(t + light.exposure_s), light, rng))
        yield Looked(Seconds(t), Way.MARKER, signs)


def _floor(pose: Pose, later: Pose, light: Lighting, rng: np.random.Generator) -> Iterator[Sign]:
    """The markers that a camera at a pose, which it leaves while it exposes, sees on the floor."""
    for lane in LANES:
        for place, y in PLACES:
            if abs(y - pose[1]) > FAR_M or abs(centre(lane) - pose[0]) > FAR_M:
                continue
            now, then = (_floor_corners(each, centre(lane), y) for each in (pose, later))
            if now is not None and then is not None and _in_view(now):
                moved = then.mean(axis=0) - now.mean(axis=0)
                yield from _read(_reader(), _marker(marker_of(lane, place)), now, moved, light, rng)


def cards(walk: Walk, rng: np.random.Generator) -> Iterator[Looked]:
    """The basket's camera; who walks out shows the lane's card at its line, others may hold up something else."""
    light = lighting(rng)
    shown = rng.uniform(*SHOWN_S)
    if walk.line_at is not None:
        at_post = float(walk.t[np.argmax(walk.y > LINE_Y - CORD_M)])
        begins, text = at_post + rng.uniform(0.0, 0.8), card_text(str(walk.lane))
    else:
        begins = rng.uniform(walk.t[0], walk.t[-1])
        text = str(rng.choice(["https://shop.example/01/04006381333931", "SMART-CART", card_text("2")]))
    hangs = walk.line_at is None and text.startswith("SMART-CART:")  # at its lane, far from the camera
    away = rng.uniform(0.8, 1.5) if hangs else rng.uniform(*CARD_AWAY_M)
    turned, side, read = _turned(rng), _unit(rng), CardReader()
    for t in frames(walk, rng):
        signs: list[Sign] = []
        if begins <= t <= begins + shown:
            held, later = (_held(side, (when - begins) / shown, when) for when in (t, t + light.exposure_s))
            now = _card_corners(turned, held, away)
            if _in_view(now):
                moved = FOCAL / away * (later - held)
                signs = _read(read, _card(text), now, moved, light, rng, rng.random() < COVERED)
        yield Looked(Seconds(t), Way.CODE, tuple(signs))


def _held(side: Array, part: float, t: float) -> Array:
    """Where the card is: a hand brings it in from a side, holds it about the middle and takes it away again."""
    brought = 0.25 * abs(2 * part - 1) ** 4
    drift, tremor = 0.005 * np.sin(2 * np.pi * 1.2 * t), 0.001 * np.sin(2 * np.pi * 9 * t)
    return np.asarray(side * (brought + tremor) + side[::-1] * drift)


def _read(
    read: ReadSigns,
    paper: Picture01,
    corners: Array,
    moved: Array,
    light: Lighting,
    rng: np.random.Generator,
    covered: bool = False,
) -> list[Sign]:
    """Draw a paper where its corners are, with a margin of floor around it, and read that piece of the picture."""
    low = np.floor(corners.min(axis=0) - MARGIN).clip(0, [WIDTH, HEIGHT]).astype(int)
    high = np.ceil(corners.max(axis=0) + MARGIN).clip(0, [WIDTH, HEIGHT]).astype(int)
    width, height = high - low
    if width < 20 or height < 20:
        return []
    side = paper.shape[0]
    source = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    onto = cv2.getPerspectiveTransform(source, (corners - low).astype(np.float32))
    worn = paper.copy()
    for _ in range(rng.poisson(40 * light.worn)):
        spot = tuple(int(v) for v in rng.integers(0, side, 2))
        cv2.circle(worn, spot, int(rng.integers(1, max(2, side // 30))), float(rng.random()), -1)
    if covered:
        corner = source[rng.integers(4)]
        cv2.circle(worn, tuple(int(v) for v in corner), side // 3, 0.6, -1)
    ground = 0.25 + 0.5 * cv2.resize(
        rng.random((6, 6), np.float32), (int(width), int(height)), interpolation=cv2.INTER_LINEAR
    )
    there = cv2.warpPerspective(np.ones_like(worn), onto, (int(width), int(height)), flags=cv2.INTER_AREA)
    drawn = cv2.warpPerspective(worn, onto, (int(width), int(height)), flags=cv2.INTER_AREA)
    picture = drawn + (1 - there) * ground
    picture = cv2.GaussianBlur(_smeared(picture, moved), (0, 0), light.soft_px)
    grey = (
        light.dark
        + (light.bright - light.dark) * picture
        + light.noise * rng.standard_normal(picture.shape, np.float32)
    )
    return [_whole(sign, low, int(height)) for sign in read(np.clip(grey, 0, 255).astype(np.uint8))]


def _whole(sign: Sign, low: NDArray[np.int64], height: int) -> Sign:
    """A sign of a piece, as it is in the whole picture."""
    x, y = (np.array(sign.centre) * height + low) / HEIGHT
    return Sign(sign.lane, sign.name, (float(x), float(y)), sign.side * height / HEIGHT)


def _smeared(picture: Picture01, moved: Array) -> Picture01:
    length = float(np.linalg.norm(moved))
    if length < 1.0:
        return picture
    n = int(np.ceil(length)) | 1
    kernel = np.zeros((n, n), np.float32)
    half = moved / length * (n - 1) / 2
    middle = (n - 1) / 2
    ends = [tuple(round(v) for v in middle + sign * half) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0)
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE))


def _floor_corners(pose: Pose, x: float, y: float) -> Array | None:
    """Pixels of a paper on the floor, front left first; None when it is not before the camera."""
    front_x, front_y, heading = pose
    half = PAPER_M / 2
    square = np.array([[-half, half], [half, half], [half, -half], [-half, -half]])
    corners = square + np.array([x - front_x, y - front_y])
    ahead = corners @ np.array([np.sin(heading), np.cos(heading)])
    right = corners @ np.array([np.cos(heading), -np.sin(heading)])
    down, out = np.sin(CAMERA_DOWN), np.cos(CAMERA_DOWN)
    depth = ahead * out + CAMERA_HIGH * down
    if depth.min() < 0.1:
        return None
    below = CAMERA_HIGH * out - ahead * down
    return np.column_stack([WIDTH / 2 + FOCAL * right / depth, HEIGHT / 2 + FOCAL * below / depth])


def _in_view(corners: Array) -> bool:
    inside = (corners >= 0).all() and (corners <= [WIDTH, HEIGHT]).all()
    return bool(inside and np.ptp(corners, axis=0).min() >= LEAST_PX)


def _turned(rng: np.random.Generator) -> Array:
    """How the card is turned: any way about the line of sight, and up to 40 degrees out of the picture."""
    turn = cv2.Rodrigues(np.array([0, 0, rng.uniform(-np.pi, np.pi)]))[0]
    tilt = cv2.Rodrigues(np.radians(rng.uniform(0, 40)) * np.append(_unit(rng), 0.0))[0]
    return np.asarray(tilt @ turn)


def _card_corners(turned: Array, place: Array, away: float) -> Array:
    half = CARD_M * CARD_QUIET / 2
    corners = np.array([[-half, -half, 0], [half, -half, 0], [half, half, 0], [-half, half, 0]]) @ turned.T
    corners = corners + np.append(place, away)
    return np.asarray(np.array([WIDTH, HEIGHT]) / 2 + FOCAL * corners[:, :2] / corners[:, 2:])


def _unit(rng: np.random.Generator) -> Array:
    angle = rng.uniform(0, 2 * np.pi)
    return np.array([np.cos(angle), np.sin(angle)])


@lru_cache
def _reader() -> MarkerReader:
    return MarkerReader()


@lru_cache
def _marker(number: int) -> Picture01:
    """White paper with the marker on it; 0 is black."""
    marker = marker_modules(number)
    return _paper(marker, 24, round(24 * len(marker) * MARGIN_MM / MARKER_MM))


@lru_cache
def _card(text: str) -> Picture01:
    code = code_modules(text)
    return _paper(code, 8, round(8 * len(code) * (CARD_QUIET - 1) / 2))


def _paper(black: NDArray[np.bool_], pixels: int, margin: int) -> Picture01:
    """Modules of so many pixels, printed on white paper; 0 is black, 1 is white."""
    ink = np.kron(black, np.ones((pixels, pixels))).astype(bool)
    return np.asarray(np.pad(~ink, margin, constant_values=True), np.float32)
