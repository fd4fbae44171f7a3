"""What every room's tests share: a window without a display, and the folder of photographs."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Kivy reads these at its first import: it would draw on a real display, take pytest's arguments for its own
# and write to the home folder.
os.environ["SDL_VIDEODRIVER"] = "offscreen"
os.environ["KIVY_NO_ARGS"] = "1"
os.environ["KIVY_LOG_MODE"] = "PYTHON"


# Every run tries other examples, as many as each law says; one that fails is printed so that it can be tried again.
# Where CI is set, Hypothesis takes the same examples each time.
settings.register_profile("laws", deadline=None, print_blob=True)
settings.load_profile("laws")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="record the golden tapes anew")
    parser.addoption("--update-accepted", action="store_true", help="accept the pictures of screens as drawn now")
    parser.addoption("--every-sheet", action="store_true", help="rules of every screen, language and panel: minutes")
    parser.addoption("--scale", metavar="PORT", help="run the scale's contract on a real one too: /dev/ttyUSB0")
    parser.addoption("--cuts", type=int, default=60, help="power cuts in the test of the ledger")
    parser.addoption("--requests", type=int, default=25, help="to each operation in the test of the store's contract")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    # Tests run in several processes at once (pytest-xdist), and each writes its own settings.
    home = config.rootpath / ".pytest_cache" / f"kivy-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    home.mkdir(parents=True, exist_ok=True)
    os.environ["KIVY_HOME"] = str(home)


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The photographs of groceries and barcodes, which are not part of this repository."""
    named = os.environ.get("SMART_CART_DATA")
    if not named:
        pytest.skip("SMART_CART_DATA does not name the folder with the photographs.")
    folder = Path(named)
    if not folder.is_dir():
        pytest.fail(f"SMART_CART_DATA names {folder}, which is no folder.")
    return folder
