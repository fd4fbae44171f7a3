"""Promise 3 on the real program: kill -9 in mid-trip, start again, and every shown line is still there."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from cart.core.basket import Basket, fold
from cart.ledger import LedgerReader

WAIT_S = 40.0


class Program:
    """`smart-cart run` in a process of its own, seen through its ledger."""

    def __init__(self, desk) -> None:
        self._desk = desk
        self._log = (desk.run / "program.log").open("ab")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "cart.cli", "run", "--config", str(self._desk.config)]
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log)

    def kill(self) -> None:
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        self._process.terminate()
        try:
            assert self._process.wait(20) == 0
        finally:
            self._process.kill()
            self._log.close()

    def trip(self) -> tuple[str, Basket]:
        path = self._desk.run / "cart" / "ledger.db"
        if not path.exists():
            return "", Basket()
        reader = LedgerReader(path)
        try:
            trips = reader.trips()
            return (trips[-1], fold(reader.facts(trips[-1]))) if trips else ("", Basket())
        finally:
            reader.close()

    def wait(self, there: Callable[[Basket], bool], what: str) -> tuple[str, Basket]:
        deadline = time.monotonic() + WAIT_S
        while True:
            trip, basket = self.trip()
            if there(basket):
                return trip, basket
            assert time.monotonic() < deadline, f"waited in vain for {what}; the ledger says {basket}"
            time.sleep(0.1)


@pytest.mark.timeout(240)
def test_promise_3_what_was_shown_is_there_after_kill_9(neighbours):
    program = Program(neighbours)
    program.start()
    time.sleep(4.0)
    neighbours.world.wait_done(neighbours.world.put("rice"))
    trip, _ = program.wait(lambda basket: [line.sku for line in basket.lines] == ["rice"], "rice on the bill")
    program.kill()
    program.start()
    time.sleep(4.0)
    neighbours.world.wait_done(neighbours.world.put("olive-oil"))
    program.wait(lambda basket: len(basket.lines) == 2, "olive oil on the bill")
    program.kill()
    program.start()
    time.sleep(4.0)
    neighbours.world.arm()
    time.sleep(0.5)
    neighbours.world.cross()
    same, basket = program.wait(lambda basket: basket.finished is not None, "the receipt")
    neighbours.world.arm(False)
    neighbours.world.cross(False)
    assert same == trip
    assert [line.sku for line in basket.lines] == ["rice", "olive-oil"]
    assert basket.finished.total == basket.total
    program.stop()
