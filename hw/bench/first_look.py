"""One fresh process and its first look: `python -m hw.bench.first_look litert FOLDER`.

With "nothing" for an interpreter it stops before the model. OpenCV and NumPy are there first: a cart has loaded
them before it knows of a model.
"""

import json
import sys
import time
from pathlib import Path

import cv2
import numpy as np

GREY = np.full((480, 640, 3), 128, np.uint8)


def resident_mb(row: str) -> float:
    """VmRSS, memory that is there now, or VmHWM, the most there ever was."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(row)).split()[1]) / 1024


def first_look(interpreter: str, folder: Path) -> dict[str, float]:
    """Seconds from the first import of the recogniser to the first named picture, and the memory after it.

    `cpu` seconds are those of this process alone, whatever else the machine is busy with.
    """
    cv2.setNumThreads(1)
    began, worked = time.perf_counter(), time.process_time()
    if interpreter != "nothing":
        from models.embedder import Embedder
        from models.gallery import Gallery

        embedder = Embedder(folder / "embedder.tflite", interpreter)
        gallery = Gallery.load(folder / "grocery.npz", embedder.digest)
        gallery.scores(embedder.embed([GREY]))
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    return {"seconds": seconds, "cpu": cpu, "mb": resident_mb("VmRSS"), "peak_mb": resident_mb("VmHWM")}


if __name__ == "__main__":
    print(json.dumps(first_look(sys.argv[1], Path(sys.argv[2]))))
