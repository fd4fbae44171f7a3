"""Benches of scale, exit lane and screen."""

import argparse
from pathlib import Path

from cart.cli.benches.verb import check, give, seeded, verb
from cart.cli.errors import UsageError, Verbs, check_seed, say, write_json
from cart.cli.progress import counted


def add(benches: Verbs) -> None:
    scale = verb(benches, "scale", "step detection on simulated scales, beside what others do", _scale)
    scale.add_argument("--trials", type=int, default=3000, help="of each standing case; the others follow")
    scale.add_argument("--hours", type=int, default=50, help="in which nobody touches the cart")
    scale.add_argument("--jobs", type=int, default=2, help="processes")
    scale.add_argument("--only", action="append", default=[], metavar="CASE", help="a case; may be given again")
    scale.add_argument("--plot", type=Path, metavar="DIR", help="draw a curve of each case as SVG")
    seeded(scale)
    lane = verb(benches, "lane", "the exit lane: carts walk out, past and back in a simulation", _lane)
    lane.add_argument("--passes", type=int, default=5000, help="through the lanes, and as many past them, each way")
    lane.add_argument("--way", action="append", default=[], metavar="WAY", help="a way; may be given again")
    lane.add_argument("--keep", type=Path, metavar="DIR", help="leave a trace of every pass that went wrong")
    lane.add_argument("--replay", type=Path, metavar="TRACE", help="run a trace again and say what came of it")
    seeded(lane, 2, "everything follows from it; 1 is what parameters came from")
    screen = verb(benches, "screen", "the touchscreen: new lines, scrolling, start, idling, memory", _screen)
    screen.add_argument("--lines", type=int, default=50, help="that arrive one after the other")
    screen.add_argument("--frames", type=int, default=600, help="while the list scrolls")
    screen.add_argument("--items", type=int, default=1000, help="after which memory is looked at")
    screen.add_argument("--starts", type=int, default=5, help="of the whole program, in fresh processes")
    seeded(screen)


def _scale(arguments: argparse.Namespace) -> int:
    for amount in ("trials", "hours", "jobs"):
        check(arguments, amount)
    from hw.bench.scale import Extent, cases, line, scale

    known = [*cases(), "wire"]
    for case in arguments.only:
        if case not in known:
            raise UsageError(f"there is no case '{case}': take one of {', '.join(known)}.")
    extent = Extent(arguments.seed, arguments.trials, arguments.hours, arguments.jobs)
    say("Simulated. found/trials [95 % interval], error, hand leaves -> booked (p50/p95)", arguments)
    with counted("cases", arguments) as told:
        result, curves = scale(extent, arguments.only, lambda done, of, row: told(done, of, line(row)))
    say(f"\non {result['machine']}, seed {result['seed']}, simulated:", arguments)
    for row in result["cases"]:
        say(line(row), arguments)
    if arguments.plot:
        from hw.bench.scale_plot import draw

        say(f"{len(draw(curves, arguments.plot))} curves in {arguments.plot}", arguments)
    write_json(arguments.json, result)
    return 0


def _lane(arguments: argparse.Namespace) -> int:
    check(arguments, "passes")
    from hw.bench.lane import SETUPS, lane, line

    if arguments.replay:
        return _replay_lane(arguments)
    for way in arguments.way:
        if way not in SETUPS:
            raise UsageError(f"there is no way '{way}': take one of {', '.join(SETUPS)}.")
    say("SIMULATED; per 1,000 passes [95 % interval]", arguments)
    with counted("passes", arguments) as told:
        result = lane(arguments.seed, arguments.passes, arguments.way or list(SETUPS), told, arguments.keep)
    say(f"on {result['machine']}, seed {result['seed']}, simulated:", arguments)
    for row in result["ways"]:
        say(line(row), arguments)
    write_json(arguments.json, result)
    return 0


def _replay_lane(arguments: argparse.Namespace) -> int:
    from cart.exit_lane.trace import TraceUnreadable
    from hw.bench.lane import replayed

    try:
        about, walked = replayed(arguments.replay)
    except TraceUnreadable as error:
        raise UsageError(str(error)) from error
    say(", ".join(f"{name} {value}" for name, value in about.items()), arguments)
    passages = [{"t": round(t, 3), "passage": passage.value, "lane": name} for t, passage, name in walked.passages]
    for passage in passages:
        say(f"{passage['t']:9.3f} s  {passage['passage']} {passage['lane']}".rstrip(), arguments)
    write_json(arguments.json, {**about, "signals": len(walked.signals), "passages": passages})
    return 0


def _screen(arguments: argparse.Namespace) -> int:
    if arguments.lines < 2 or arguments.frames < 20 or arguments.items < 100 or arguments.starts < 1:
        raise UsageError("take at least 2 --lines, 20 --frames, 100 --items and 1 of --starts.")
    check_seed(arguments.seed)
    from hw.bench.screen import ScreenFailed, screen

    amounts = (arguments.lines, arguments.frames, arguments.items, arguments.starts)
    try:
        result = screen(*amounts, arguments.seed, lambda doing: say(doing, arguments))
    except ScreenFailed as error:
        raise UsageError(str(error)) from error
    give(result, arguments)
    return 1 if result["missed"] else 0
