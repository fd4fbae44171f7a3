"""calibrate camera: from pictures of the printed board on the basket floor to places and sizes in centimetres."""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cart.cli.calibration_parts import DEFAULT_CONFIG, config_of, plain, wall_ms, who_in
from cart.cli.errors import UsageError, Verbs, json_flag, say, write_json
from cart.cli.pictures import read_picture

if TYPE_CHECKING:
    from cart.camera.board import Seen
    from cart.camera.frames import Camera, Picture
    from cart.core.floor import FloorCalibration

PLACES = (
    "Lay the board flat in the middle of the empty basket, print up",
    "Lay it towards the left end",
    "Lay it towards the right end",
)
SETTLE_S = 0.5  # after Enter: who hits the key may lean on the cart
PATIENCE_S = 10.0
GLANCE_S = 0.05


class _Refused(Exception):
    """Nothing can be saved; the sentence says why and what to do."""


def add(parts: Verbs) -> None:
    camera = parts.add_parser(
        "camera",
        help="teach the camera where the basket floor is, with a printed board",
        description="Print the board (--board), lay it into the empty basket in three places, and press Enter each "
        "time; or give the pictures that you took so, from the cart's camera in its own mode.",
    )
    default = argparse.SUPPRESS
    camera.add_argument("images", nargs="*", type=Path, metavar="IMAGE", help="pictures instead of the cart's camera")
    camera.add_argument("--board", type=Path, metavar="FILE", help="write the board to print (.pdf or .svg), and end")
    camera.add_argument("--ruler-mm", type=float, metavar="MM", help="what the printed ruler measures (default: 100)")
    camera.add_argument("--overlay", type=Path, metavar="FILE", help="write the first picture under a grid of 5 cm")
    camera.add_argument("--config", type=Path, default=default, help="cart.toml (default: the one here)")
    camera.add_argument("--who", default=default, help="who calibrates (default: the name logged in)")
    json_flag(camera, default)
    camera.set_defaults(run=_calibrate_camera)


def _calibrate_camera(arguments: argparse.Namespace) -> int:
    from cart.camera.choice import camera_of
    from cart.camera.floor_fit import RULER_MM, calibrate, wrong_ruler
    from cart.core.calibration import Refusal
    from cart.learned import FLOOR_FILE, save_calibration
    from cart.sight.light import LIGHT_FILE

    if arguments.board:
        return _print_board(arguments)
    if arguments.config is None and not DEFAULT_CONFIG.exists():
        raise UsageError("there is no cart.toml here: name it with --config.")
    config = config_of(arguments, scale_needed=False)
    camera = camera_of(config.camera.kind, config.camera.device)
    if camera is None:
        raise UsageError("cart.toml names no camera: set kind in [camera].")
    ruler = RULER_MM if arguments.ruler_mm is None else arguments.ruler_mm
    try:
        wrong = wrong_ruler(ruler)
        if wrong is not None:  # before anybody walks three times around the cart
            raise _Refused(wrong.reason)
        shots = list(_given(arguments) if arguments.images else _asked_for(arguments, camera))
        found = calibrate([seen for seen, _ in shots], ruler, camera.name, who_in(arguments), wall_ms())
        if isinstance(found, Refusal):
            raise _Refused(found.reason)
    except _Refused as refused:
        say(f"REFUSED. {refused} Nothing is saved.", arguments)
        write_json(arguments.json, {"passed": False, "reason": str(refused)})
        return 1
    file = config.folder / FLOOR_FILE
    save_calibration(file, found)
    _keep_light(config.folder / LIGHT_FILE, [picture for _, picture in shots])
    if arguments.overlay:
        _write_overlay(arguments.overlay, shots[0][1], found)
    say(f"{'corners':18}{found.corners} in {found.pictures} pictures, {found.covered_cm2:.0f} cm2 of floor", arguments)
    say(f"{'off on the floor':18}{found.rms_mm:.2f} mm rms, {found.worst_mm:.2f} mm at worst", arguments)
    if arguments.ruler_mm is None:
        say("The printed ruler was taken for 100 mm: measure it, and tell --ruler-mm if it is not.", arguments)
    say(f"PASSED. Saved in {file}; a cart that is running takes it up when it is started again.", arguments)
    views = [{"name": seen.name, "corners": len(seen.sheet)} for seen, _ in shots]
    write_json(arguments.json, {"passed": True, "reason": "", **plain(found), "seen": views, "file": str(file)})
    return 0


