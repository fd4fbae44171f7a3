"""A QR code as a picture for the screen, by zxing-cpp's writer."""

import numpy as np
import zxingcpp

QUIET = 4  # modules of white round it, by ISO/IEC 18004


def qr(text: str, side: int) -> np.ndarray:
    """Black modules on white, `side` pixels or a little less high and wide, x 3 channels."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    bare = np.asarray(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    modules = np.pad(bare, QUIET, constant_values=255)
    scale = max(1, side // len(modules))
    return np.repeat(modules.repeat(scale, 0).repeat(scale, 1)[..., None], 3, axis=2)
