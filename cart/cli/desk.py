"""Verbs that run a cart or look at its screens: demo, run, screens, bench."""

import argparse
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cart.cli.errors import UsageError, Verbs, json_flag, say, say_table, write_json
from cart.cli.progress import counted

log = logging.getLogger(__name__)


def add(verbs: Verbs) -> None:
    demo = verbs.add_parser("demo", help="a whole trip on the virtual cart, with its own store")
    demo.add_argument("--seed", type=int, default=1, help="everything on the trip follows from it")
    demo.add_argument("--items", type=int, default=12, help="things that go in")
    demo.add_argument("--out", type=Path, default=Path("out"), help="folder for receipt, pictures, tape and film")
    demo.add_argument("--no-window", action="store_true", help="no window even where there is a display")
    demo.add_argument("--no-film", action="store_true", help="leave the film out")
    json_flag(demo)
    demo.set_defaults(run=_demo)

    run = verbs.add_parser("run", help="the cart")
    run.add_argument("--config", type=Path, required=True, help="cart.toml")
    run.set_defaults(run=_run)

    screens = verbs.add_parser("screens", help="every screen in every state as a picture, with an index")
    screens.add_argument("--out", type=Path, default=Path("out/screens"))
    screens.set_defaults(run=_screens)

    bench = verbs.add_parser("bench", help="measure")
    benches = bench.add_subparsers(title="benches", metavar="BENCH", required=True)
    faults = benches.add_parser("faults", help="kill the cart in mid-trip, again and again")
    faults.add_argument("--kills", type=int, default=50, help="of engine, ledger and tape, in virtual time")
    faults.add_argument("--program-kills", type=int, default=0, help="of the whole program on the virtual cart")
    faults.add_argument("--seed", type=int, default=1)
    json_flag(faults)
    faults.set_defaults(run=_bench_faults)
    vision = benches.add_parser("vision", help="the recogniser on labelled pictures of the grocery classes")
    vision.add_argument("--data", type=Path, required=True, help="folder that the paths in --split are under")
    vision.add_argument("--split", type=Path, required=True, help="lines: path, fine id, coarse id")
    json_flag(vision)
    vision.set_defaults(run=_bench_vision)
    fewshot = benches.add_parser("fewshot", help="products enrolled from a few photographs, named among others")
    fewshot.add_argument("--data", type=Path, required=True, help="folder that the paths in both lists are under")
    fewshot.add_argument("--enrol", type=Path, required=True, help="lines: path, fine id, coarse id; each id a product")
    fewshot.add_argument("--split", type=Path, required=True, help="the pictures to name, in the same form")
    fewshot.add_argument("--model", type=Path, help="a model that never saw them; its grocery.npz may lie beside it")
    json_flag(fewshot)
    fewshot.set_defaults(run=_bench_fewshot)
    scale = benches.add_parser("scale", help="step detection on simulated scales, beside what others do")
    scale.add_argument("--seed", type=int, default=1, help="everything follows from it")
    scale.add_argument("--trials", type=int, default=3000, help="of each standing case; the others follow")
    scale.add_argument("--hours", type=int, default=50, help="in which nobody touches the cart")
    scale.add_argument("--jobs", type=int, default=2, help="processes")
    scale.add_argument("--only", action="append", default=[], metavar="CASE", help="a case; may be given again")
    scale.add_argument("--plot", type=Path, metavar="DIR", help="draw a curve of each case as SVG")
    json_flag(scale)
    scale.set_defaults(run=_bench_scale)


def _demo(arguments: argparse.Namespace) -> int:
    if arguments.items < 1:
        raise UsageError(f"--items {arguments.items} makes no trip: take at least 1.")
    _check_seed(arguments.seed)
    from hw.twin.demo import Options, demo

    options = Options(
        arguments.seed,
        arguments.items,
        arguments.out,
        window=not arguments.no_window,
        film=not arguments.no_film,
        quiet=arguments.json == "-",
    )
    result = demo(options)
    write_json(arguments.json, result)
    return 0 if result["receipt_right"] else 1


def _run(arguments: argparse.Namespace) -> int:
    from cart.config import ConfigError, load

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        config = load(arguments.config)
    except ConfigError as error:
        raise UsageError(str(error)) from error
    import apsw

    from cart.screen import Window
    from cart.sync import Peer

    try:
        Peer(config.store.url, config.store.key, config.cart.name)
    except ValueError as error:
        raise UsageError(f"{arguments.config}: {error}.") from error
    try:
        window = Window(config)
    except apsw.Error as error:
        raise UsageError(f"the ledger in {config.folder} cannot be opened: {error}.") from error
    try:
        window.run()
    except OSError:  # no bad input any more: a fitter wants to know where it happened
        log.exception("The cart ended.")
        return 1
    return 0


def _screens(arguments: argparse.Namespace) -> int:
    from ui.gallery import screens

    screens(arguments.out, picture=_pictures())
    print(f"{arguments.out / 'index.html'}")
    return 0


def _pictures() -> Callable[[str], Path | None]:
    """The pictures of the twin's goods; none where a cart was installed without the twin."""
    try:
        from hw.twin.goods import PICTURES
    except ImportError:
        return lambda sku: None
    return lambda sku: PICTURES / f"{sku}.jpg"


def _bench_faults(arguments: argparse.Namespace) -> int:
    engine, program = arguments.kills, arguments.program_kills
    if min(engine, program) < 0 or engine + program < 1:
        raise UsageError(f"--kills {engine} --program-kills {program} measures nothing: take at least 1 of either.")
    _check_seed(arguments.seed)
    from hw.bench.faults import faults

    result = faults(engine, program, arguments.seed)
    say_table(result, arguments)
    write_json(arguments.json, result)
    return 0 if not (result["lost"] or result["doubled"] or result["money_mismatch"]) else 1


def _bench_vision(arguments: argparse.Namespace) -> int:
    from hw.bench.vision import vision

    return _of_pictures(lambda: vision(arguments.data, arguments.split), arguments)


def _bench_fewshot(arguments: argparse.Namespace) -> int:
    from hw.bench.fewshot import fewshot

    return _of_pictures(lambda: fewshot(arguments.data, arguments.enrol, arguments.split, arguments.model), arguments)


def _of_pictures(measure: Callable[[], dict[str, Any]], arguments: argparse.Namespace) -> int:
    from hw.bench.labelled import SplitUnusable
    from models.embedder import ModelUnusable
    from models.gallery import GalleryUnusable

    try:
        result = measure()
    except (SplitUnusable, ModelUnusable, GalleryUnusable) as error:
        raise UsageError(str(error)) from error
    say_table(result, arguments)
    write_json(arguments.json, result)
    return 0


def _bench_scale(arguments: argparse.Namespace) -> int:
    for name in ("trials", "hours", "jobs"):
        if getattr(arguments, name) < 1:
            raise UsageError(f"--{name} {getattr(arguments, name)} measures nothing: take at least 1.")
    _check_seed(arguments.seed)
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


def _check_seed(seed: int) -> None:
    if seed < 0:
        raise UsageError(f"--seed {seed} cannot be used: take 0 or more.")
