"""Verbs that run a cart, enrol it, or look at its screens: demo, run, enrol-cart, screens."""

import argparse
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cart.cli.errors import UsageError, Verbs, check_seed, json_flag, write_json

if TYPE_CHECKING:
    from cart.starts import Starts

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

    enrol = verbs.add_parser("enrol-cart", help="make the cart known to its store, with a code that the store shows")
    enrol.add_argument("--config", type=Path, required=True, help="cart.toml")
    enrol.add_argument("--code", required=True, help="from: smart-cart store invite CART")
    enrol.set_defaults(run=_enrol)

    screens = verbs.add_parser("screens", help="every screen in every state as a picture, with an index")
    screens.add_argument("--out", type=Path, default=Path("out/screens"))
    screens.set_defaults(run=_screens)


def _demo(arguments: argparse.Namespace) -> int:
    if arguments.items < 1:
        raise UsageError(f"--items {arguments.items} makes no trip: take at least 1.")
    check_seed(arguments.seed)
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
    from cart.screen import NotBuilt, Window
    from cart.starts import Starts

    _log_into(config.folder / "logs")
    starts = Starts(config.folder)
    try:
        window = Window(config, starts=starts)
    except (OSError, RuntimeError) as error:
        starts.failed_with(f"{type(error).__name__}: {error}")
        raise
    try:
        window.run()
    except NotBuilt as stopped:
        return _not_built(stopped.__cause__, config.folder, starts)
    except RuntimeError as error:  # there is no window
        starts.failed_with(f"{type(error).__name__}: {error}")
        raise
    except OSError:  # no bad input any more: a fitter wants to know where it happened
        log.exception("The cart ended.")
        return 1
    return 0


def _not_built(error: BaseException | None, folder: Path, starts: "Starts") -> int:
    """Keep for the next start what kept the cart from being built, and say it."""
    import apsw

    from cart.ledger import LedgerFull

    if isinstance(error, LedgerFull):
        starts.failed_with(f"{error}.")
        hint = f"free some space in {folder} (or change the disk, if it has some) and start the cart again"
        raise UsageError(f"{error}: {hint}.") from error
    if isinstance(error, apsw.Error):
        starts.failed_with(f"the ledger cannot be opened: {error}.")
        raise UsageError(f"the ledger in {folder} cannot be opened: {error}.") from error
    starts.failed_with(f"{type(error).__name__}: {error}")
    log.error("The cart cannot be built.", exc_info=error)
    return 1


def _log_into(folder: Path) -> None:
    """What is logged is kept on the cart too, ten megabytes of it; a cart that cannot write it starts all the same."""
    from logging.handlers import RotatingFileHandler

    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = RotatingFileHandler(folder / "cart.log", maxBytes=2 << 20, backupCount=4, encoding="utf-8")
    except OSError as error:
        log.error("There is no log on the disk: %s", error)
        return
    kept.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(kept)


def _enrol(arguments: argparse.Namespace) -> int:
    from cart.config import ConfigError, load
    from cart.sync.enrolling import NotEnrolled, enrol

    try:
        config = load(arguments.config)
    except ConfigError as error:
        raise UsageError(str(error)) from error
    if not config.store.url:
        raise UsageError(f"{arguments.config} names no store: write its address as url in [store].")
    try:
        store = enrol(config.store.url, config.cart.name, arguments.code, config.folder)
    except NotEnrolled as refused:
        raise UsageError(str(refused)) from refused
    print(f"cart {config.cart.name} is enrolled at {store}")
    return 0


def _screens(arguments: argparse.Namespace) -> int:
    from ui.gallery import screens

    shots = screens(arguments.out, picture=_pictures())
    for shot in shots:
        for rule in shot.broken:
            print(f"{shot.file}: {rule}", file=sys.stderr)
    print(f"{arguments.out / 'index.html'}")
    return int(any(shot.broken for shot in shots))


def _pictures() -> Callable[[str], Path | None]:
    """The pictures of the twin's goods; none where a cart was installed without the twin."""
    try:
        from hw.twin.goods import PICTURES
    except ImportError:
        return lambda sku: None
    return lambda sku: PICTURES / f"{sku}.jpg"
