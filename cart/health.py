"""What a fitter wants to know of a running cart, each with what to do: devices, disk, versions."""

import shutil
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from cart.camera import Camera
from cart.camera.frames import cart_clock
from cart.config import Config, digest
from cart.core.inputs import Source
from cart.core.staff_inputs import Finding, Grade
from cart.core.state import State
from cart.learned import FLOOR_FILE
from cart.recogniser import embedder_file, gallery_file

LOW_BYTES, SCARCE_BYTES = 2 << 30, 256 << 20
OLD_FRAME_S = 1.5
TOPICS = (
    "scale",
    "calibration",
    "camera",
    "floor",
    "exit lane",
    "store",
    "disk",
    "tapes",
    "evidence",
    "version",
    "model",
)
"""Every topic; each has a row in ui.words."""


def examine(config: Config, camera: Camera | None, state: Callable[[], State]) -> tuple[Finding, ...]:
    """Everything that can be told without stopping the cart; what is wrong first."""
    now = state()
    found = [
        _scale(now),
        _calibration(now),
        _camera(camera),
        _floor(config),
        _lane(config),
        _store(config, now),
        _disk(config.folder),
        _folder("tapes", config.folder / "tapes"),
        _folder("evidence", config.folder / "evidence"),
        Finding(
            "version", Grade.GOOD, f"{version('smart-cart')}, Python {sys.version.split()[0]}, {now.catalog.version}"
        ),
        _model(config),
    ]
    return tuple(sorted(found, key=lambda each: -_BADNESS[each.grade]))


_BADNESS = {Grade.GOOD: 0, Grade.WATCH: 1, Grade.BAD: 2}


def as_text(findings: Sequence[Finding]) -> str:
    return "".join(
        f"{each.topic:12} {each.grade.value:6} {each.found} {each.advice}".rstrip() + "\n" for each in findings
    )


def _scale(state: State) -> Finding:
    why = dict(state.down).get(Source.SCALE)
    if why is not None:
        return Finding("scale", Grade.BAD, why.value, "Look at its cable, then run smart-cart doctor.")
    if not state.scale:
        return Finding("scale", Grade.WATCH, "nothing heard yet", "Wait a moment, then examine again.")
    return Finding("scale", Grade.GOOD, state.scale)


def _calibration(state: State) -> Finding:
    calibration = state.calibration
    if calibration is None or not state.fits:
        return Finding("calibration", Grade.BAD, "none of this scale", "Calibrate the scale.")
    if calibration.locked or state.doubt:
        return Finding("calibration", Grade.BAD, state.doubt or "a check failed", "Check it, or calibrate again.")
    return Finding("calibration", Grade.GOOD, f"by {calibration.who}, residual {calibration.residual_g:.1f} g")


def _camera(camera: Camera | None) -> Finding:
    if camera is None:
        return Finding("camera", Grade.WATCH, "none", "Name one in cart.toml.")
    frame = camera.latest()
    if camera.fault is not None or frame is None or cart_clock() - frame.t > OLD_FRAME_S:
        why = camera.fault.value if camera.fault else "no picture"
        return Finding("camera", Grade.BAD, f"{camera.name}: {why}", "Look at its cable and its lens.")
    frames = camera.frames()
    span = frames[-1].t - frames[0].t if len(frames) > 1 else 0.0
    rate = f", {(len(frames) - 1) / span:.0f} pictures a second" if span > 0 else ""
    return Finding("camera", Grade.GOOD, f"{camera.name}{rate}")


def _floor(config: Config) -> Finding:
    if (config.folder / FLOOR_FILE).is_file():
        return Finding("floor", Grade.GOOD, "calibrated")
    return Finding("floor", Grade.WATCH, "not calibrated", "Calibrate the camera with the printed board.")


def _lane(config: Config) -> Finding:
    lane = config.exit_lane
    beside = (lane.cards and "cards", lane.floor_camera and "floor camera", lane.beacons and "beacons")
    ways = ["contacts", *(way for way in beside if way)]
    return Finding("exit lane", Grade.GOOD, ", ".join(ways), "To test it, walk out with smart-cart doctor --lane.")


def _store(config: Config, state: State) -> Finding:
    if not config.store.url:
        return Finding("store", Grade.WATCH, "none", "Name one in cart.toml.")
    why = dict(state.down).get(Source.STORE)
    if why is not None:
        return Finding("store", Grade.WATCH, why.value, "Sales are kept and sent later. Look at the network.")
    return Finding("store", Grade.GOOD, "reachable")


def _disk(folder: Path) -> Finding:
    try:
        usage = shutil.disk_usage(folder)
    except OSError as error:
        return Finding("disk", Grade.BAD, error.strerror or str(error), "Look at the card or the disk.")
    found = f"{usage.free / 2**30:.1f} of {usage.total / 2**30:.0f} GB free"
    if usage.free < SCARCE_BYTES:
        return Finding("disk", Grade.BAD, found, "Free some space now: soon no trip can begin.")
    if usage.free < LOW_BYTES:
        return Finding("disk", Grade.WATCH, found, "Free some space.")
    return Finding("disk", Grade.GOOD, found)


def _folder(topic: str, folder: Path) -> Finding:
    sizes = [path.stat().st_size for path in folder.glob("*") if path.is_file()] if folder.is_dir() else []
    return Finding(topic, Grade.GOOD, f"{len(sizes)} files, {sum(sizes) / 2**20:.0f} MB")


def _model(config: Config) -> Finding:
    embedder, gallery = digest(embedder_file(config.models)), digest(gallery_file(config.models))
    if not embedder or not gallery:
        return Finding("model", Grade.BAD, "a file is missing", "Install the program again.")
    return Finding("model", Grade.GOOD, f"{embedder[:8]}, gallery {gallery[:8]}")
