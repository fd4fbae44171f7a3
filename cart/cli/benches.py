"""The verb bench: everything that is measured, by fixed seeds."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cart.cli.errors import UsageError, Verbs, check_seed, json_flag, say, say_table, write_json
from cart.cli.progress import counted


def add(verbs: Verbs) -> None:
    bench = verbs.add_parser("bench", help="measure")
    benches = bench.add_subparsers(title="benches", metavar="BENCH", required=True)
    faults = benches.add_parser("faults", help="kills, power cuts and a failing network, again and again")
    faults.add_argument("--kills", type=int, default=50, help="of engine, ledger and tape, in virtual time")
    faults.add_argument("--program-kills", type=int, default=0, help="of the whole program on the virtual cart")
    faults.add_argument("--pair-kills", type=int, default=0, help="of cart or store at random, with sync between them")
    faults.add_argument("--cuts", type=int, default=0, help="of the power of the cart's ledger, simulated")
    faults.add_argument("--syncs", type=int, default=0, help="batches of facts through a failing network")
    faults.add_argument("--seed", type=int, default=1)
    json_flag(faults)
    faults.set_defaults(run=_faults)
    store = benches.add_parser("store", help="signed facts per second, and the wait of single requests of many carts")
    store.add_argument("--carts", type=int, default=1000)
    store.add_argument("--seconds", type=float, default=30.0, help="of either")
    store.add_argument("--seed", type=int, default=1)
    json_flag(store)
    store.set_defaults(run=_store)
    shelf = benches.add_parser("catalog", help="bytes and seconds of a large catalogue, whole and when prices change")
    shelf.add_argument("--products", type=int, default=50_000)
    shelf.add_argument("--changed", type=int, default=500)
    shelf.add_argument("--seed", type=int, default=1)
    json_flag(shelf)
    shelf.set_defaults(run=_catalog)
    checkout = benches.add_parser("checkout", help="from the exit lane's line to the receipt on the screen")
    checkout.add_argument("--trips", type=int, default=200)
    checkout.add_argument("--lines", type=int, default=20)
    checkout.add_argument("--seed", type=int, default=1)
    json_flag(checkout)
    checkout.set_defaults(run=_checkout)
    vision = benches.add_parser("vision", help="the recogniser on labelled pictures of the grocery classes")
    vision.add_argument("--data", type=Path, required=True, help="folder that the paths in --split are under")
    vision.add_argument("--split", type=Path, required=True, help="lines: path, fine id, coarse id")
    vision.add_argument(
        "--beside", type=Path, metavar="MODEL.tflite", help="another image model, timed by turns with it"
    )
    vision.add_argument(
        "--starts", type=int, default=7, help="fresh processes that are timed; 0 times none (default: 7)"
    )
    json_flag(vision)
    vision.set_defaults(run=_vision)
    fewshot = benches.add_parser("fewshot", help="products enrolled from a few photographs, named among others")
    fewshot.add_argument("--data", type=Path, required=True, help="folder that the paths in both lists are under")
    fewshot.add_argument("--enrol", type=Path, required=True, help="lines: path, fine id, coarse id; each id a product")
    fewshot.add_argument("--split", type=Path, required=True, help="the pictures to name, in the same form")
    fewshot.add_argument("--model", type=Path, help="a model that never saw them; its grocery.npz may lie beside it")
    json_flag(fewshot)
    fewshot.set_defaults(run=_fewshot)
    scale = benches.add_parser("scale", help="step detection on simulated scales, beside what others do")
    scale.add_argument("--seed", type=int, default=1, help="everything follows from it")
    scale.add_argument("--trials", type=int, default=3000, help="of each standing case; the others follow")
    scale.add_argument("--hours", type=int, default=50, help="in which nobody touches the cart")
    scale.add_argument("--jobs", type=int, default=2, help="processes")
    scale.add_argument("--only", action="append", default=[], metavar="CASE", help="a case; may be given again")
    scale.add_argument("--plot", type=Path, metavar="DIR", help="draw a curve of each case as SVG")
    json_flag(scale)
    scale.set_defaults(run=_scale)
    lane = benches.add_parser("lane", help="the exit lane: carts walk out, past and back in a simulation")
    lane.add_argument("--seed", type=int, default=2, help="everything follows from it; 1 is what parameters came from")
    lane.add_argument("--passes", type=int, default=5000, help="through the lanes, and as many past them, each way")
    lane.add_argument("--way", action="append", default=[], metavar="WAY", help="a way; may be given again")
    lane.add_argument("--keep", type=Path, metavar="DIR", help="leave a trace of every pass that went wrong")
    lane.add_argument("--replay", type=Path, metavar="TRACE", help="run a trace again and say what came of it")
    json_flag(lane)
    lane.set_defaults(run=_lane)
    masks = benches.add_parser("masks", help="what came or went, cut out of pictures of the virtual cart's baskets")
    masks.add_argument("--baskets", type=int, default=12, help="ten things into each, four out again")
    masks.add_argument("--seed", type=int, default=500, help="of the first one")
    json_flag(masks)
    masks.set_defaults(run=_masks)
    looks = benches.add_parser("looks", help="what several looks at what leaves a basket are worth together")
    looks.add_argument("--baskets", type=int, default=12, help="ten things into each, four out again")
    looks.add_argument("--seed", type=int, default=500, help="of the first one")
    json_flag(looks)
    looks.set_defaults(run=_looks)
    newcomers = benches.add_parser("newcomers", help="200 made-up products that no training saw, in full baskets")
    newcomers.add_argument("--times", type=int, default=3, help="that each product comes into a basket")
    newcomers.add_argument("--seed", type=int, default=1, help="of products, baskets and light")
    newcomers.add_argument("--models", type=Path, help="folder with embedder.tflite and twin.npz; default: as shipped")
    place = os.environ.get("SMART_CART_DATA", "data")
    newcomers.add_argument("--data", type=Path, default=Path(place), help=f"folder with teacher/ (default: {place})")
    newcomers.add_argument("--cache", type=Path, help="folder that keeps the scenes; default: the recipe's")
    json_flag(newcomers)
    newcomers.set_defaults(run=_newcomers)
    screen = benches.add_parser("screen", help="the touchscreen: new lines, scrolling, start, idling, memory")
    screen.add_argument("--lines", type=int, default=50, help="that arrive one after the other")
    screen.add_argument("--frames", type=int, default=600, help="while the list scrolls")
    screen.add_argument("--items", type=int, default=1000, help="after which memory is looked at")
    screen.add_argument("--starts", type=int, default=5, help="of the whole program, in fresh processes")
    screen.add_argument("--seed", type=int, default=1)
    json_flag(screen)
    screen.set_defaults(run=_screen)
    money = benches.add_parser("money", help="random baskets: order, undo, allocation, cart = store")
    money.add_argument("--baskets", type=int, default=100_000)
    money.add_argument("--seed", type=int, default=1)
    json_flag(money)
    money.set_defaults(run=_money)


def _money(arguments: argparse.Namespace) -> int:
    if arguments.baskets < 1:
        raise UsageError(f"--baskets {arguments.baskets} measures nothing: take at least 1.")
    check_seed(arguments.seed)
    from hw.bench.money import money

    def tell(done: int) -> None:
        if done % 1000 == 0:
            told(done, arguments.baskets, "baskets")

    with counted("baskets", arguments) as told:
        result = money(arguments.baskets, arguments.seed, tell)
    say_table(result, arguments)
    write_json(arguments.json, result)
    return 0 if not result["failures"] else 1


def _faults(arguments: argparse.Namespace) -> int:
    wanted = {name: getattr(arguments, name) for name in ("kills", "program_kills", "pair_kills", "cuts", "syncs")}
    if min(wanted.values()) < 0 or sum(wanted.values()) < 1:
        said = " ".join(f"--{name.replace('_', '-')} {number}" for name, number in wanted.items())
        raise UsageError(f"{said} measures nothing: take at least 1 of any.")
    check_seed(arguments.seed)
    from hw.bench.faults import Campaign, faults

    result = faults(Campaign(*wanted.values()), arguments.seed)
    say_table(result, arguments)
    write_json(arguments.json, result)
    return 0 if not (result["lost"] or result["doubled"] or result["money_mismatch"]) else 1


def _store(arguments: argparse.Namespace) -> int:
    if arguments.carts < 8 or not 1 <= arguments.seconds <= 3600:
        raise UsageError("take at least 8 --carts and 1 to 3600 --seconds.")
    check_seed(arguments.seed)
    from hw.bench.store_load import store_load

    result = store_load(arguments.carts, arguments.seconds, arguments.seed)
    say_table(result, arguments)
    write_json(arguments.json, result)
    return 0


def _checkout(arguments: argparse.Namespace) -> int:
    if arguments.trips < 2 or not 1 <= arguments.lines <= 200:
        raise UsageError("take at least 2 --trips and 1 to 200 --lines.")
    check_seed(arguments.seed)
    from hw.bench.checkout import checkout

    result = checkout(arguments.trips, arguments.lines, arguments.seed)
    say_table(result, arguments)
    write_json(arguments.json, result)
    return 0 if result["numbers_without_gaps"] else 1


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
    say_table(result, arguments)
    write_json(arguments.json, result)
    return 1 if result["missed"] else 0


def _catalog(arguments: argparse.Namespace) -> int:
    if not 1 <= arguments.changed <= arguments.products <= 100_000:
        raise UsageError("take up to 100000 --products, and 1 to all of them --changed.")
    check_seed(arguments.seed)
    from hw.bench.big_catalog import big_catalog

    result = big_catalog(arguments.products, arguments.changed, arguments.seed)
    say_table(result, arguments)
    write_json(arguments.json, result)
    return 0


def _vision(arguments: argparse.Namespace) -> int:
    if arguments.starts < 0:
        raise UsageError(f"--starts {arguments.starts} cannot be: take 0 or more.")
    if arguments.beside and not arguments.beside.is_file():
        raise UsageError(f"{arguments.beside} is no file: name a .tflite model with --beside.")
    from hw.bench.vision import vision

    return _of_pictures(lambda: vision(arguments.data, arguments.split, arguments.starts, arguments.beside), arguments)


def _fewshot(arguments: argparse.Namespace) -> int:
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


def _scale(arguments: argparse.Namespace) -> int:
    for name in ("trials", "hours", "jobs"):
        if getattr(arguments, name) < 1:
            raise UsageError(f"--{name} {getattr(arguments, name)} measures nothing: take at least 1.")
    check_seed(arguments.seed)
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
    if arguments.passes < 1:
        raise UsageError(f"--passes {arguments.passes} measures nothing: take at least 1.")
    check_seed(arguments.seed)
    from hw.bench.lane import SETUPS, lane, line

    if arguments.replay:
        return _replay_lane(arguments)
    for way in arguments.way:
        if way not in SETUPS:
            raise UsageError(f"there is no way '{way}': take one of {', '.join(SETUPS)}.")
    say("SIMULATED; per 1,000 passes [95 % interval]", arguments)
    with counted("passes", arguments) as told:
        result = lane(
            arguments.seed,
            arguments.passes,
            arguments.way or list(SETUPS),
            lambda way, done, of: told(done, of, way),
            arguments.keep,
        )
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


def _masks(arguments: argparse.Namespace) -> int:
    os.environ.setdefault("MUJOCO_GL", "egl")  # MuJoCo reads it when it is imported
    from hw.bench.masks import masks

    return _of_baskets(masks, arguments)


def _looks(arguments: argparse.Namespace) -> int:
    os.environ.setdefault("MUJOCO_GL", "egl")
    from hw.bench.looks import looks

    return _of_baskets(looks, arguments)


def _of_baskets(
    measure: Callable[[int, int, Callable[[int, int, str], None]], dict[str, Any]], arguments: argparse.Namespace
) -> int:
    if arguments.baskets < 1:
        raise UsageError(f"--baskets {arguments.baskets} measures nothing: take at least 1.")
    check_seed(arguments.seed)
    say("SIMULATED", arguments)
    with counted("baskets", arguments) as told:
        result = measure(arguments.baskets, arguments.seed, told)
    say_table(result, arguments)
    write_json(arguments.json, result)
    return 0


def _newcomers(arguments: argparse.Namespace) -> int:
    if arguments.times < 1:
        raise UsageError(f"--times {arguments.times} measures nothing: take at least 1.")
    check_seed(arguments.seed)
    os.environ.setdefault("MUJOCO_GL", "egl")  # MuJoCo reads it when it is imported
    import models
    from hw.bench.newcomers import line, newcomers
    from models.embedder import ModelUnusable
    from models.gallery import GalleryUnusable
    from models.training import recipe

    cache = arguments.cache or recipe.read(recipe.SHIPPED).cache
    folder, teacher = arguments.models or models.FOLDER, arguments.data / "teacher"
    say(f"SIMULATED, seed {arguments.seed}", arguments)
    try:
        with counted("scenes", arguments) as told:
            result = newcomers(arguments.times, arguments.seed, cache, folder, teacher, told)
    except (ModelUnusable, GalleryUnusable) as error:
        raise UsageError(str(error)) from error
    say_table({name: value for name, value in result.items() if name != "rows"}, arguments)
    for row in result["rows"]:
        say(line(row), arguments)
    write_json(arguments.json, result)
    return 0
