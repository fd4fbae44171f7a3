"""A radio for desks: plays recorded packets through bleak's own front, keeps BlueZ's rules, and breaks on request."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bleak import BleakScanner
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.exc import BleakError


@dataclass(frozen=True)
class Packet:
    """One advertisement, so many seconds after the one before it."""

    manufacturer: dict[int, bytes]
    rssi: int
    address: str = "C0:FF:EE:00:00:01"
    wait_s: float = 0.0


@dataclass
class VirtualRadio:
    """Give it to `Radio` as its scanner.

    Without `experimental` BlueZ refuses passive scans; a passive one needs patterns, an active one filters out packets
    of a device that it has told already, unless it is asked for duplicates. `off` is an adapter without power.
    """

    packets: Sequence[Packet]
    experimental: bool = True
    off: bool = False
    scans: list[str] = field(default_factory=list)
    """Every attempt to scan, by its mode."""

    def __call__(self, heard: Any, **arguments: Any) -> BleakScanner:
        return BleakScanner(heard, backend=self._backend(), **arguments)

    def _backend(self) -> type[BaseBleakScanner]:
        radio = self

        class Played(BaseBleakScanner):
            def __init__(self, heard: Any, uuids: Any, mode: str, *, bluez: dict[str, Any], **_: Any) -> None:
                super().__init__(heard, uuids)
                self._mode, self._bluez = mode, bluez
                self._playing: asyncio.Task[None] | None = None

            async def start(self) -> None:
                radio.scans.append(self._mode)
                if radio.off:
                    raise BleakError("No powered Bluetooth adapters found.")
                if self._mode == "passive" and not (radio.experimental and self._bluez.get("or_patterns")):
                    raise BleakError("passive scanning on Linux requires BlueZ >= 5.56 with --experimental enabled")
                self._playing = asyncio.get_running_loop().create_task(self._play())

            async def stop(self) -> None:
                if self._playing is not None:
                    self._playing.cancel()

            async def _play(self) -> None:
                told: set[str] = set()
                duplicates = self._mode == "passive" or self._bluez.get("filters", {}).get("DuplicateData")
                for packet in radio.packets:
                    await asyncio.sleep(packet.wait_s)
                    if duplicates or packet.address not in told:
                        told.add(packet.address)
                        self._tell(packet)

            def _tell(self, packet: Packet) -> None:
                data = AdvertisementData(None, packet.manufacturer, {}, [], None, packet.rssi, ())
                device = self.create_or_update_device(packet.address, packet.address, None, None, data)
                self.call_detection_callbacks(device, data)

        return Played
