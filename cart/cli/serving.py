"""What `smart-cart store serve` is told: the shop's words, its door and the members' app."""

import argparse
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from cart.cli.errors import UsageError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from store.wording import Shop

LONGEST_TAX = 12  # a receipt has 42 columns


def add_words(serve: argparse.ArgumentParser) -> None:
    """How receipts are written."""
    serve.add_argument("--name", default="Our Market", help="the store's name on receipts")
    serve.add_argument("--zone", default="", help="of times on receipts, for example Europe/Berlin; else that of here")
    serve.add_argument("--locale", default="en", help="how figures and dates are written, for example de_DE")
    serve.add_argument("--tax-name", default="VAT", help="what receipts call the tax")
    serve.add_argument("--receipts-at", default="", help="public address of receipts, which their QR codes link to")


def shop(arguments: argparse.Namespace) -> "Shop":
    """What receipts say of the shop, and how they write it."""
    from babel.core import Locale, UnknownLocaleError
    from babel.dates import LOCALTZ

    from store.wording import Shop

    try:
        locale = str(Locale.parse(arguments.locale.replace("-", "_")))
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise UsageError(f"there is no locale {arguments.locale!r}: take one such as en, de_DE or fr_CA.") from error
    if not 1 <= len(arguments.tax_name) <= LONGEST_TAX or not arguments.tax_name.isprintable():
        raise UsageError(f"--tax-name {arguments.tax_name!r} cannot be printed: take 1 to {LONGEST_TAX} letters.")
    where = zone(arguments.zone) if arguments.zone else LOCALTZ
    return Shop(arguments.name, arguments.tax_name, locale, where, arguments.receipts_at)


def zone(name: str) -> "ZoneInfo":
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(f"there is no time zone {name!r}: take one such as Europe/Berlin.") from error


def listening(host: str, port: int) -> socket.socket:
    """The store's door, opened before anything else: uvicorn would end the process when it is taken."""
    if not 0 <= port <= 65535:
        raise UsageError(f"--port {port} is no port: take 0 to 65535.")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(f"{host} port {port} cannot be listened on: {error.strerror}; take another --port.") from error


def app_key(file: Path | None) -> str:
    """The app's key; short ones are refused, because they can be guessed."""
    if file is None:
        return ""
    try:
        key = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--app-key-file {file} cannot be read: {error}.") from error
    if len(key) < 20 or not key.isascii() or not key.isprintable():
        raise UsageError(f"--app-key-file {file} holds no key: write at least 20 letters and digits on one line.")
    return key
