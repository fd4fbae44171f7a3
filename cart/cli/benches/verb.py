"""What every bench has: its name, its seed, its result as a table and as JSON."""

import argparse
from collections.abc import Callable, Mapping
from typing import Any

from cart.cli.errors import UsageError, Verbs, check_seed, json_flag, say_table, write_json

Run = Callable[[argparse.Namespace], int]


def verb(benches: Verbs, name: str, words: str, run: Run) -> argparse.ArgumentParser:
    """A bench that is called by its name."""
    parser: argparse.ArgumentParser = benches.add_parser(name, help=words)
    json_flag(parser)
    parser.set_defaults(run=run)
    return parser


def seeded(parser: argparse.ArgumentParser, default: int = 1, words: str = "everything follows from it") -> None:
    parser.add_argument("--seed", type=int, default=default, help=words)


def check(arguments: argparse.Namespace, amount: str) -> None:
    """Raise UsageError for a seed that is none, and for fewer than one of `amount`."""
    if getattr(arguments, amount) < 1:
        raise UsageError(f"--{amount} {getattr(arguments, amount)} measures nothing: take at least 1.")
    check_seed(arguments.seed)


def give(result: Mapping[str, Any], arguments: argparse.Namespace) -> None:
    """The whole result as a table, and as JSON where it is wanted."""
    say_table(result, arguments)
    write_json(arguments.json, result)
