"""calibrate check and calibrate history: is the scale still what it was calibrated to be?"""

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

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
from cart.cli.errors import UsageError, say, write_json

if TYPE_CHECKING:
    from cart.cli.scale_door import ScaleDoor
    from cart.config import Config
    from cart.core.calibration import Calibration
    from cart.core.checking import Looked


def check_scale(arguments: argparse.Namespace) -> int:
    """Weigh a known weight; 1 and a locked calibration if the scale is off."""
    from cart.cli.scale_door import StartAgain
    from cart.core.calibration import Refusal
    from cart.core.checking import after, check, too_light

    config = config_of(arguments)
    table = table_of(config)
    with fitter_at(arguments, config) as (door, fitter):
        calibration = _in_force(config, door)
        (known,) = weights_in(arguments, fitter, "Which known weight is there, in grams?", table.max_g)[:1]
        fitter.calibration = calibration
        refused = too_light(calibration, known) if calibration.locked else None
        if refused is not None:
            raise UsageError(refused.reason)
        while True:
            try:
                empty = fitter.ask("1/2  Take everything out of the basket")
                loaded = fitter.ask(f"2/2  Put {known:g} g in the middle of the basket")
            except StartAgain:
                continue
            done = check(calibration, empty, loaded, known, who_in(arguments), wall_ms(), table)
            if not isinstance(done, Refusal):
                break
            fitter.refuse(done.reason)
        calibration = after(calibration, done)
        keep(config, door, calibration, done)
    say(f"{'zero':18}{done.zero_g:+.2f} g since the calibration", arguments)
    say(f"{'shown':18}{done.shown_g:.2f} g, {done.error_g:+.2f} g of {done.limit_g:g} g allowed", arguments)
    if done.passed:
        say("PASSED. The cart weighs with this calibration.", arguments)
    else:
        say(f"FAILED. {done.reason} Until then the cart does not weigh.", arguments)
    say_saved(arguments, config)
    write_json(
        arguments.json,
        {
            "passed": done.passed,
            "reason": done.reason,
            "locked": calibration.locked,
            **plain(done),
            "error_g": round(done.error_g, 2),
        },
    )
    return 0 if done.passed else 1


def _in_force(config: "Config", door: "ScaleDoor") -> "Calibration":
    """The newer of the cart's calibration and the scale's: checking the older one would overwrite the newer."""
    from cart.core.record import Side, agree
    from cart.learned import load_calibration

    file = calibration_file(config)
    kept = load_calibration(file) if file.exists() else None
    found = agree(kept, door.held(), door.scale)
    if found.side is Side.ASK:
        raise UsageError(f"{found.why} At the terminal only a new calibration decides.")
    if found.calibration is not None:
        return found.calibration
    if kept is not None:
        raise UsageError(f"the calibration is of scale {kept.scale}, this is {door.scale}: calibrate it.")
    raise UsageError(f"{file} holds no calibration to check, and neither does the scale: calibrate it first.")


def show_history(arguments: argparse.Namespace) -> int:
    """A line for every calibration and check, oldest first."""
    from cart.core.checking import looks
    from cart.core.class3 import LEGAL_NOTE
    from cart.learned import history_file, load_history

    config = config_of(arguments, scale_needed=False)
    seen = list(looks(load_history(history_file(calibration_file(config)))))
    for look in seen:
        say(_line(look), arguments)
    if not seen:
        say("Nothing yet: calibrate the scale.", arguments)
    say(LEGAL_NOTE, arguments)
    entries = [{"type": type(look.entry).__name__, **plain(look.entry), "drift": plain(look.drift)} for look in seen]
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
