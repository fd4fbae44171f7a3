"""Curves of single trials with what each method booked when, drawn as SVG."""

from pathlib import Path

import numpy as np

from hw.bench.scale_trials import Curve

WIDTH, HEIGHT, MARGIN = 1000, 320, 50
COLOURS = {"cart": "#0a7d4f", "threshold": "#c0392b", "rolling-std": "#8e44ad", "stable-window": "#2c5fb3"}
POINTS = 2000


def draw(curves: list[Curve], folder: Path) -> list[Path]:
    """One file for each curve."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for curve in curves:
        path = folder / f"{curve.title.replace(' ', '-')}.svg"
        path.write_text(picture(curve), encoding="utf-8")
        paths.append(path)
    return paths


def picture(curve: Curve) -> str:
    """Weight over time; vertical lines are booked steps."""
    every = max(1, len(curve.t) // POINTS)
    low, high = np.quantile(curve.grams, [0.002, 0.998])
    room = 0.1 * (high - low) + 2
    low, high = low - room, high + room
    t = curve.t[::every]
    grams = np.clip(curve.grams[::every], low, high)
    x = MARGIN + (WIDTH - 2 * MARGIN) * (t - t[0]) / (t[-1] - t[0])
    y = HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (grams - low) / (high - low)
    line = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
    marks = ""
    for row, (method, steps) in enumerate(curve.booked.items()):
        colour = COLOURS[method]
        marks += f'<text x="{MARGIN + 130 * row}" y="{HEIGHT - 10}" fill="{colour}">{method}: {len(steps)}</text>'
        for when, delta in steps[:20]:
            at = MARGIN + (WIDTH - 2 * MARGIN) * (when - t[0]) / (t[-1] - t[0])
            marks += (
                f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{MARGIN}" y2="{HEIGHT - MARGIN}" stroke="{colour}"/>'
                f'<text x="{at + 3:.1f}" y="{MARGIN + 14 + 16 * row}" fill="{colour}">{delta:+.1f} g</text>'
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12"><rect width="100%" height="100%" fill="white"/>'
        f'<text x="{MARGIN}" y="24">{curve.title} (simulated); truth {curve.truth:.1f} g</text>'
        f'<polyline points="{line}" fill="none" stroke="#999"/>{marks}'
        f'<text x="4" y="{MARGIN}">{high:.0f} g</text><text x="4" y="{HEIGHT - MARGIN}">{low:.0f} g</text>'
        f'<text x="{WIDTH - MARGIN}" y="{HEIGHT - MARGIN + 14}">{t[-1] - t[0]:.0f} s</text></svg>\n'
    )
