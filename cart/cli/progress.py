"""How far a long verb has come: a bar on a terminal, plain lines otherwise."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cart.cli.errors import say

Told = Callable[[int, int, str], None]
"""So many of so many are done, and a line about the last one."""


@contextmanager
def counted(what: str, arguments: argparse.Namespace) -> Iterator[Told]:
    """Lines go where `say` puts them; on a terminal a bar stays below them."""
    stream = sys.stderr if getattr(arguments, "json", None) == "-" else sys.stdout
    if not stream.isatty():
        yield lambda done, of, text: say(f"[{done:2}/{of}] {text}", arguments)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def told(done: int, of: int, text: str) -> None:
            bar.update(task, completed=done, total=of)
            bar.console.print(text, markup=False, highlight=False, soft_wrap=True)

        yield told
