"""What every calibrate verb needs: cart.toml, a fitter at the scale, weights, and where a calibration is kept."""

import argparse
import getpass
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cart.cli.errors import UsageError, say

if TYPE_CHECKING:
    from cart.cli.scale_door import Fitter, ScaleDoor
    from cart.config import Config
    from cart.core.calibration import Calibration

DEFAULT_CONFIG = Path("cart.toml")


def config_of(arguments: argparse.Namespace, scale_needed: bool = True) -> "Config":
    """cart.toml as named, or the one in this folder; with a port, or without need for the scale, there may be none."""
    from cart.config import Config, ConfigError, load

    path = arguments.config
    if path is None and not DEFAULT_CONFIG.exists():
        if arguments.port is None and scale_needed:
            raise UsageError("there is no cart.toml here: name it with --config, or the scale's port with --port.")
        return Config(Path("data"))
    try:
        return load(path or DEFAULT_CONFIG)
    except ConfigError as error:
        raise UsageError(str(error)) from error


def table_of(config: "Config") -> Any:
    """The class III limits that cart.toml asks for."""
    from cart.core.class3 import ClassIII

    try:
        return ClassIII(config.rules.scale.e_g, config.rules.scale.max_g)
    except ValueError as error:
        raise UsageError(f"[rules.scale] names no scale of class III: {error}.") from error


@contextmanager
def fitter_at(arguments: argparse.Namespace, config: "Config") -> "Iterator[tuple[ScaleDoor, Fitter]]":
    """An open scale and who stands at it; raises UsageError when either is gone."""
    from cart.cli.scale_door import AVERAGE_S, LEAST_S, Fitter, InputEnded, ScaleDoor, ScaleUnusable

    seconds = AVERAGE_S if arguments.seconds is None else arguments.seconds
    if not LEAST_S <= seconds <= 20:
        raise UsageError(f"--seconds {seconds:g} cannot be used: take {LEAST_S:g} to 20.")
    try:
        with ScaleDoor(arguments.port or config.scale.port, seconds) as door:
            say(f"Scale {door.scale}, {door.cells} cells.", arguments)
            yield door, Fitter(door, sys.stderr if arguments.json == "-" else sys.stdout)
    except ScaleUnusable as error:
        raise UsageError(str(error)) from error
    except InputEnded as error:
        raise UsageError("the input ended before the last step: nothing is saved.") from error


def weights_in(arguments: argparse.Namespace, fitter: "Fitter", question: str, most: float) -> list[Any]:
    """Grams from the command line, or else from the answer to a question; up to `most`.

    Every weight is looked at before anything is measured: refused at the last step, it would cost all the others.
    """
    from cart.core.calibration import LEAST_SPAN_G

    given = arguments.weight or [_number(fitter.question(question))]
    for weight in given:
        if not isfinite(weight) or not LEAST_SPAN_G <= weight <= most:
            raise UsageError(f"--weight {weight:g} is no weight for this scale: take {LEAST_SPAN_G:g} to {most:g} g.")
    return list(given)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise UsageError(f"'{text}' is no weight in grams.") from error


def keep(config: "Config", door: "ScaleDoor", calibration: "Calibration", entry: Any) -> None:
    """On the cart's side, in the history, and in the scale's own memory."""
    from cart.learned import append_history, history_file, save_calibration

    save_calibration(calibration_file(config), calibration)
    append_history(history_file(calibration_file(config)), entry)
    door.keep(calibration)


def calibration_file(config: "Config") -> Path:
    return config.folder / "calibration.json"


def say_saved(arguments: argparse.Namespace, config: "Config") -> None:
    from cart.core.class3 import LEGAL_NOTE

    say(f"Saved in {calibration_file(config)}; a cart that is running takes it up when it is started again.", arguments)
    say(LEGAL_NOTE, arguments)


def plain(value: Any) -> Any:
    from cart.core.encoding import encode

    return encode(value) if value is not None else None


def who_in(arguments: argparse.Namespace) -> str:
    return str(arguments.who) if arguments.who else getpass.getuser()


def wall_ms() -> int:
    return time.time_ns() // 1_000_000
