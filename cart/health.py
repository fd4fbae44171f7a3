"""What a fitter wants to know of a running cart, each with what to do: devices, disk, versions."""

import shutil
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from cart.camera import Camera
from cart.clock import cart_clock
from cart.config import Config, digest
from cart.core.inputs import Source, Way
from cart.core.sentences import Sentence
from cart.core.staff_inputs import Finding, Grade
from cart.core.state import State
from cart.lane import ways_of
from cart.learned import FLOOR_FILE
from cart.recogniser import Recogniser, Unrecognised, embedder_file, gallery_file
from ui.fonts import missing
from ui.theme import SIZES, fits
from ui.words import LANGUAGES

LOW_BYTES, SCARCE_BYTES = 2 << 30, 256 << 20
OLD_FRAME_S = 1.5
NAMED = 6  # products that are named at most
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
    "screen",
    "version",
    "model",
    "taught",
)
"""Every topic; each has a row in ui.words."""


def examine(
    config: Config,
    camera: Camera | None,
    state: Callable[[], State],
    recogniser: Recogniser | Unrecognised | None = None,
    glass: tuple[int, int] | None = None,
) -> tuple[Finding, ...]:
    """Everything that can be told without stopping the cart; what is wrong first.

    `glass` is the size of the window as it is; without a window it is what cart.toml asks for.
    """
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
        _screen(glass or (config.screen.width, config.screen.height)),
        Finding(
            "version", Grade.GOOD, f"{version('smart-cart')}, Python {sys.version.split()[0]}, {now.catalog.version}"
        ),
        _model(config, recogniser.why if isinstance(recogniser, Unrecognised) else ""),
        *([_taught(recogniser)] if isinstance(recogniser, Recogniser) else []),
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
        return Finding("scale", Grade.BAD, why.value, Sentence.LOOK_AT_CABLE.of())
    if not state.scale:
        return Finding("scale", Grade.WATCH, Sentence.NOTHING_HEARD.of(), Sentence.EXAMINE_LATER.of())
    return Finding("scale", Grade.GOOD, state.scale)


def _calibration(state: State) -> Finding:
    calibration = state.calibration
    if calibration is None or not state.fits:
        return Finding("calibration", Grade.BAD, Sentence.NONE_OF_THIS.of(), Sentence.CALIBRATE.of())
    if calibration.locked or state.doubt:
        return Finding("calibration", Grade.BAD, state.doubt or Sentence.CHECK_FAILED.of(), Sentence.CHECK_AGAIN.of())
    return Finding(
        "calibration",
        Grade.GOOD,
        Sentence.CALIBRATED_BY.of(who=calibration.who, residual=f"{calibration.residual_g:.1f}"),
    )


def _camera(camera: Camera | None) -> Finding:
    if camera is None:
        return Finding("camera", Grade.WATCH, Sentence.NONE.of(), Sentence.NAME_ONE.of())
    frame = camera.latest()
    if camera.fault is not None or frame is None or cart_clock() - frame.t > OLD_FRAME_S:
        why = camera.fault.value if camera.fault else Sentence.WITHOUT_PICTURE.of()
        return Finding("camera", Grade.BAD, why, Sentence.LOOK_AT_LENS.of())
    frames = camera.frames()
    span = frames[-1].t - frames[0].t if len(frames) > 1 else 0.0
    if span <= 0:
        return Finding("camera", Grade.GOOD, camera.name)
    rate = f"{(len(frames) - 1) / span:.0f}"
    return Finding("camera", Grade.GOOD, Sentence.PICTURES.of(camera=camera.name, rate=rate))


def _floor(config: Config) -> Finding:
    if (config.folder / FLOOR_FILE).is_file():
        return Finding("floor", Grade.GOOD, Sentence.CALIBRATED.of())
    return Finding("floor", Grade.WATCH, Sentence.NOT_CALIBRATED.of(), Sentence.CALIBRATE_CAMERA.of())


