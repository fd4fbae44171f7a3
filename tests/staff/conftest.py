"""Lets the tests here import the teaching desk beside them and the camera above its floor."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "camera")]
