"""The weight curve of a step, as the cart kept it, drawn as a small SVG."""

import json
from math import isfinite

MAGIC = b'{"weight_curve":'
WIDTH, HEIGHT, MARGIN = 320, 160, 22


def drawn(body: bytes) -> str | None:
    """The picture; None when the file is no weight curve."""
    if not body.startswith(MAGIC):
        return None
    try:
        curve = json.loads(body)["weight_curve"]
        t0, t1 = float(curve["t0"]), float(curve["t1"])
        points = [(float(t), float(grams)) for t, grams in curve["points"]]
    except (ValueError, KeyError, TypeError):
        return None
    if not points or not all(isfinite(number) for number in (t0, t1, *(n for point in points for n in point))):
        return None
    return _svg(t0, t1, points)


def _svg(t0: float, t1: float, points: list[tuple[float, float]]) -> str:
    start, end = points[0][0], max(points[-1][0], points[0][0] + 1e-3)
    low, high = min(grams for _, grams in points), max(grams for _, grams in points)
    span = max(high - low, 1.0)

    def x(t: float) -> float:
        return MARGIN + (WIDTH - 2 * MARGIN) * (min(max(t, start), end) - start) / (end - start)

    def y(grams: float) -> float:
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (grams - low) / span

    line = " ".join(f"{x(t):.1f},{y(grams):.1f}" for t, grams in points)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>'
        f'<rect x="{x(t0):.1f}" y="0" width="{max(0.0, x(t1) - x(t0)):.1f}" height="100%" fill="#eef3f0"/>'
        f'<polyline points="{line}" fill="none" stroke="#1f6b4a" stroke-width="1.5"/>'
        f'<text x="4" y="12">{high:.0f} g</text><text x="4" y="{HEIGHT - 6}">{low:.0f} g</text>'
        f'<text x="{WIDTH - 4}" y="{HEIGHT - 6}" text-anchor="end">{end - start:.1f} s</text></svg>\n'
    )
