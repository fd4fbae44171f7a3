"""Verbs that run a cart or look at its screens: demo, run, screens, bench."""

import argparse
import logging
from pathlib import Path

from cart.cli.errors import UsageError, Verbs, json_flag, write_json


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
    faults.add_argument("--kills", type=int, default=50)
    faults.add_argument("--seed", type=int, default=1)
    json_flag(faults)
    faults.set_defaults(run=_bench_faults)
    vision = benches.add_parser("vision", help="the recogniser on labelled pictures of the grocery classes")
    vision.add_argument("--data", type=Path, required=True, help="folder that the paths in --split are under")
    vision.add_argument("--split", type=Path, required=True, help="lines: path, fine id, coarse id")
    json_flag(vision)
    vision.set_defaults(run=_bench_vision)


def _demo(arguments: argparse.Namespace) -> int:
    if arguments.items < 1:
        raise UsageError(f"--items {arguments.items} makes no trip: take at least 1.")
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
    from cart.screen import Window

    Window(config).run()
    return 0


def _screens(arguments: argparse.Namespace) -> int:
    from hw.twin.neighbours import PICTURES
    from ui.gallery import screens

    screens(arguments.out, picture=lambda sku: PICTURES / f"{sku}.jpg")
    print(f"{arguments.out / 'index.html'}")
    return 0


def _bench_faults(arguments: argparse.Namespace) -> int:
    from hw.bench.faults import kills

    result = kills(arguments.kills, arguments.seed)
    write_json(arguments.json, result)
    return 0 if not (result["lost"] or result["doubled"] or result["money_mismatch"]) else 1


def _bench_vision(arguments: argparse.Namespace) -> int:
    from hw.bench.vision import SplitUnusable, vision

    try:
        result = vision(arguments.data, arguments.split)
    except SplitUnusable as error:
        raise UsageError(str(error)) from error
    write_json(arguments.json, result)
    return 0
