"""What verbs say instead of a traceback, and how they give their results."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Verbs = Any
"""argparse keeps the type of its subparsers to itself."""


class UsageError(Exception):
    """The input cannot be used; one sentence that names what is wrong and what to do."""


def json_flag(parser: argparse.ArgumentParser, default: Any = None) -> None:
    words = "write the result as one JSON object; - is standard output"
    parser.add_argument("--json", metavar="FILE", default=default, help=words)


def write_json(target: str | None, value: Any) -> None:
    """Write one object to a file or, for -, to standard output."""
    if target is None:
        return
    text = json.dumps(value, indent=1, ensure_ascii=False)
    if target == "-":
        print(text)
        return
    try:
        Path(target).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}.") from error


def say_table(figures: Mapping[str, Any], arguments: argparse.Namespace) -> None:
    """One line for each figure."""
    for name, value in figures.items():
        say(f"{name:16} {value}", arguments)


def say(text: str, arguments: argparse.Namespace) -> None:
    """Print for people, unless standard output belongs to JSON."""
    print(text, file=sys.stderr if getattr(arguments, "json", None) == "-" else sys.stdout)


def check_seed(seed: int) -> None:
    if seed < 0:
        raise UsageError(f"--seed {seed} cannot be used: take 0 or more.")
