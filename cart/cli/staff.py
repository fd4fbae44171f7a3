"""Verbs about staff: staff-hash makes what cart.toml keeps of a PIN or a badge, audit prints who did what."""

import argparse
import getpass
import sys
import time
from pathlib import Path
from typing import Any

from cart.cli.errors import UsageError, Verbs, json_flag, say, write_json

LEAST_PIN = 4


def add(verbs: Verbs) -> None:
    words = "what cart.toml keeps of a PIN or a badge; it is asked for, or read from a pipe, and shown nowhere"
    made = verbs.add_parser("staff-hash", help=words)
    made.set_defaults(run=_hash)

    audit = verbs.add_parser("audit", help="what staff did at this cart, and proof that nothing is missing")
    audit.add_argument("--config", type=Path, required=True, help="cart.toml")
    audit.add_argument("--last", type=int, default=50, metavar="N", help="so many lines (default: 50)")
    json_flag(audit)
    audit.set_defaults(run=_audit)


def _hash(_: argparse.Namespace) -> int:
    from cart.config import pin_hash

    secret = getpass.getpass("PIN or code: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    if len(secret) < LEAST_PIN:
        raise UsageError(f"a PIN or a badge's code has at least {LEAST_PIN} characters: nothing is made.")
    print(pin_hash(secret))
    return 0


def _audit(arguments: argparse.Namespace) -> int:
    """0: whole; 1: changed or incomplete, and which line."""
    from cart.audit import AUDIT_FILE, AuditBroken, Entry, read
    from cart.config import ConfigError, load
    from cart.core.encoding import encode

    if arguments.last < 1:
        raise UsageError(f"--last {arguments.last} shows nothing: take at least 1.")
    try:
        config = load(arguments.config)
    except ConfigError as error:
        raise UsageError(str(error)) from error
    entries: list[Entry] = []
    broken = ""
    try:
        for entry in read(config.folder / AUDIT_FILE, config.cart.name):
            entries.append(entry)
    except AuditBroken as error:
        broken = str(error)
    for entry in entries[-arguments.last :]:
        say(_line(entry), arguments)
    say(broken or f"{len(entries)} entries, none is missing and none was changed.", arguments)
    told: list[dict[str, Any]] = [encode(entry) for entry in entries[-arguments.last :]]
    write_json(arguments.json, {"whole": not broken, "reason": broken, "count": len(entries), "entries": told})
    return 1 if broken else 0


def _line(entry: Any) -> str:
    audit = entry.audit
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(audit.wall / 1000))
    words = (audit.who, audit.role, audit.what, audit.about, audit.trip[:8], audit.outcome)
    return f"{entry.seq:6} {when}  " + "  ".join(word or "-" for word in words)
