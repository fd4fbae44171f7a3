"""Verbs of the store's side: store serve, import, invite, revoke."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cart.cli import serving
from cart.cli.errors import UsageError, Verbs

if TYPE_CHECKING:
    from store.database import Database
    from store.tables import Columns

DATABASE = "sqlite:///store.db"


def add(verbs: Verbs) -> None:
    store = verbs.add_parser("store", help="the store's side")
    parts = store.add_subparsers(title="store", metavar="WHAT", required=True)
    serve = parts.add_parser("serve", help="serve carts and the list of trips")
    serve.add_argument("--db", default=DATABASE, help="database URL")
    serve.add_argument("--port", type=int, default=8600)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--evidence", type=Path, default=Path("evidence"), help="folder for crops and curves")
    serve.add_argument("--keep-evidence-hours", type=float, default=72.0, help="then pictures are deleted")
    serving.add_words(serve)
    serve.add_argument("--app-key-file", type=Path, help="what the members' app signs in with, on one line")
    serve.set_defaults(run=_serve)
    load = parts.add_parser("import", help="load a catalogue, with pictures/ beside it")
    load.add_argument("file", type=Path, help="a catalogue (JSON), or a table: CSV, or a JSON list of rows")
    load.add_argument("--dry-run", action="store_true", help="say what is wrong with it, and change nothing")
    load.add_argument("--currency", default="", help="of a table's prices, for example EUR")
    load.add_argument("--version", default="", help="of a table's catalogue; made from its contents if left out")
    load.add_argument("--preset", default="", metavar="SYSTEM", help="columns as odoo or erpnext names them")
    load.add_argument("--map", action="append", default=[], metavar="THEIRS=OURS", help="a column; may be given again")
    load.add_argument("--zone", default="UTC", help="of dates that name none, for example Europe/Berlin")
    load.add_argument("--tariff", type=Path, help="taxes, deposits, promotions and labels (JSON)")
    load.add_argument("--db", default=DATABASE, help="database URL")
    load.set_defaults(run=_import)
    invite = parts.add_parser("invite", help="a one-time code to enrol a cart with, shown once")
    invite.add_argument("cart", help="the cart's name, as in its cart.toml")
    invite.add_argument("--minutes", type=float, default=30.0, help="how long the code can be used")
    invite.add_argument("--db", default=DATABASE, help="database URL")
    invite.set_defaults(run=_invite)
    revoke = parts.add_parser("revoke", help="believe a cart no more, until it is enrolled again")
    revoke.add_argument("cart")
    revoke.add_argument("--db", default=DATABASE, help="database URL")
    revoke.set_defaults(run=_revoke)


def _serve(arguments: argparse.Namespace) -> int:
    from sqlalchemy.exc import SQLAlchemyError

    from store.serve import server

    if not 0 < arguments.keep_evidence_hours <= 24 * 366:
        raise UsageError(f"--keep-evidence-hours {arguments.keep_evidence_hours:g}: take more than 0, at most a year.")
    app_key, shop = serving.app_key(arguments.app_key_file), serving.shop(arguments)
    with serving.listening(arguments.host, arguments.port) as door:
        try:
            ready = server(
                arguments.db,
                arguments.port,
                arguments.host,
                evidence=arguments.evidence,
                shop=shop,
                keep_evidence_hours=arguments.keep_evidence_hours,
                app_key=app_key,
            )
        except ValueError as error:
            raise UsageError(str(error)) from error
        except (SQLAlchemyError, ModuleNotFoundError) as error:
            raise UsageError(_no_database(arguments.db, error)) from error
        ready.run(sockets=[door])
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from store.catalogs import BadCatalog, import_catalog

    columns = _columns(arguments)
    try:
        with _database(arguments.db) as database:
            done = import_catalog(database, arguments.file, columns, arguments.tariff, trial=arguments.dry_run)
    except BadCatalog as error:
        raise UsageError(str(error)) from error
    print(done)
    return 0


def _invite(arguments: argparse.Namespace) -> int:
    from store.enrolment import invite

    if not 0 < arguments.minutes <= 24 * 60:
        raise UsageError(f"--minutes {arguments.minutes:g}: take more than 0, at most a day.")
    with _database(arguments.db) as database:
        print(invite(database, arguments.cart, 60 * arguments.minutes))
    return 0


def _revoke(arguments: argparse.Namespace) -> int:
    from store.enrolment import revoke

    with _database(arguments.db) as database:
        if not revoke(database, arguments.cart):
            raise UsageError(f"no cart named {arguments.cart} is enrolled here.")
    print(f"cart {arguments.cart} is believed no more")
    return 0


@contextmanager
def _database(url: str) -> Iterator["Database"]:
    """The store's database; what is wrong with it is said in one sentence."""
    from sqlalchemy.exc import SQLAlchemyError

    from store.database import Database

    try:
        database = Database(url)
        try:
            yield database
        finally:
            database.close()
    except ValueError as error:
        raise UsageError(str(error)) from error
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise UsageError(_no_database(url, error)) from error


def _columns(arguments: argparse.Namespace) -> "Columns":
    from store.tables import FIELDS, PRESETS, Columns

    if arguments.preset not in ("", *PRESETS):
        raise UsageError(f"there is no preset '{arguments.preset}': take one of {', '.join(PRESETS)}.")
    names = dict(PRESETS.get(arguments.preset, {}))
    for pair in arguments.map:
        theirs, equals, ours = pair.partition("=")
        if not equals or ours not in FIELDS:
            raise UsageError(f"--map {pair} cannot be used: write THEIRS=OURS, ours being one of {', '.join(FIELDS)}.")
        names[theirs] = ours
    return Columns(arguments.currency, arguments.version, names, serving.zone(arguments.zone))


def _no_database(url: str, error: Exception) -> str:
    """What the driver said, in one line and without the statement."""
    said = getattr(error, "orig", None) or error
    return f"the database {url} cannot be used: {str(said).splitlines()[0]}."
