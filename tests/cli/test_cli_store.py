"""The store's verbs: a catalogue goes in, and what cannot be used is said in one sentence."""

import argparse
import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.dates import LOCALTZ

from cart.cli import main, serving
from cart.core.encoding import encode
from hw.twin.goods import catalog
from store.wording import Shop, moment, money

Refused = Callable[..., str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store's verbs keep key and evidence where they are run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_import_a_catalogue(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "catalog.json").write_text(json.dumps(encode(catalog())))
    assert main(["store", "import", "catalog.json", "--db", "sqlite:///store.db"]) == 0
    assert f"{len(catalog().products)} products" in capsys.readouterr().out


def test_databases_that_cannot_be_used(folder: Path, refused: Refused) -> None:
    (folder / "text.db").write_text("no database, but a text of some length. " * 100)
    for database in ("sqlite:////proc/x/y.db", "sqlite:///text.db", "nonsense"):
        refused("store", "serve", "--port", "0", "--db", database)
        refused("store", "import", "catalog.json", "--db", database)


def test_ports_that_cannot_be_used(refused: Refused) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert str(port) in refused("store", "serve", "--port", port)
    assert "99999" in refused("store", "serve", "--port", "99999")


def test_how_receipts_are_written_is_told(refused: Refused) -> None:
    parser = argparse.ArgumentParser()
    serving.add_words(parser)
    assert serving.shop(parser.parse_args([])) == Shop("Our Market", zone=LOCALTZ)
    told = ["--zone", "Europe/Berlin", "--locale", "de-DE", "--tax-name", "MwSt."]
    shop = serving.shop(parser.parse_args(told))
    assert (shop.tax, moment(1_795_176_000_000, shop, "d. MMMM yyyy, HH:mm")) == ("MwSt.", "20. November 2026, 13:00")
    assert money(129, "EUR", shop.locale) == "1,29\xa0€"
    for flag, wrong in (("--zone", "Mars/Base"), ("--zone", "../x"), ("--locale", "xx_YY"), ("--locale", "")):
        assert wrong in refused("store", "serve", "--port", "0", flag, wrong)
    for wrong in ("", "tax\n", "a tax of a very long name"):
        assert "--tax-name" in refused("store", "serve", "--port", "0", "--tax-name", wrong)


def test_codes_for_carts(capsys: pytest.CaptureFixture[str], refused: Refused) -> None:
    codes = set()
    for _ in range(2):
        assert main(["store", "invite", "cart-1"]) == 0
        codes.add(capsys.readouterr().out.strip())
    assert len(codes) == 2
    assert "letters" in refused("store", "invite", "cart 1")
    assert "--minutes" in refused("store", "invite", "cart-1", "--minutes", "0")
    assert "cart-1" in refused("store", "revoke", "cart-1")
