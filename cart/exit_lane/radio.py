"""The lanes' Bluetooth beacons through bleak, which is imported only when a shop has beacons (extra `ble`).

A beacon is an iBeacon with the shop's UUID; its major is the number of the lane.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from threading import Thread
from typing import Any
from uuid import UUID

from cart.core.units import Seconds
from cart.exit_lane.raw import Heard

log = logging.getLogger(__name__)

APPLE = 0x004C
PREFIX = b"\x02\x15"
AGAIN_S = (1.0, 30.0)
"""The wait before a radio that failed is tried again doubles between these."""

Scanner = Callable[..., Any]
"""bleak.BleakScanner, or one with a backend that plays recorded advertisements."""


def lane_of(manufacturer: Mapping[int, bytes], shop: UUID) -> str | None:
    """The lane whose beacon sent this, None for everybody else's."""
    data = manufacturer.get(APPLE, b"")
    if len(data) != 23 or not data.startswith(PREFIX + shop.bytes):
        return None
    return str(int.from_bytes(data[18:20], "big"))


class Radio:
    """Hears the shop's beacons until stopped, on a thread with an event loop of its own.

    Without a radio, or without bleak, nothing is heard: the lane is then armed by its other sensors.
    """

    def __init__(
        self,
        shop: UUID,
        put: Callable[[Heard], None],
        clock: Callable[[], Seconds],
        scanner: Scanner | None = None,
    ) -> None:
        self._shop, self._put, self._clock, self._scanner = shop, put, clock, scanner
        self._loop = asyncio.new_event_loop()
        self._ending = asyncio.Event()
        self._thread = Thread(target=self._run, name="lane-radio", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join(5.0)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._listen())
        except Exception:  # the top of the thread: a trip goes on without its radio
            log.exception("the radio of the exit lane ended; other sensors go on")
        finally:
            self._loop.close()

    async def _listen(self) -> None:
        try:
            from bleak import BleakScanner
            from bleak.assigned_numbers import AdvertisementDataType
            from bleak.exc import BleakError
        except ImportError as missing:
            log.warning("no beacons are heard: %s; install smart-cart[ble]", missing)
            return
        # BlueZ reports each packet of a passive scan, and of an active one only with DuplicateData.
        ours = (0, AdvertisementDataType.MANUFACTURER_SPECIFIC_DATA, b"\x4c\x00" + PREFIX + self._shop.bytes)
        passive: dict[str, Any] = {"scanning_mode": "passive", "bluez": {"or_patterns": [ours]}}
        active: dict[str, Any] = {"scanning_mode": "active", "bluez": {"filters": {"DuplicateData": True}}}
        wait, mode = AGAIN_S[0], passive
        while not self._ending.is_set():
            try:
                async with (self._scanner or BleakScanner)(self._heard, **mode):
                    log.info("listening for the lanes' beacons, %s", mode["scanning_mode"])
                    wait = AGAIN_S[0]
                    await self._ending.wait()
            except (BleakError, OSError) as error:
                # Passive scans need an experimental BlueZ: an active one hears the same, and costs more power.
                log.warning("no beacons are heard, %s: %s", mode["scanning_mode"], error)
                mode = active if mode is passive else passive
                await self._pause(wait)
                wait = min(2 * wait, AGAIN_S[1])

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._ending.wait(), seconds)
        except TimeoutError:
            return

    def _heard(self, device: Any, advertisement: Any) -> None:
        name = lane_of(advertisement.manufacturer_data, self._shop)
        if name is not None:
            self._put(Heard(self._clock(), name, advertisement.rssi))