def _print_board(arguments: argparse.Namespace) -> int:
    from cart.camera.sheet import page

    try:
        page().write(arguments.board)
    except ValueError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"{arguments.board} cannot be written: {error.strerror}.") from error
    say(f"{arguments.board} is the board, A4: print it at 100 % and measure its ruler.", arguments)
    write_json(arguments.json, {"board": str(arguments.board)})
    return 0


def _given(arguments: argparse.Namespace) -> "Iterator[tuple[Seen, Picture]]":
    from cart.camera.frames import middle

    for path in arguments.images:
        picture = middle(read_picture(path))  # the part of it that sight looks at
        yield _looked(picture, str(path)), picture


def _asked_for(arguments: argparse.Namespace, camera: "Camera") -> "Iterator[tuple[Seen, Picture]]":
    """A picture for each place of the board; what is refused is asked for again."""
    camera.start()
    try:
        for number, words in enumerate(PLACES, start=1):
            yield _place(arguments, camera, f"{number}/{len(PLACES)}  {words}", f"picture {number}")
    finally:
        camera.stop()


def _place(arguments: argparse.Namespace, camera: "Camera", words: str, name: str) -> "tuple[Seen, Picture]":
    refused: _Refused | None = None
    while True:
        _tell(f"{words}, then press Enter.", arguments)
        if not sys.stdin.readline():
            raise refused or UsageError("the input ended before the last place: nothing is saved.")
        picture = _shot(camera)
        try:
            seen = _looked(picture, name)
        except _Refused as error:
            _tell(f"     REFUSED. {error} Once more:", arguments)
            refused = error
        else:
            _tell(f"     {len(seen.sheet)} corners.", arguments)
            return seen, picture


def _shot(camera: "Camera") -> "Picture":
    """The view of a frame that is taken from now on; raises UsageError when none comes."""
    from cart.camera.frames import FrameGone, shown
    from cart.clock import cart_clock

    begin = cart_clock() + SETTLE_S
    while cart_clock() < begin + PATIENCE_S:
        frame = camera.latest()
        if frame is not None and frame.t >= begin:
            try:
                return frame.main(shown(frame.main_size))
            except FrameGone:  # a newer one will do
                continue
        time.sleep(GLANCE_S)
    why = f" ({camera.fault.value})" if camera.fault else ""
    raise UsageError(f"no picture comes from the camera {camera.name}{why}: is it plugged in, and the cart stopped?")


def _looked(picture: "Picture", name: str) -> "Seen":
    from cart.camera.board import look
    from cart.core.calibration import Refusal

    seen = look(picture, name)
    if isinstance(seen, Refusal):
        raise _Refused(seen.reason)
    return seen


def _keep_light(path: Path, pictures: "list[Picture]") -> None:
    """The basket in today's light: what other light does to its colours is taken back by it."""
    import cv2

    from cart.camera.frames import swapped
    from cart.sight.light import basket_of

    _, data = cv2.imencode(".png", swapped(basket_of(pictures)))
    draft = path.with_suffix(".part")
    draft.write_bytes(data.tobytes())
    draft.replace(path)


def _write_overlay(path: Path, picture: "Picture", floor: "FloorCalibration") -> None:
    import cv2

    from cart.camera.floor import with_grid
    from cart.camera.frames import swapped

    written, data = cv2.imencode(".jpg", swapped(with_grid(picture, floor)))
    try:
        path.write_bytes(data.tobytes() if written else b"")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error


def _tell(text: str, arguments: argparse.Namespace) -> None:
    """Say it at once: who works through a pipe waits for it."""
    say(text, arguments)
    sys.stdout.flush()
