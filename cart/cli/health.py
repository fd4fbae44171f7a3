"""Verbs of the fitter: doctor, lane-signs."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cart.cli.calibration_parts import DEFAULT_CONFIG
from cart.cli.errors import UsageError, Verbs, json_flag, say, write_json

if TYPE_CHECKING:
    from cart.core.calibration import Calibration
    from firmware_bridge.protocol import Hello, RawSample

LIVE_S = 3600.0


def add(verbs: Verbs) -> None:
    doctor = verbs.add_parser("doctor", help="ten seconds of the scale: is it healthy, and what to do if not")
    doctor.add_argument("--port", help="the scale's port: a path, or part of a name in /dev/serial/by-id")
    words = "cart.toml: take port and calibration from there (default: the one here)"
    doctor.add_argument("--config", type=Path, help=words)
    doctor.add_argument("--seconds", type=float, help="how long to listen (default: 10, with --live an hour)")
    words = "each second what each cell says, to see which one moves when you press a corner; Ctrl-C ends it"
    doctor.add_argument("--live", action="store_true", help=words)
    words = "walk out through the exit lane once (up to a minute): which sensors tell it, and what to do if not"
    doctor.add_argument("--lane", action="store_true", help=words)
    words = "with --lane: leave a trace of what the sensors took in, for smart-cart bench lane --replay"
    doctor.add_argument("--keep", type=Path, metavar="FILE", help=words)
    json_flag(doctor)
    doctor.set_defaults(run=_doctor)
    signs = verbs.add_parser("lane-signs", help="an exit lane's markers and its card, to print")
    signs.add_argument("lanes", type=int, nargs="+", metavar="LANE", help="number of a lane, from 1")
    signs.add_argument("--out", type=Path, default=Path("out/lanes"), help="folder for the pages (default: out/lanes)")
    signs.add_argument("--svg", action="store_true", help="SVG in place of PDF")
    json_flag(signs)
    signs.set_defaults(run=_lane_signs)


def _doctor(arguments: argparse.Namespace) -> int:
    from cart.voice import PROGRAM, program
    from firmware_bridge.doctor import SECONDS, observe, report
    from firmware_bridge.findings import findings
    from firmware_bridge.health import examine
    from firmware_bridge.ports import PortUnusable, find, stable_name
    from ui.fonts import missing
    from ui.words import LANGUAGES

    seconds = arguments.seconds
    if seconds is None:
        seconds = LIVE_S if arguments.live else SECONDS
    if not 1 <= seconds <= LIVE_S:
        raise UsageError(f"--seconds {seconds:g} cannot be used: take 1 to {LIVE_S:g}.")
    if arguments.lane:
        if arguments.port or arguments.live:
            raise UsageError("--lane takes its sensors from a cart.toml: name one with --config, and nothing else.")
        from cart.cli.lane_walk import walk_lane

        return walk_lane(arguments, arguments.config or DEFAULT_CONFIG)
    if arguments.keep:
        raise UsageError("--keep leaves a trace of the exit lane: give it with --lane.")
    port, calibration = _scale(arguments)
    if arguments.live:
        return _live(arguments, port, seconds, calibration)
    say(f"Listening to {port} for {seconds:g} seconds; leave the basket alone.", arguments)
    try:
        seen = observe(port, seconds)
    except PortUnusable as error:
        raise UsageError(str(error)) from error
    known = _known(calibration, seen.hello)
    health = examine(seen, known.cells if known else None)
    found = findings(seen, health)
    for line in [*report(health), *found] if found else [*report(health), "Healthy."]:
        say(line, arguments)
    stable = stable_name(find(port))
    if stable:
        say(f'Write port = "{stable}" into cart.toml: that name stays, whatever socket the scale is in.', arguments)
    if not arguments.port and not known:
        say(_uncalibrated(calibration), arguments)
    for sentence in filter(None, map(missing, LANGUAGES)):
        say(sentence, arguments)
    if not program():
        say(f"{PROGRAM} is not installed: the screen cannot be read aloud. On Debian: apt install {PROGRAM}", arguments)
    told = {"port": port, "healthy": not found, "findings": found, "calibrated": known is not None}
    write_json(arguments.json, told | asdict(health))
    return 1 if found else 0


def _lane_signs(arguments: argparse.Namespace) -> int:
    from cart.exit_lane.signage import pages

    try:
        drawn = {f"lane-{lane}-{name}": page for lane in arguments.lanes for name, page in pages(lane).items()}
    except ValueError as error:
        raise UsageError(str(error)) from error
    arguments.out.mkdir(parents=True, exist_ok=True)
    files = [arguments.out / f"{name}{'.svg' if arguments.svg else '.pdf'}" for name in drawn]
    for file, page in zip(files, drawn.values(), strict=True):
        page.write(file)
        say(str(file), arguments)
    say("Print them at 100 %; docs/exit-lane.md says where they belong.", arguments)
    write_json(arguments.json, {"files": [str(file) for file in files]})
    return 0


def _live(arguments: argparse.Namespace, port: str, seconds: float, calibration: "Calibration | None") -> int:
    """A line each second until Ctrl-C; 1 when the scale stops sending."""
    from firmware_bridge.doctor import observe
    from firmware_bridge.findings import findings
    from firmware_bridge.health import examine
    from firmware_bridge.live import Live
    from firmware_bridge.ports import PortUnusable

    say(f"Cells of {port}, numbered as hw/wiring.md does. Press each corner; Ctrl-C ends it.", arguments)
    live: Live | None = None

    def show(hello: "Hello", sample: "RawSample") -> None:
        nonlocal live
        if live is None:
            known = _known(calibration, hello)
            live = Live(hello.cells, known.cells if known else None)
        line = live.add(sample)
        if line:
            say(line, arguments)
            sys.stdout.flush()

    try:
        seen = observe(port, seconds, on_sample=show)
    except PortUnusable as error:
        raise UsageError(str(error)) from error
    except KeyboardInterrupt:
        return 0
    if seen.arrivals and not (seen.broke_off or seen.fell_silent):
        return 0
    say(findings(seen, examine(seen))[0], arguments)
    return 1


def _known(calibration: "Calibration | None", hello: "Hello | None") -> "Calibration | None":
    """The calibration, if it is this scale's."""
    if calibration is None or hello is None or calibration.scale != hello.scale_id.hex():
        return None
    return calibration if len(calibration.zero) == hello.cells else None


def _scale(arguments: argparse.Namespace) -> "tuple[str, Calibration | None]":
    """The port to listen to and the cart's calibration, if it has one."""
    if arguments.port and arguments.config:
        raise UsageError("give either --port, or --config with a cart.toml.")
    if arguments.port:
        return str(arguments.port), None
    from cart.config import ConfigError, load
    from cart.learned import load_calibration

    path = arguments.config or DEFAULT_CONFIG
    if arguments.config is None and not path.exists():
        raise UsageError("there is no cart.toml here: name it with --config, or the scale's port with --port.")
    try:
        config = load(path)
    except ConfigError as error:
        raise UsageError(str(error)) from error
    if config.scale.protocol != "smart-cart":
        raise UsageError(f"{path} names a certified scale head, which tells no counts: its maker's service checks it.")
    return config.scale.port, load_calibration(config.folder / "calibration.json")


def _uncalibrated(calibration: "Calibration | None") -> str:
    if calibration is None:
        return "The cart is not calibrated, so nothing is said in grams. Calibrate it before it goes to the shoppers."
    return "The cart's calibration is that of another scale. Calibrate it before it goes to the shoppers."
