"""Staff teach the cart with its own camera: where the basket's floor is, and what a product looks like."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2

from cart.camera import Camera
from cart.camera.board import Seen, look
from cart.camera.floor_fit import RULER_MM, calibrate
from cart.camera.frames import FrameGone, Picture, shown, swapped
from cart.clock import cart_clock
from cart.core.calibration import Refusal
from cart.core.device_care import mean_of
from cart.core.effects import ConfirmLook, UndoLook
from cart.core.floor import FloorCalibration
from cart.core.footprint import sides_of
from cart.core.inputs import Input
from cart.core.sentences import Sentence
from cart.core.staff_effects import ForgetProduct, KeepCamera, LearnProduct, ShootBoard, ShootProduct
from cart.core.staff_inputs import BoardSeen, CameraFitted, CameraKept, ProductLearned, ViewTaken
from cart.core.staff_work import BOARD_PLACES
from cart.core.taught import Taught
from cart.core.units import Decigrams, Sku
from cart.learned import FLOOR_FILE, TAUGHT_FILE, load_taught, save_calibration, save_taught
from cart.recogniser import Recogniser
from cart.sight.comparing import SizeOf
from cart.sight.light import LIGHT_FILE, Light, basket_of
from cart.sight.regions import Mask, changed
from cart.sight.steady import aligned

log = logging.getLogger(__name__)

SETTLE_S, PATIENCE_S, GLANCE_S = 0.5, 5.0, 0.05
SMALLEST = 600  # pixels of 640x480: a product of 2 cm


class Teaching:
    """Handlers of staff's wishes (cart.staff_desk), and of what trips say of looks, all in that one thread."""

    def __init__(
        self,
        folder: Path,
        camera: Camera | None,
        recogniser: Recogniser | None,
        keep: Callable[[bytes], str],
        put: Callable[[Input], None],
        use: Callable[[FloorCalibration], None],
        light: Light | None = None,
        size_of: SizeOf = lambda mask: None,
    ) -> None:
        """`keep` stores evidence; `use` hands a new calibration of the camera to whoever looks, and sees by `light`.

        `size_of` tells what a mask measures on the basket's floor, where the camera is calibrated.
        """
        self._folder, self._camera, self._recogniser = folder, camera, recogniser
        self._keep, self._put, self._use = keep, put, use
        self._size_of = size_of
        self._light = light or Light(folder / LIGHT_FILE)
        self._boards: list[tuple[Seen, Picture]] = []
        self._fitted: FloorCalibration | None = None
        self._empty: Picture | None = None
        self._views: list[tuple[Picture, Mask]] = []
        self._sku = Sku("")

    @property
    def handlers(self) -> dict[type, Callable[[Any], Input | None]]:
        return {
            ShootBoard: self.shoot_board,
            KeepCamera: self.keep_camera,
            ShootProduct: self.shoot_product,
            LearnProduct: self.learn,
            ForgetProduct: self.forget,
            ConfirmLook: self.confirm,
            UndoLook: self.undo,
        }

    def shoot_board(self, wish: ShootBoard) -> Input | None:
        """A picture for one place of the board; the third one brings the fit along."""
        picture = self._shot(high=True)
        if picture is None:
            return BoardSeen(cart_clock(), wish.place, refusal=Sentence.NO_PICTURE.of())
        seen = look(picture, f"picture {wish.place + 1}")
        if isinstance(seen, Refusal):
            return BoardSeen(cart_clock(), wish.place, refusal=seen.reason)
        self._boards = [*self._boards[: wish.place], (seen, picture)]
        width, height = seen.size
        corners = tuple((round(1000 * x / width), round(1000 * y / height)) for x, y in seen.pixels.tolist())
        self._put(BoardSeen(cart_clock(), wish.place, corners))
        return self._fit() if len(self._boards) == BOARD_PLACES else None

    def _fit(self) -> Input:
        name = self._camera.name if self._camera else ""
        found = calibrate([seen for seen, _ in self._boards], RULER_MM, name, "", 0)
        if isinstance(found, Refusal):
            self._fitted = None
            return CameraFitted(cart_clock(), refusal=found.reason)
        self._fitted = found
        rms, worst = round(found.rms_mm, 2), round(found.worst_mm, 2)
        return CameraFitted(cart_clock(), rms, worst, found.corners, round(found.covered_cm2, 1))

    def keep_camera(self, wish: KeepCamera) -> Input:
        if self._fitted is None or self._camera is None:
            return CameraKept(cart_clock(), Sentence.NOTHING_TO_KEEP.of())
        found = calibrate([seen for seen, _ in self._boards], RULER_MM, self._camera.name, wish.who, wish.wall)
        if isinstance(found, Refusal):
            return CameraKept(cart_clock(), found.reason)
        try:
            save_calibration(self._folder / FLOOR_FILE, found)
            _, data = cv2.imencode(".png", swapped(basket_of([picture for _, picture in self._boards])))
            draft = (self._folder / LIGHT_FILE).with_suffix(".part")
            draft.write_bytes(data.tobytes())
            draft.replace(self._folder / LIGHT_FILE)
        except OSError as error:
            return CameraKept(cart_clock(), Sentence.NOT_KEPT.of(why=error.strerror))
        self._use(found)
        self._light.reload()
        return CameraKept(cart_clock())

    def shoot_product(self, wish: ShootProduct) -> Input:
        """What lies in the basket besides what lay there in the empty picture, is the product."""
        if self._recogniser is None:
            return self._refused(wish, Sentence.NOT_RECOGNISED)
        picture = self._shot()
        if picture is None:
            return self._refused(wish, Sentence.NO_PICTURE)
        if wish.view == 0 or wish.sku != self._sku:
            self._sku, self._empty, self._views = wish.sku, picture, []
            return ViewTaken(cart_clock(), wish.sku, wish.view)
        if self._empty is None:
            return self._refused(wish, Sentence.EMPTY_VIEW_FIRST)
        picture = aligned(self._empty, picture)
        found = [region for region in changed(self._empty, picture) if region.area >= SMALLEST]
        if not found:
            return self._refused(wish, Sentence.NOTHING_NEW)
        if len(found) > 1 and found[1].area > found[0].area // 3:
            return self._refused(wish, Sentence.SEVERAL)
        self._views = [*self._views[: wish.view - 1], (self._light(picture), found[0].mask)]
        x, y, w, h = found[0].box
        _, data = cv2.imencode(".jpg", swapped(picture[y : y + h, x : x + w]))
        return ViewTaken(cart_clock(), wish.sku, wish.view, self._keep(data.tobytes()))

    def learn(self, wish: LearnProduct) -> Input:
        if self._recogniser is None or wish.sku != self._sku or not self._views:
            return ProductLearned(cart_clock(), wish.sku, 0, Sentence.NO_VIEWS.of())
        pictures, masks = [picture for picture, _ in self._views], [mask for _, mask in self._views]
        piece, size = mean_of(wish.weights), sides_of([sides for mask in masks if (sides := self._size_of(mask))])
        try:
            self._note(Taught(wish.sku, piece, size_mm=size))
            views = self._recogniser.learn(wish.sku, wish.name, pictures, masks)
        except OSError as error:
            why = Sentence.NOT_KEPT.of(why=error.strerror)
            return ProductLearned(cart_clock(), wish.sku, 0, why)
        self._sku, self._empty, self._views = Sku(""), None, []
        return ProductLearned(cart_clock(), wish.sku, views, piece=piece, size_mm=size)

    def forget(self, wish: ForgetProduct) -> Input:
        if self._recogniser is not None:
            try:
                self._note(Taught(wish.sku, Decigrams(0)))
                self._recogniser.forget(wish.sku)
            except OSError as error:
                return ProductLearned(cart_clock(), wish.sku, 0, Sentence.NOT_UNDONE.of(why=error.strerror))
        return ProductLearned(cart_clock(), wish.sku, 0)

    def confirm(self, wish: ConfirmLook) -> None:
        if self._recogniser is not None:
            self._recogniser.confirm(wish)

    def undo(self, wish: UndoLook) -> None:
        if self._recogniser is not None:
            self._recogniser.undo(wish)

    def _note(self, taught: Taught) -> None:
        """What a piece weighs and measures, for the next start; nothing of both: it is undone. Raises OSError."""
        file = self._folder / TAUGHT_FILE
        before = load_taught(file)
        told = (taught,) if taught.piece or taught.size_mm else ()
        after = (*(each for each in before if each.sku != taught.sku), *told)
        if after != before:
            save_taught(file, after)

    def _refused(self, wish: ShootProduct, why: Sentence) -> Input:
        return ViewTaken(cart_clock(), wish.sku, wish.view, refusal=why.of())

    def _shot(self, high: bool = False) -> Picture | None:
        """A picture of the basket taken from now on, in time for a hand to leave; None when none comes."""
        begin = cart_clock() + SETTLE_S
        while self._camera is not None and cart_clock() < begin + PATIENCE_S:
            frame = self._camera.latest()
            if frame is not None and frame.t >= begin:
                try:
                    return frame.main(shown(frame.main_size)) if high else frame.video()
                except FrameGone:  # a newer one will do
                    continue
            time.sleep(GLANCE_S)
        return None
