"""The weight of a trip over time with its steps, drawn as SVG."""

from math import fsum

from cart.core.facts import StepSettled
from cart.core.inputs import ScaleReading
from cart.tape import Recording

WIDTH, HEIGHT, MARGIN = 1200, 360, 50


def weight_curve(recording: Recording) -> str:
    """An SVG picture; raises ValueError for a tape without readings or calibration."""
    calibration = recording.start.calibration
    readings = [r.input for r in recording.records if isinstance(r.input, ScaleReading)]
    if calibration is None or not readings:
        raise ValueError("this tape has no weights to draw")
    points = [(r.t, fsum(calibration.cells(r.counts)) / 1000) for r in readings[::4]]
    t0, t1 = points[0][0], points[-1][0] + 1e-3
    low, high = min(kg for _, kg in points), max(kg for _, kg in points) + 1e-3

    def x(t: float) -> float:
        return MARGIN + (WIDTH - 2 * MARGIN) * (t - t0) / (t1 - t0)

    def y(kg: float) -> float:
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (kg - low) / (high - low)

    curve = " ".join(f"{x(t):.1f},{y(kg):.1f}" for t, kg in points)
    steps = [fact.body for fact in recording.facts if isinstance(fact.body, StepSettled)]
    marks = "".join(
        f'<line x1="{x(s.t1_ms / 1000):.1f}" x2="{x(s.t1_ms / 1000):.1f}" y1="{MARGIN}" y2="{HEIGHT - MARGIN}" '
        f'stroke="#bbb"/><text x="{x(s.t1_ms / 1000) + 3:.1f}" y="{MARGIN + 12 + 14 * (n % 3)}">'
        f"{s.delta / 10:+.0f} g</text>"
        for n, s in enumerate(steps)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12"><rect width="100%" height="100%" fill="white"/>{marks}'
        f'<polyline points="{curve}" fill="none" stroke="#0b6" stroke-width="1.5"/>'
        f'<text x="{MARGIN}" y="{HEIGHT - 12}">0 s</text><text x="{WIDTH - MARGIN - 30}" y="{HEIGHT - 12}">'
        f'{t1 - t0:.0f} s</text><text x="4" y="{y(high):.0f}">{high:.2f} kg</text>'
        f'<text x="4" y="{y(low):.0f}">{low:.2f} kg</text></svg>\n'
    )
