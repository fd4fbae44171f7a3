"""The Python that has tflite-runtime, for verbs that say what it costs: it needs NumPy 1, and so one of its own."""

import argparse
from pathlib import Path

from cart.cli.errors import UsageError


def tflite_python(parser: argparse.ArgumentParser) -> None:
    words = "a Python that has tflite-runtime (default: .venv-tflite of `make test`, where it is)"
    parser.add_argument("--tflite-python", type=Path, metavar="PYTHON", help=words)


def named_python(arguments: argparse.Namespace) -> Path | None:
    """The Python that the command line names, None for the default; UsageError where there is none."""
    python: Path | None = arguments.tflite_python
    if python is not None and not python.is_file():
        raise UsageError(f"{python} is no file: name a Python with --tflite-python, as in .venv-tflite/bin/python.")
    return python
