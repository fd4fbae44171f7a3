"""What a camera and a mask of middling quality make of a clean rendering."""

import cv2
import numpy as np

CUT = 0.25  # largest share of a thing that others may hide


def seen(picture: np.ndarray, mask: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The picture, blurred, tinted and noisy, and the mask with a ragged border, part of it hidden."""
    image = picture.astype(np.float32)
    blur = rng.uniform(0, 1.1)
    if blur > 0.3:
        image = cv2.GaussianBlur(image, (0, 0), blur)
    image *= rng.uniform(0.8, 1.2) * (1 + rng.normal(0, 0.025, 3))
    image += rng.normal(size=image.shape) * (rng.uniform(0.5, 4.0) + 0.02 * image)
    return np.clip(image, 0, 255).astype(np.uint8), _hidden(_ragged(mask, rng), rng)


def _ragged(mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The border wanders by two pixels either way."""
    inside = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 3)
    outside = cv2.distanceTransform(1 - mask.astype(np.uint8), cv2.DIST_L2, 3)
    wander = cv2.GaussianBlur(rng.normal(size=mask.shape).astype(np.float32), (0, 0), 3) * 10
    border = np.clip(wander + rng.uniform(-0.7, 0.7), -2, 2)
    ragged = inside - outside > border
    return ragged if ragged.sum() > 40 else mask


def _hidden(mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Something in front hides a random piece of at most CUT: beyond a straight edge, or a round one."""
    if rng.random() < 0.5:
        return mask
    rows, columns = np.nonzero(mask)
    angle = rng.uniform(0, 2 * np.pi)
    along = columns * np.cos(angle) + rows * np.sin(angle)
    if rng.random() < 0.3:
        nth = int(rng.integers(len(rows)))
        along = -np.hypot(columns - columns[nth], rows - rows[nth])
    kept = along <= np.quantile(along, 1 - rng.uniform(0.02, CUT))
    left = np.zeros_like(mask)
    left[rows[kept], columns[kept]] = True
    return left
