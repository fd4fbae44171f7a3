"""The cart's program as a process of its own, seen and touched from outside, killed and started again."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread

from cart.core.encoding import decode
from cart.core.view import CartView
from hw.bench.kept import Watched, shown

FIRST_VIEW_S = 60.0
TOUCH_S = 8.0


class Program:
    """The cart's program, seen and touched from outside; it has many lives."""

    def __init__(self, config: Path, seen: Watched) -> None:
        self._config = config
        self._seen = seen
        self._view: CartView | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._listener: Thread | None = None
        self._pressed: SimpleQueue[bool] = SimpleQueue()
        self._lit = Event()
        self._given_up = False

    @property
    def view(self) -> CartView:
        """What the screen shows, or showed when it died."""
        if self._view is None:
            self.await_screen()
        if self._view is None or self._given_up:
            raise RuntimeError(f"the cart is not started any more; {self._log} says why")
        return self._view

    def press(self, automation_id: str) -> bool:
        """Touch a button; False when it is not there, or the cart dies under the finger."""
        while not self._pressed.empty():
            self._pressed.get()
        try:
            self._running.stdin.write(automation_id.encode() + b"\n")
            return self._pressed.get(timeout=TOUCH_S)
        except (OSError, ValueError, Empty):
            return False

    def await_screen(self) -> None:
        """Wait until the screen of this life shows something."""
        if not self._lit.wait(FIRST_VIEW_S):
            raise TimeoutError(f"the cart showed nothing within {FIRST_VIEW_S:g} s; {self._log} says why")

    def start(self) -> None:
        self._lit.clear()
        root = Path(__file__).resolve().parents[2]
        environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "hw.bench.killed_program", str(self._config)],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
            )
        self._listener = Thread(target=self._listen, args=(self._process,), name="listener")
        self._listener.start()

    def kill(self) -> None:
        """SIGKILL; then the disk is looked at as the kill left it."""
        self._running.kill()
        self._over(-signal.SIGKILL)
        self._seen.killed(self._config.parent / "cart")

    def stop(self) -> None:
        """Close the window."""
        self._running.stdin.close()
        self._over(0)

    def give_up(self) -> None:
        """Whoever looks from now on hears that the cart will not come back."""
        self._given_up = True
        self._lit.set()
        self._running.kill()

    @property
    def _log(self) -> Path:
        return self._config.with_name("program.log")

    @property
    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            raise RuntimeError("the cart's program was not started")
        return self._process

    def _over(self, expected: int) -> None:
        status = self._running.wait(30)
        self._listener.join()
        self._running.stdin.close()
        self._running.stdout.close()
        if status != expected:
            raise RuntimeError(f"the cart ended with status {status}; {self._log} says why")

    def _listen(self, process: "subprocess.Popen[bytes]") -> None:
        with open(process.stdout.fileno(), "rb", closefd=False) as lines:
            for line in lines:
                if not line.endswith(b"\n"):  # the kill cut it off before the screen had it
                    break
                said = json.loads(line)
                if "pressed" in said:
                    self._pressed.put(said["pressed"])
                else:
                    self._view = decode(said["view"], CartView)
                    self._seen.shows(shown(self._view))
                    self._lit.set()
        self._pressed.put(False)
