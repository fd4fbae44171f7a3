"""EAN-13 symbols as crisp pixels, drawn by zxing-cpp with the digits set below."""

import cv2
import numpy as np
import zxingcpp

MODULE = 0.33e-3  # metres, nominal size (GS1 General Specifications, table 5.2.3.1-1)
QUIET = (11, 7)  # modules left and right of the bars
WIDTH = QUIET[0] + 95 + QUIET[1]
HEIGHT = 78.6  # modules, 25.93 mm with the digits
PIXELS = 4  # per module


def nominal(scale: float) -> tuple[float, float]:
    """Width and height in metres, quiet zones and digits included."""
    return WIDTH * MODULE * scale, HEIGHT * MODULE * scale


def symbol(gtin: str) -> np.ndarray:
    """The symbol in black on white, RGB, `PIXELS` for each module."""
    code = zxingcpp.create_barcode(gtin, zxingcpp.BarcodeFormat.EAN13)
    row = np.asarray(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    bars = row[row.shape[0] // 2]
    image = np.full((round(HEIGHT * PIXELS), WIDTH * PIXELS, 3), 255, np.uint8)
    left = QUIET[0] * PIXELS
    image[PIXELS * 2 : -PIXELS * 9, left : left + 95 * PIXELS] = np.repeat(bars, PIXELS)[None, :, None]
    for start, stop in ((0, 3), (45, 50), (92, 95)):  # guard bars reach down between the digits
        image[-PIXELS * 9 : -PIXELS * 5, left + start * PIXELS : left + stop * PIXELS] = np.repeat(
            bars[start:stop], PIXELS
        )[None, :, None]
    for text, centre in ((gtin[0], -6), (gtin[1:7], 24), (gtin[7:], 71)):
        _digits(image, text, left + centre * PIXELS)
    return image


def _digits(image: np.ndarray, text: str, centre: int) -> None:
    (width, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, PIXELS * 0.26, 2)
    place = (centre - width // 2, image.shape[0] - PIXELS)
    cv2.putText(image, text, place, cv2.FONT_HERSHEY_SIMPLEX, PIXELS * 0.26, (0, 0, 0), 2, cv2.LINE_AA)
