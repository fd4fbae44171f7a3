"""Benches of the recogniser: photographs, barcodes, baskets of the virtual cart, and products that it never saw."""

import argparse
import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cart.cli.benches.verb import check, give, seeded, verb
from cart.cli.errors import UsageError, Verbs, say, say_table, write_json
from cart.cli.other_python import named_python, tflite_python
from cart.cli.progress import Told, counted


def add(benches: Verbs) -> None:
    vision = verb(benches, "vision", "the recogniser on labelled pictures of the grocery classes", _vision)
    vision.add_argument("--data", type=Path, required=True, help="folder that the paths in --split are under")
    vision.add_argument("--split", type=Path, required=True, help="lines: path, fine id, coarse id")
    beside = "another image model, timed by turns with it"
    vision.add_argument("--beside", type=Path, metavar="MODEL.tflite", help=beside)
    starts = "fresh processes that are timed; 0 times none (default: 7)"
    vision.add_argument("--starts", type=int, default=7, help=starts)
    tflite_python(vision)
    fewshot = verb(benches, "fewshot", "products enrolled from a few photographs, named among others", _fewshot)
    fewshot.add_argument("--data", type=Path, required=True, help="folder that the paths in both lists are under")
    fewshot.add_argument("--enrol", type=Path, required=True, help="lines: path, fine id, coarse id; each id a product")
    fewshot.add_argument("--split", type=Path, required=True, help="the pictures to name, in the same form")
    fewshot.add_argument("--model", type=Path, help="a model that never saw them; its grocery.npz may lie beside it")
    barcodes = verb(benches, "barcodes", "barcodes in photographs, read by the cart and by two libraries", _barcodes)
    sets = "folder with ean13-1, ean13-2, upca-1 and upca-2"
    barcodes.add_argument("--data", type=Path, required=True, help=sets)
    words = "what came or went, cut out of pictures of the virtual cart's baskets"
    cutting = _of_baskets(benches, "masks", words, _masks)
    rival = "also by a network that is trained for it first (needs the extra train, and half an hour)"
    cutting.add_argument("--learned", action="store_true", help=rival)
    _of_baskets(benches, "looks", "what several looks at what leaves a basket are worth together", _looks)
    newcomers = verb(benches, "newcomers", "200 made-up products that no training saw, in full baskets", _newcomers)
    newcomers.add_argument("--times", type=int, default=3, help="that each product comes into a basket")
    newcomers.add_argument("--models", type=Path, help="folder with embedder.tflite and twin.npz; default: as shipped")
    place = os.environ.get("SMART_CART_DATA", "data")
    newcomers.add_argument("--data", type=Path, default=Path(place), help=f"folder with teacher/ (default: {place})")
    newcomers.add_argument("--cache", type=Path, help="folder that keeps the scenes; default: the recipe's")
    seeded(newcomers, words="of products, baskets and light")


def _of_baskets(
    benches: Verbs, name: str, words: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    parser = verb(benches, name, words, run)
    parser.add_argument("--baskets", type=int, default=12, help="ten things into each, four out again")
    seeded(parser, 500, "of the first one")
    return parser


def _vision(arguments: argparse.Namespace) -> int:
    if arguments.starts < 0:
        raise UsageError(f"--starts {arguments.starts} cannot be: take 0 or more.")
    if arguments.beside and not arguments.beside.is_file():
        raise UsageError(f"{arguments.beside} is no file: name a .tflite model with --beside.")
    from hw.bench.vision import vision

    other = named_python(arguments)
    return _named(lambda: vision(arguments.data, arguments.split, arguments.starts, arguments.beside, other), arguments)


def _fewshot(arguments: argparse.Namespace) -> int:
    from hw.bench.fewshot import fewshot

    return _named(lambda: fewshot(arguments.data, arguments.enrol, arguments.split, arguments.model), arguments)


def _named(measure: Callable[[], dict[str, Any]], arguments: argparse.Namespace) -> int:
    from hw.bench.labelled import SplitUnusable
    from models.embedder import ModelUnusable
    from models.gallery import GalleryUnusable

    try:
        result = measure()
    except (SplitUnusable, ModelUnusable, GalleryUnusable) as error:
        raise UsageError(str(error)) from error
    give(result, arguments)
    return 0


def _barcodes(arguments: argparse.Namespace) -> int:
    from hw.bench.barcodes import barcodes, line
    from hw.bench.labelled import SplitUnusable

    try:
        result = barcodes(arguments.data)
    except SplitUnusable as error:
        raise UsageError(str(error)) from error
    _rows(result, "readers", line, arguments)
    return 0


def _rows(
    result: dict[str, Any], rows: str, line: Callable[[dict[str, Any]], str], arguments: argparse.Namespace
) -> None:
    say_table({name: value for name, value in result.items() if name != rows}, arguments)
    for row in result[rows]:
        say(line(row), arguments)
    write_json(arguments.json, result)


def _masks(arguments: argparse.Namespace) -> int:
    _with_mujoco()
    from hw.bench.masks import Cut, differencing, masks

    def both(baskets: int, seed: int, told: Told) -> dict[str, Any]:
        cuts: dict[str, Cut] = {"differencing": differencing}
        if arguments.learned:
            from hw.bench.learned_masks import learned
            from models.training import recipe

            cuts["learned"] = learned(recipe.read(recipe.SHIPPED).cache, told)
        result: dict[str, Any] = masks(baskets, seed, told, cuts)
        return result

    if arguments.learned and find_spec("torch") is None:
        raise UsageError("Learning masks needs PyTorch: pip install -c constraints-train.txt -e '.[twin,train]'.")
    return _drawn(both, arguments)


def _looks(arguments: argparse.Namespace) -> int:
    _with_mujoco()
    from hw.bench.looks import looks

    return _drawn(looks, arguments)


def _drawn(measure: Callable[[int, int, Told], dict[str, Any]], arguments: argparse.Namespace) -> int:
    check(arguments, "baskets")

    def measured() -> dict[str, Any]:
        say("SIMULATED", arguments)
        with counted("baskets", arguments) as told:
            return measure(arguments.baskets, arguments.seed, told)

    return _named(measured, arguments)


def _with_mujoco() -> None:
    """MuJoCo draws the baskets, without a window."""
    if find_spec("mujoco") is None:
        raise UsageError("Drawing baskets needs MuJoCo: pip install -c constraints.txt -e '.[twin]'.")
    os.environ.setdefault("MUJOCO_GL", "egl")  # it is read when MuJoCo is imported


def _newcomers(arguments: argparse.Namespace) -> int:
    check(arguments, "times")
    _with_mujoco()
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
    _rows(result, "rows", line, arguments)
    return 0
