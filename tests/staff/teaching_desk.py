"""A basket before a desk's camera, with or without a striped box in it."""

import cv2
import numpy as np

from cart.camera.frames import Picture, StoredFrame
from cart.clock import cart_clock


def basket(turn: float | None) -> Picture:
    """An empty basket, or one with a striped box that is turned."""
    rng = np.random.default_rng(3)
    picture = np.full((480, 640, 3), 150, np.uint8) + rng.integers(0, 3, (480, 640, 3), dtype=np.uint8)
    if turn is not None:
        box = cv2.boxPoints(((320, 240), (160, 110), turn)).astype(np.int32)
        cv2.fillConvexPoly(picture, box, (30, 60, 200))
        along = (box[1] - box[0]) / 5
        for n in (1, 3):
            band = np.array(
                [box[0] + n * along, box[0] + (n + 1) * along, box[3] + (n + 1) * along, box[3] + n * along]
            )
            cv2.fillConvexPoly(picture, band.astype(np.int32), (240, 220, 40))
    return picture


class OneCamera:
    """What lies before it now, as fresh as asked for."""

    name, fault, shows = "desk", None, basket(None)

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def latest(self) -> StoredFrame:
        return StoredFrame(cart_clock(), 1, self.shows, self.shows)

    def frames(self) -> list[StoredFrame]:
        return []
