"""Verbs of the store's side: store serve, store import."""

import argparse
from pathlib import Path

from cart.cli.errors import UsageError, Verbs

KEY_FILE = "cart.key"


def add(verbs: Verbs) -> None:
    store = verbs.add_parser("store", help="the store's side")
    parts = store.add_subparsers(title="store", metavar="WHAT", required=True)
    serve = parts.add_parser("serve", help="serve carts and the list of trips")
    serve.add_argument("--db", default="sqlite:///store.db", help="database URL")
    serve.add_argument("--port", type=int, default=8600)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--evidence", type=Path, default=Path("evidence"), help="folder for crops and curves")
    serve.add_argument("--key-file", type=Path, default=Path(KEY_FILE), help="file with the carts' key; made if absent")
    serve.add_argument("--name", default="Our Market", help="the store's name on receipts")
    serve.set_defaults(run=_serve)
    load = parts.add_parser("import", help="load a catalogue, with pictures/ beside it")
    load.add_argument("file", type=Path)
    load.add_argument("--db", default="sqlite:///store.db", help="database URL")
    load.set_defaults(run=_import)


def _serve(arguments: argparse.Namespace) -> int:
    from store.serve import server
    from store.wording import Shop

    try:
        ready = server(
            arguments.db,
            arguments.port,
            arguments.host,
            evidence=arguments.evidence,
            cart_key=_key(arguments.key_file),
            shop=Shop(arguments.name),
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    ready.run()
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from store.catalogs import BadCatalog, import_catalog
    from store.database import Database

    try:
        done = import_catalog(Database(arguments.db), arguments.file)
    except (BadCatalog, ValueError) as error:
        raise UsageError(str(error)) from error
    print(done)
    return 0


def _key(path: Path) -> str:
    """The carts' key: kept in a file, because arguments can be read by everybody on the machine."""
    import secrets

    try:
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(24) + "\n", encoding="ascii")
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise UsageError(f"the carts' key cannot be kept in {path}: {error.strerror}.") from error
