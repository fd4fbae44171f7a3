"""Turns in space as MuJoCo's quaternions (w, x, y, z)."""

import mujoco
import numpy as np
from numpy.typing import NDArray

Quat = NDArray[np.float64]


def about(axis: int, angle: float) -> Quat:
    """A turn by `angle` radians about axis 1, 2 or 3: x, y or z."""
    turn = np.zeros(4)
    turn[0], turn[axis] = np.cos(angle / 2), np.sin(angle / 2)
    return turn


def times(first: Quat, second: Quat) -> Quat:
    """`second`, then `first`."""
    result = np.zeros(4)
    mujoco.mju_mulQuat(result, first, second)
    return result


def of_axes(x: NDArray[np.float64], y: NDArray[np.float64], z: NDArray[np.float64]) -> Quat:
    """The turn that brings the axes to these unit vectors."""
    turn = np.zeros(4)
    mujoco.mju_mat2Quat(turn, np.column_stack([x, y, z]).flatten())
    return turn
