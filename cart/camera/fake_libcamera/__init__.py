"""A libcamera for machines without one: the real, unmodified picamera2 runs on it.

`modules/` holds the stand-ins for libcamera and pykms, `allocator` the buffers. The fake keeps libcamera's
rules (who may call what when, buffers, strides, startup frames) and breaks on request.
"""

import importlib
import sys
from pathlib import Path

from cart.camera.fake_libcamera.sensor import Sensor

MODULES = Path(__file__).parent / "modules"


def install() -> Sensor:
    """Make `import libcamera` find the fake and give picamera2 its buffers; returns what its lens sees."""
    loaded = sys.modules.get("libcamera")
    if loaded is not None and not str(loaded.__file__).startswith(str(MODULES)):
        raise RuntimeError("The real libcamera is already loaded: install the fake in a fresh process.")
    if str(MODULES) not in sys.path:
        sys.path.insert(0, str(MODULES))
    from cart.camera.fake_libcamera.allocator import MemoryAllocator

    # Picamera2.close() makes a new allocator by this name, so handing one to the constructor is not enough.
    importlib.import_module("picamera2.picamera2").__dict__["DmaAllocator"] = MemoryAllocator
    sensor: Sensor = importlib.import_module("libcamera").CameraManager.singleton().sensor
    return sensor
