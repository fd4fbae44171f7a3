"""The verbs for a fitter with a terminal: calibrate, calibrate check, calibrate history; and calibrate camera."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cart.cli import calibrate_camera
from cart.cli.calibration_check import check_scale, show_history
from cart.cli.calibration_parts import (
    calibration_file,
    config_of,
    fitter_at,
    keep,
    plain,
    say_saved,
    table_of,
    wall_ms,
    weights_in,
    who_in,
)
from cart.cli.errors import UsageError, Verbs, json_flag, say, write_json

if TYPE_CHECKING:
    from cart.cli.scale_door import Fitter
    from cart.core.calibration import Calibration
    from cart.core.procedure import Procedure

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
    parts = calibrate.add_subparsers(title="more", metavar="[check | history | camera]")
    check = parts.add_parser("check", help="weigh a known weight; a scale that is off does not weigh any more")
    _common(check, default=argparse.SUPPRESS)
    check.add_argument("--weight", type=float, action="append", metavar="G", default=argparse.SUPPRESS)
    check.set_defaults(run=check_scale)
    history = parts.add_parser("history", help="every calibration and check of the scale, and its drift")
    _common(history, default=argparse.SUPPRESS)
    history.set_defaults(run=show_history)
    calibrate_camera.add(parts)


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

    config = config_of(arguments)
    table = table_of(config)
    with fitter_at(arguments, config) as (door, fitter):
        weights = weights_in(arguments, fitter, "Which test weight is there, in grams?", table.max_g)
        if len(weights) > 1 and weights[-1] in weights[:-1]:
            raise UsageError(f"--weight {weights[-1]:g} is fitted already: verify with another weight.")
        before = load_calibration(calibration_file(config)) if calibration_file(config).exists() else None
        known = before if before and before.scale == door.scale else None
        begun = procedure.begin(door.scale, who_in(arguments), weights, table, not arguments.no_corners, known)
        todo = _walk(fitter, begun)
        outcome = procedure.result(todo)
        if isinstance(outcome, Refusal):
            return _refused(arguments, outcome.reason)
        calibration = since(before, outcome)
        keep(config, door, calibration, calibration)
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
    say_saved(arguments, config)
    write_json(
        arguments.json,
        {
            "passed": True,
            "reason": "",
            **plain(calibration),
            "repeats_g": todo.repeats_g,
            "verified": plain(todo.verdict),
            "file": str(calibration_file(config)),
        },
    )
    return 0


def _walk(fitter: "Fitter", begun: "Procedure") -> "Procedure":
    """Every step of the procedure; a refused one again, and all of them when the fitter says so."""
    from cart.cli.scale_door import StartAgain
    from cart.core import procedure
    from cart.core.calibration import Refusal

    todo, number = begun, len(begun.steps)
    fitter.calibration = begun.before
    while todo.wanted is not None:
        try:
            level = fitter.ask(f"{number - len(todo.steps) + 1}/{number}  {todo.wanted.words}")
        except StartAgain:
            todo, fitter.calibration = begun, begun.before
            continue
        taken = procedure.take(todo, level, wall_ms())
        if isinstance(taken, Refusal):
            fitter.refuse(taken.reason)
            continue
        todo = taken
        fitter.calibration = todo.fitted or fitter.calibration
    return todo


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


def _refused(arguments: argparse.Namespace, reason: str) -> int:
    say(f"REFUSED. {reason} Nothing is saved.", arguments)
    write_json(arguments.json, {"passed": False, "reason": reason})
    return 1
