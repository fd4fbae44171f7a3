"""The store's verbs: a catalogue goes in, and what cannot be used is said in one sentence."""

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from cart.cli import main
from cart.core.encoding import encode
from hw.twin.goods import catalog

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


def test_codes_for_carts(capsys: pytest.CaptureFixture[str], refused: Refused) -> None:
    codes = set()
    for _ in range(2):
        assert main(["store", "invite", "cart-1"]) == 0
        codes.add(capsys.readouterr().out.strip())
    assert len(codes) == 2
    assert "letters" in refused("store", "invite", "cart 1")
    assert "--minutes" in refused("store", "invite", "cart-1", "--minutes", "0")
    assert "cart-1" in refused("store", "revoke", "cart-1")
