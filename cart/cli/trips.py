"""Verbs about trips that were: replay, tape show, tape plot, explain."""

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from cart.cli.errors import UsageError, Verbs, json_flag, write_json

if TYPE_CHECKING:
    from cart.core.facts import Fact


def add(verbs: Verbs) -> None:
    replay = verbs.add_parser("replay", help="a trip again, from its tape: the same facts?")
    replay.add_argument("tape", type=Path)
    json_flag(replay)
    replay.set_defaults(run=_replay)

    tape = verbs.add_parser("tape", help="what is on a tape")
    parts = tape.add_subparsers(title="tape", metavar="WHAT", required=True)
    show = parts.add_parser("show", help="versions, number of records, facts")
    show.add_argument("tape", type=Path)
    show.set_defaults(run=_show)
    plot = parts.add_parser("plot", help="the weight over time with steps, as an SVG beside the tape")
    plot.add_argument("tape", type=Path)
    plot.add_argument("--out", type=Path)
    plot.set_defaults(run=_plot)

    explain = verbs.add_parser("explain", help="why a line is on the bill")
    explain.add_argument("trip")
    explain.add_argument("line", nargs="?", type=int)
    explain.add_argument("--config", type=Path, required=True, help="cart.toml of the cart whose ledger is asked")
    explain.set_defaults(run=_explain)


def _replay(arguments: argparse.Namespace) -> int:
    from cart.replay import replay
    from cart.tape import TapeUnreadable, read

    try:
        recording = read(arguments.tape)
    except TapeUnreadable as error:
        raise UsageError(f"{error}.") from error
    outcome = replay(recording)
    write_json(
        arguments.json,
        {
            "inputs": outcome.inputs,
            "facts": outcome.facts,
            "same": outcome.same,
            "differences": outcome.differences,
        },
    )
    if arguments.json != "-":
        print(f"{outcome.inputs} inputs, {outcome.facts} facts: {'the same' if outcome.same else 'NOT the same'}")
        for line in outcome.differences:
            print(f"  {line}")
    return 0 if outcome.same else 1


def _show(arguments: argparse.Namespace) -> int:
    from cart.tape import TapeUnreadable, counts, read

    try:
        recording = read(arguments.tape)
    except TapeUnreadable as error:
        raise UsageError(f"{error}.") from error
    for name, value in recording.versions.items():
        print(f"{name:12} {value}")
    for kind, number in counts(recording):
        print(f"{number:8} {kind}")
    for fact in recording.facts:
        print(f"{fact.seq:4} {fact.t_ms / 1000:12.3f}  {fact.body}")
    if not recording.whole:
        print("the end of this tape is missing")
    return 0


def _plot(arguments: argparse.Namespace) -> int:
    from cart.plot import weight_curve
    from cart.tape import TapeUnreadable, read

    try:
        recording = read(arguments.tape)
    except TapeUnreadable as error:
        raise UsageError(f"{error}.") from error
    try:
        curve = weight_curve(recording)
    except ValueError as error:
        raise UsageError(f"{arguments.tape}: {error}.") from error
    out = arguments.out or arguments.tape.with_suffix(".svg")
    out.write_text(curve, encoding="utf-8")
    print(out)
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    from cart.config import ConfigError, load
    from cart.core.basket import fold
    from cart.core.facts import ItemAdded
    from cart.core.line import Impossible
    from cart.explain import explanation

    try:
        config = load(arguments.config)
    except ConfigError as error:
        raise UsageError(str(error)) from error
    path = config.folder / "ledger.db"
    if not path.exists():
        raise UsageError(f"there is no ledger at {path}: has this cart made a trip?")
    facts = _facts(path, arguments.trip)
    if not facts:
        raise UsageError(f"there is no trip {arguments.trip} in the ledger.")
    try:
        fold(facts)
    except Impossible as error:
        raise UsageError(f"the facts of trip {arguments.trip} contradict each other: {error}.") from error
    known = {fact.body.line for fact in facts if isinstance(fact.body, ItemAdded)}
    if arguments.line is not None and arguments.line not in known:
        raise UsageError(f"trip {arguments.trip} has no line {arguments.line}; it has {sorted(known)}.")
    print(explanation(facts, arguments.line))
    return 0


def _facts(path: Path, trip: str) -> "list[Fact]":
    import apsw

    from cart.ledger import LedgerDamaged, LedgerReader

    try:
        with closing(LedgerReader(path)) as ledger:
            return ledger.facts(trip)
    except (LedgerDamaged, apsw.Error) as error:
        raise UsageError(f"the ledger {path} cannot be read: {error}.") from error
