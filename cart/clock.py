"""The cart's clock: seconds since it was switched on, with the time that it slept."""

import time

from cart.core.units import Seconds


def cart_clock() -> Seconds:
    return Seconds(time.clock_gettime(time.CLOCK_BOOTTIME))
