"""The scale's verbs for a fitter with a terminal: calibrate, calibrate check, calibrate history."""

import argparse
import getpass
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cart.cli.errors import UsageError, Verbs, json_flag, say, write_json

if TYPE_CHECKING:
    from cart.cli.scale_door import Fitter, ScaleDoor
    from cart.config import Config
    from cart.core.calibration import Calibration
    from cart.core.checking import Looked

DEFAULT_CONFIG = Path("cart.toml")
SPAN_ODD = 0.005  # relative: more than good cells change in years


def add(verbs: Verbs) -> None:
    calibrate = verbs.add_parser(
        "calibrate",
        help="teach the scale with known weights, check it, see its history",
        description="Guided: empty basket, a known weight in the middle and in every corner, a verification. "
        "Each step waits for Enter; a line from a pipe does as well.",
    )
    _common(calibrate, default=None)
    calibrate.add_argument(
        "--weight",
        type=float,
        action="append",
        metavar="G",
        help="a known weight in grams; give it again for more: the first is fitted, the last verifies the fit",
    )
    calibrate.add_argument("--no-corners", action="store_true", help="the middle only: quicker, and less true")
    calibrate.set_defaults(run=_calibrate)
    parts = calibrate.add_subparsers(title="more", metavar="[check | history]")
    check = parts.add_parser("check", help="weigh a known weight; a scale that is off does not weigh any more")
    _common(check, default=argparse.SUPPRESS)
    check.add_argument("--weight", type=float, action="append", metavar="G", default=argparse.SUPPRESS)
    check.set_defaults(run=_check)
    history = parts.add_parser("history", help="every calibration and check of the scale, and its drift")
    _common(history, default=argparse.SUPPRESS)
    history.set_defaults(run=_history)


def _common(parser: argparse.ArgumentParser, default: Any) -> None:
    """`default` SUPPRESS lets flags stand before or after 'check' and 'history'."""
    parser.add_argument("--config", type=Path, default=default, help="cart.toml (default: the one here)")
    parser.add_argument("--port", default=default, help="the scale's port instead of the configured one")
    parser.add_argument("--seconds", type=float, default=default, help="how long each reading is averaged (default: 1)")
    parser.add_argument("--who", default=default, help="who calibrates (default: the name logged in)")
    json_flag(parser, default)


def _calibrate(arguments: argparse.Namespace) -> int:
    from cart.core import procedure
    from cart.core.calibration import Refusal
    from cart.core.checking import since
    from cart.learned import load_calibration

    config = _config(arguments)
    table = _table(config)
    with _fitter(arguments, config) as (door, fitter):
        weights = _weights(arguments, fitter, "Which test weight is there, in grams?", table.max_g)
        before = load_calibration(_file(config)) if _file(config).exists() else None
        todo = procedure.begin(door.scale, _who(arguments), weights, table, not arguments.no_corners)
        fitter.calibration = before if before and before.scale == door.scale else None
        number = len(todo.steps)
        while todo.wanted is not None:
            level = fitter.ask(f"{number - len(todo.steps) + 1}/{number}  {todo.wanted.words}")
            taken = procedure.take(todo, level, _now())
            if isinstance(taken, Refusal):
                fitter.refuse(taken.reason)
                continue
            todo = taken
            fitter.calibration = todo.fitted or fitter.calibration
        outcome = procedure.result(todo)
        if isinstance(outcome, Refusal):
            return _refused(arguments, outcome.reason)
        calibration = since(before, outcome)
        _keep(config, door, calibration, calibration)
    _say_calibration(arguments, calibration)
    if before is not None and before.scale == calibration.scale:
        change = calibration.gain / before.gain - 1
        if abs(change) > SPAN_ODD:
            say(f"By the last calibration this weight is {-100 * change:+.1f} % off. Is it the right one?", arguments)
    if calibration.corners:
        say(f"{'repeats within':18}{todo.repeats_g:.2f} g", arguments)
    if todo.verdict is not None:
        verdict = todo.verdict
        say(f"{'verified':18}{verdict.known_g:g} g, {verdict.error_g:+.2f} g of {verdict.limit_g:g} g", arguments)
    else:
        say("Not verified: give a second --weight that the fit does not use.", arguments)
    _say_saved(arguments, config)
    write_json(
        arguments.json,
        {
            "passed": True,
            "reason": "",
            **_plain(calibration),
            "repeats_g": todo.repeats_g,
            "verified": _plain(todo.verdict),
            "file": str(_file(config)),
        },
    )
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from cart.core.calibration import Refusal
    from cart.core.checking import after, check
    from cart.learned import load_calibration

    config = _config(arguments)
    table = _table(config)
    calibration = load_calibration(_file(config)) if _file(config).exists() else None
    if calibration is None:
        raise UsageError(f"{_file(config)} holds no calibration to check: calibrate the scale first.")
    with _fitter(arguments, config) as (door, fitter):
        if calibration.scale != door.scale:
            raise UsageError(f"the calibration is of scale {calibration.scale}, this is {door.scale}: calibrate it.")
        (known,) = _weights(arguments, fitter, "Which known weight is there, in grams?", table.max_g)[:1]
        fitter.calibration = calibration
        while True:
            empty = fitter.ask("1/2  Take everything out of the basket")
            loaded = fitter.ask(f"2/2  Put {known:g} g in the middle of the basket")
            done = check(calibration, empty, loaded, known, _who(arguments), _now(), table)
            if not isinstance(done, Refusal):
                break
            fitter.refuse(done.reason)
        calibration = after(calibration, done)
        _keep(config, door, calibration, done)
    say(f"{'zero':18}{done.zero_g:+.2f} g since the calibration", arguments)
    say(f"{'shown':18}{done.shown_g:.2f} g, {done.error_g:+.2f} g of {done.limit_g:g} g allowed", arguments)
    if done.passed:
        say("PASSED. The cart weighs with this calibration.", arguments)
    else:
        say(f"FAILED. {done.reason} Until then the cart does not weigh.", arguments)
    _say_saved(arguments, config)
    write_json(
        arguments.json,
        {
            "passed": done.passed,
            "reason": done.reason,
            "locked": calibration.locked,
            **_plain(done),
            "error_g": round(done.error_g, 2),
        },
    )
    return 0 if done.passed else 1