def _lane(config: Config) -> Finding:
    found = ", ".join(_WAYS[way].of() for way in ways_of(config)) or Sentence.NONE.of()
    return Finding("exit lane", Grade.GOOD, found, Sentence.WALK_LANE.of())


_WAYS = {
    Way.CONTACT: Sentence.CONTACTS,
    Way.MARKER: Sentence.FLOOR_CAMERA,
    Way.CODE: Sentence.CARDS,
    Way.RADIO: Sentence.BEACONS,
}


def _store(config: Config, state: State) -> Finding:
    if not config.store.url:
        return Finding("store", Grade.WATCH, Sentence.NONE.of(), Sentence.NAME_ONE.of())
    why = dict(state.down).get(Source.STORE)
    if why is not None:
        return Finding("store", Grade.WATCH, why.value, Sentence.SENT_LATER.of())
    return Finding("store", Grade.GOOD, Sentence.REACHABLE.of())


def _disk(folder: Path) -> Finding:
    try:
        usage = shutil.disk_usage(folder)
    except OSError as error:
        return Finding("disk", Grade.BAD, error.strerror or str(error), Sentence.LOOK_AT_DISK.of())
    found = Sentence.FREE.of(free=f"{usage.free / 2**30:.1f}", whole=f"{usage.total / 2**30:.0f}")
    if usage.free < SCARCE_BYTES:
        return Finding("disk", Grade.BAD, found, Sentence.FREE_NOW.of())
    if usage.free < LOW_BYTES:
        return Finding("disk", Grade.WATCH, found, Sentence.FREE_SOME.of())
    return Finding("disk", Grade.GOOD, found)


def _folder(topic: str, folder: Path) -> Finding:
    sizes = [path.stat().st_size for path in folder.glob("*") if path.is_file()] if folder.is_dir() else []
    return Finding(topic, Grade.GOOD, Sentence.FILES.of(n=len(sizes), size=f"{sum(sizes) / 2**20:.0f}"))


def _screen(size: tuple[int, int]) -> Finding:
    without = [lang for lang in LANGUAGES if missing(lang)]
    if not fits(size):
        least = "{}x{}".format(*SIZES[0])
        found = Sentence.SCREEN_SMALL.of(size="{}x{}".format(*size))
        return Finding("screen", Grade.WATCH, found, Sentence.SCREEN_LEAST.of(least=least))
    if without:
        return Finding(
            "screen", Grade.WATCH, Sentence.FONT_MISSING.of(languages=" ".join(without)), Sentence.INSTALL_AGAIN.of()
        )
    return Finding("screen", Grade.GOOD, "{}x{}".format(*size))


def _model(config: Config, why: str) -> Finding:
    if why:
        return Finding("model", Grade.BAD, Sentence.NOT_RECOGNISING.of(why=why), Sentence.INSTALL_AGAIN.of())
    embedder, gallery = digest(embedder_file(config.models)), digest(gallery_file(config.models))
    if not embedder or not gallery:
        return Finding("model", Grade.BAD, Sentence.FILE_MISSING.of(), Sentence.INSTALL_AGAIN.of())
    return Finding("model", Grade.GOOD, Sentence.MODEL.of(model=embedder[:8], gallery=gallery[:8]))


def _taught(recogniser: Recogniser) -> Finding:
    lost = recogniser.to_teach_again
    if lost.names:
        names = ", ".join(lost.names[:NAMED]) + (" ..." if len(lost.names) > NAMED else "")
        found = Sentence.TAUGHT_LOST.of(n=len(lost.names), names=names)
        return Finding("taught", Grade.WATCH, found, Sentence.TEACH_AGAIN.of())
    if lost.unread:
        found = Sentence.TAUGHT_UNREAD.of(file=" ".join(lost.unread))
        return Finding("taught", Grade.WATCH, found, Sentence.TEACH_MISSING.of())
    return Finding("taught", Grade.GOOD, Sentence.TAUGHT_HERE.of(n=recogniser.taught, confirmed=recogniser.confirmed))
