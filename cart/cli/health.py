"""Verb of the fitter: doctor."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cart.cli.errors import UsageError, Verbs, json_flag, say, write_json

if TYPE_CHECKING:
    from cart.core.calibration import Calibration


def add(verbs: Verbs) -> None:
    doctor = verbs.add_parser("doctor", help="ten seconds of the scale: is it healthy, and what to do if not")
    doctor.add_argument("--port", help="the scale's port: a path, or part of a name in /dev/serial/by-id")
    doctor.add_argument("--config", type=Path, help="cart.toml: take port and calibration from there")
    doctor.add_argument("--seconds", type=float, default=10.0, help="how long to listen")
    json_flag(doctor)
    doctor.set_defaults(run=_doctor)


def _doctor(arguments: argparse.Namespace) -> int:
    from firmware_bridge.doctor import observe, report
    from firmware_bridge.findings import findings
    from firmware_bridge.health import examine
    from firmware_bridge.ports import PortUnusable, find, stable_name

    if not 1 <= arguments.seconds <= 3600:
        raise UsageError(f"--seconds {arguments.seconds:g} cannot be used: take 1 to 3600.")
    port, calibration = _scale(arguments)
    say(f"Listening to {port} for {arguments.seconds:g} seconds; leave the basket alone.", arguments)
    try:
        seen = observe(port, arguments.seconds)
    except PortUnusable as error:
        raise UsageError(str(error)) from error
    known = None
    if calibration and seen.hello and calibration.scale == seen.hello.scale_id.hex():
        known = calibration if len(calibration.zero) == seen.hello.cells else None
    health = examine(seen, known.cells if known else None)
    found = findings(seen, health)
    for line in [*report(health), *found] if found else [*report(health), "Healthy."]:
        say(line, arguments)
    stable = stable_name(find(port))
    if stable:
        say(f'Write port = "{stable}" into cart.toml: that name stays, whatever socket the scale is in.', arguments)
    if arguments.config and not known:
        say(_uncalibrated(calibration), arguments)
    told = {"port": port, "healthy": not found, "findings": found, "calibrated": known is not None}
    write_json(arguments.json, told | asdict(health))
    return 1 if found else 0


def _scale(arguments: argparse.Namespace) -> "tuple[str, Calibration | None]":
    """The port to listen to and the cart's calibration, if it has one."""
    if bool(arguments.port) == bool(arguments.config):
        raise UsageError("give either --port, or --config with a cart.toml.")
    if arguments.port:
        return str(arguments.port), None
    from cart.config import ConfigError, load
    from cart.learned import load_calibration

    try:
        config = load(arguments.config)
    except ConfigError as error:
        raise UsageError(str(error)) from error
    if config.scale.protocol != "smart-cart":
        raise UsageError(
            f"{arguments.config} names a certified scale head, which tells no counts: its maker's service checks it."
        )
    return config.scale.port, load_calibration(config.folder / "calibration.json")


def _uncalibrated(calibration: "Calibration | None") -> str:
    if calibration is None:
        return "The cart is not calibrated, so nothing is said in grams. Calibrate it before it goes to the shoppers."
    return "The cart's calibration is that of another scale. Calibrate it before it goes to the shoppers."
