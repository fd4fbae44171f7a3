"""A window that shows what the virtual cart's camera sees, beside the cart's own: python -m hw.twin.window SOCKET."""

import sys
import time
from pathlib import Path

import cv2

from cart.camera.frames import FrameGone
from cart.camera.twin import twin_camera

EVERY_S = 0.15
TITLE = "the virtual cart's camera"
SIZE = (480, 360)


def main(socket: Path) -> int:
    """Show frames until the window is closed or the twin goes."""
    camera = twin_camera(socket)
    camera.start()
    cv2.namedWindow(TITLE, cv2.WINDOW_AUTOSIZE | cv2.WINDOW_GUI_NORMAL)
    cv2.moveWindow(TITLE, 0, 0)
    try:
        while True:
            frame = camera.latest()
            if frame is not None:
                try:
                    picture = cv2.cvtColor(frame.video(), cv2.COLOR_RGB2BGR)
                    cv2.imshow(TITLE, cv2.resize(picture, SIZE, interpolation=cv2.INTER_AREA))
                except FrameGone:
                    time.sleep(EVERY_S)
            if cv2.waitKey(int(1000 * EVERY_S)) == 27:
                return 0
    finally:
        camera.stop()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
