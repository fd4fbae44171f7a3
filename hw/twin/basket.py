"""The basket on its four load cells: a rigid plate on springs that heaves, rolls and pitches."""

from collections.abc import Iterable
from math import pi, sqrt

STEP_S = 0.002
GRAVITY = 9.81
CELLS = ((-0.24, -0.15), (0.24, -0.15), (-0.24, 0.15), (0.24, 0.15))  # where the load cells stand, metres
BASKET_KG = 5.0
_SWAY = (BASKET_KG * (0.42**2 + 0.14) / 12, BASKET_KG * (0.60**2 + 0.14) / 12)  # kg m2 about x and y
_MODE_HZ, _MODE_KG = 15.0, 8.0  # the notes' platform mode: 15 Hz * sqrt(8 kg / live mass)

Load = tuple[float, float, float, float]
"""Mass in kg, where it is in x and y, and the acceleration with which it presses down (9.81 at rest)."""


class Platform:
    """Three degrees of freedom, stepped with the loads that physics found for the same two milliseconds.

    Contents are pressed on to a basket that is rigid for them (its springs give way by 0.14 mm a kilogram);
    their inertia rides along while they touch it.
    """

    def __init__(self, zeta: float) -> None:
        self.zeta = zeta
        self.base = 0.0  # upward acceleration of the cart's frame during the next step
        stiffness = _MODE_KG * (2 * pi * _MODE_HZ) ** 2
        self._k = stiffness / len(CELLS)
        self._c = 2 * zeta * sqrt(stiffness * _MODE_KG) / len(CELLS)
        self._levers = (4.0, sum(y * y for _, y in CELLS), sum(x * x for x, _ in CELLS))
        self._pushes = (0.0, 0.0, 0.0)
        self._q = [-BASKET_KG * GRAVITY / stiffness, 0.0, 0.0]
        self._v = [0.0, 0.0, 0.0]

    def push(self, down_n: float, x: float, y: float) -> None:
        """An outer force during the next step."""
        f, tx, ty = self._pushes
        self._pushes = (f - down_n, tx - down_n * y, ty + down_n * x)

    def step(self, loads: Iterable[Load]) -> None:
        """Go on by two milliseconds (semi-implicit Euler: stable far beyond 23 Hz)."""
        force, about_x, about_y = self._pushes
        mass, in_x, in_y = BASKET_KG, *_SWAY
        force -= BASKET_KG * (GRAVITY + self.base)
        for kg, x, y, pull in loads:
            down = kg * pull
            if pull > 0.3 * GRAVITY:  # it touches: its inertia rides along
                mass, in_x, in_y = mass + kg, in_x + kg * y * y, in_y + kg * x * x
                down += kg * self.base
            force, about_x, about_y = force - down, about_x - down * y, about_y + down * x
        for i, (load, inertia) in enumerate(((force, mass), (about_x, in_x), (about_y, in_y))):
            spring = self._levers[i] * (self._k * self._q[i] + self._c * self._v[i])
            self._v[i] += STEP_S * (load - spring) / inertia
            self._q[i] += STEP_S * self._v[i]
        self._pushes, self.base = (0.0, 0.0, 0.0), 0.0

    def forces(self) -> tuple[float, float, float, float]:
        """What presses on each load cell, in newtons, the basket's own weight included."""
        heave, roll, pitch = (self._k * q + self._c * v for q, v in zip(self._q, self._v, strict=True))
        a, b, c, d = (-(heave + roll * y - pitch * x) for x, y in CELLS)
        return a, b, c, d
