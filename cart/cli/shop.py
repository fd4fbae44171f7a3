"""Verbs of the store's side: store serve, store import."""

import argparse
import socket
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
    from sqlalchemy.exc import SQLAlchemyError

    from store.serve import server
    from store.wording import Shop

    with _listening(arguments.host, arguments.port) as door:
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
        except (SQLAlchemyError, ModuleNotFoundError) as error:
            raise UsageError(_no_database(arguments.db, error)) from error
        ready.run(sockets=[door])
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from sqlalchemy.exc import SQLAlchemyError

    from store.catalogs import BadCatalog, import_catalog
    from store.database import Database

    try:
        done = import_catalog(Database(arguments.db), arguments.file)
    except (BadCatalog, ValueError) as error:
        raise UsageError(str(error)) from error
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise UsageError(_no_database(arguments.db, error)) from error
    print(done)
    return 0


def _listening(host: str, port: int) -> socket.socket:
    """The store's door, opened before anything else: uvicorn would end the process when it is taken."""
    if not 0 <= port <= 65535:
        raise UsageError(f"--port {port} is no port: take 0 to 65535.")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(f"{host} port {port} cannot be listened on: {error.strerror}; take another --port.") from error


def _no_database(url: str, error: Exception) -> str:
    """What the driver said, in one line and without the statement."""
    said = getattr(error, "orig", None) or error
    return f"the database {url} cannot be used: {str(said).splitlines()[0]}."


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
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} holds no key: a key is one line of plain characters.") from error