def _history(arguments: argparse.Namespace) -> int:
    from cart.core.checking import looks
    from cart.core.class3 import LEGAL_NOTE
    from cart.learned import history_file, load_history

    config = _config(arguments)
    seen = list(looks(load_history(history_file(_file(config)))))
    for look in seen:
        say(_line(look), arguments)
    if not seen:
        say("Nothing yet: calibrate the scale.", arguments)
    say(LEGAL_NOTE, arguments)
    entries = [{"type": type(look.entry).__name__, **_plain(look.entry), "drift": _plain(look.drift)} for look in seen]
    write_json(arguments.json, {"entries": entries})
    return 0


def _line(look: "Looked") -> str:
    from cart.core.calibration import Calibration

    entry = look.entry
    when = datetime.fromtimestamp(entry.when / 1000).strftime("%Y-%m-%d %H:%M")
    if isinstance(entry, Calibration):
        what = f"calibrated with {entry.known_g:g} g, {entry.residual_g:.2f} g left"
    else:
        what = f"check {'passed' if entry.passed else 'FAILED'}: {entry.known_g:g} g {entry.error_g:+.2f} g off"
    drift = f"; a day {look.drift.zero_g:+.2f} g zero, {look.drift.span_ppm:+.1f} ppm span" if look.drift else ""
    return f"{when}  {entry.scale}  {entry.who:10} {what}{drift}"


def _config(arguments: argparse.Namespace) -> "Config":
    """cart.toml as named, or the one in this folder; with a port a fitter needs none."""
    from cart.config import Config, ConfigError, load

    path = arguments.config
    if path is None and not DEFAULT_CONFIG.exists():
        if arguments.port is None and arguments.run is not _history:
            raise UsageError("there is no cart.toml here: name it with --config, or the scale's port with --port.")
        return Config(Path("data"))
    try:
        return load(path or DEFAULT_CONFIG)
    except ConfigError as error:
        raise UsageError(str(error)) from error


def _table(config: "Config") -> Any:
    from cart.core.class3 import ClassIII

    try:
        return ClassIII(config.rules.scale.e_g, config.rules.scale.max_g)
    except ValueError as error:
        raise UsageError(f"[rules.scale] names no scale of class III: {error}.") from error


@contextmanager
def _fitter(arguments: argparse.Namespace, config: "Config") -> "Iterator[tuple[ScaleDoor, Fitter]]":
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


def _weights(arguments: argparse.Namespace, fitter: "Fitter", question: str, most: float) -> list[Any]:
    given = arguments.weight or [_number(fitter.question(question))]
    for weight in given:
        if not isfinite(weight) or not 0 < weight <= most:
            raise UsageError(f"--weight {weight:g} is no weight for this scale: take up to {most:g} g.")
    return list(given)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise UsageError(f"'{text}' is no weight in grams.") from error


def _keep(config: "Config", door: "ScaleDoor", calibration: "Calibration", entry: Any) -> None:
    """On the cart's side, in the history, and in the scale's own memory."""
    from cart.learned import append_history, history_file, save_calibration

    save_calibration(_file(config), calibration)
    append_history(history_file(_file(config)), entry)
    door.keep(calibration)


def _say_calibration(arguments: argparse.Namespace, calibration: "Calibration") -> None:
    figures = {
        "noise": f"{calibration.noise_g:.2f} g rms",
        "fit": f"{calibration.residual_g:.2f} g rms at {calibration.known_g:g} g"
        if len(calibration.fitted) > 1
        else f"one weight of {calibration.known_g:g} g, in one place",
        "corners": f"{100 * calibration.corner_spread:.3f} % apart" if calibration.corners else "not measured",
    }
    if calibration.drift:
        drift = calibration.drift
        figures["drift"] = f"{drift.zero_g:+.2f} g, {drift.span_ppm:+.1f} ppm a day over {drift.days:.1f} days"
    for name, value in figures.items():
        say(f"{name:18}{value}", arguments)
    for each in calibration.fitted:
        say(f"  {each.known_g:6g} g {each.place.value:12} {each.error_g:+.2f} g", arguments)


def _say_saved(arguments: argparse.Namespace, config: "Config") -> None:
    from cart.core.class3 import LEGAL_NOTE

    say(f"Saved in {_file(config)}; a cart that is running takes it up when it is started again.", arguments)
    say(LEGAL_NOTE, arguments)


def _refused(arguments: argparse.Namespace, reason: str) -> int:
    say(f"REFUSED. {reason} Nothing is saved.", arguments)
    write_json(arguments.json, {"passed": False, "reason": reason})
    return 1


def _plain(value: Any) -> Any:
    from cart.core.encoding import encode

    return encode(value) if value is not None else None


def _file(config: "Config") -> Path:
    return config.folder / "calibration.json"


def _who(arguments: argparse.Namespace) -> str:
    return str(arguments.who) if arguments.who else getpass.getuser()


def _now() -> int:
    return time.time_ns() // 1_000_000
