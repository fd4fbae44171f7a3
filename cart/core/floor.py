"""Where on the basket floor each point of the camera's picture lies: what a calibration of the camera learned."""

from dataclasses import dataclass
from math import isfinite

SAME_SHAPE = 0.01  # of width by height: a picture scaled to whole pixels


@dataclass(frozen=True, slots=True)
class FloorCalibration:
    """Picture to basket floor, and who taught it when (`when` in ms since 1970).

    `picture` is (width, height) of the view that was calibrated, in pixels whose centres are whole numbers. A pixel
    p becomes c + (p - c) / (1 + lens * |p - c|^2 / |c|^2) with c the middle of the picture (the division model of
    radial distortion, Fitzgibbon 2001); `homography`, nine numbers row by row, takes that to centimetres. The floor's
    origin is the middle of the first board, its x axis the board's long edge. `rms_mm` and `worst_mm` are what
    `corners` of the board, in `pictures` pictures, are off on the floor. `covered_cm2` is the floor between
    them: beyond it the fit is extrapolated.
    """

    camera: str
    picture: tuple[int, int]
    homography: tuple[float, float, float, float, float, float, float, float, float]
    lens: float
    rms_mm: float
    worst_mm: float
    corners: int
    pictures: int
    covered_cm2: float
    ruler_mm: float  # what the printed 100 mm measured
    who: str
    when: int

    def __post_init__(self) -> None:
        if min(self.picture) < 1:
            raise ValueError("a calibration of the camera is of an empty picture")
        if not all(isfinite(number) for number in (*self.homography, self.lens, self.rms_mm, self.worst_mm)):
            raise ValueError("a calibration of the camera has a number that is none")
        if not any(self.homography[6:]) or self.lens <= -1:
            raise ValueError("a calibration of the camera has numbers that no camera has")

    def fits(self, picture: tuple[int, int]) -> bool:
        """Whether a picture (width, height) can be the calibrated one, scaled."""
        (width, height), (calibrated_width, calibrated_height) = picture, self.picture
        return abs(width * calibrated_height / (height * calibrated_width) - 1) <= SAME_SHAPE
