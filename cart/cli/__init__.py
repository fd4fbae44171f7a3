"""smart-cart: one program, a verb for each need; every verb imports what it needs, when it runs."""

import argparse
import os
import sys
from collections.abc import Sequence

from cart.cli import benches, calibrate, desk, health, learning, pictures, shop, staff, trips
from cart.cli.errors import UsageError


def main(argv: Sequence[str] | None = None) -> int:
    """Run a verb; 0 when all is well, 1 when the answer is no, 2 with one sentence for unusable input."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except UsageError as error:
        print(f"smart-cart: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read our output has enough; Python would complain when it flushes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        where = f"{error.filename} cannot be used: " if error.filename else ""
        print(f"smart-cart: {where}{error.strerror or error}.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        """One plain sentence instead of the usage page."""
        print(f"{self.prog}: {message} (try '{self.prog} --help')", file=sys.stderr)
        raise SystemExit(2)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="smart-cart", description="An open smart shopping cart.")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True, parser_class=_Parser)
    for family in (desk, benches, calibrate, health, staff, trips, shop, pictures, learning):
        family.add(verbs)
    return parser
