"""The desk's shopper before a real engine with its ledger and tapes in a folder."""

from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from types import TracebackType

from desk import BRISK, CALIBRATION, Desk

from cart.core.effects import Effect
from cart.core.facts import Fact
from cart.core.inputs import Input
from cart.core.rebuilding import rebuild
from cart.core.rules import Rules
from cart.core.state import State
from cart.core.units import Seconds
from cart.core.view import CartView
from cart.engine import Engine, OpenTape, tapes_in
from cart.ledger import Ledger


@dataclass
class Cart(Desk):
    """A desk whose inputs go through an engine; opened again on its folder, the trip goes on."""

    rules: Rules = BRISK
    pace: float = 0.3
    folder: Path = Path()
    vfs: str | None = None
    open_tape: OpenTape | None = None
    keep_ms: float = inf
    performed: list[Effect] = field(default_factory=list)
    shown: list[CartView] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.folder / "ledger.db", self.vfs)
        start = State(self.catalog, self.rules, CALIBRATION, now=Seconds(self.t))
        running = self.ledger.running()
        state = rebuild(start, running) if running else start
        open_tape = self.open_tape or tapes_in(self.folder / "tapes", {"code": "test"})
        perform, show = self.performed.append, self.shown.append
        self.engine = Engine(state, self.ledger, open_tape, perform, show, keep_ms=self.keep_ms)
        self.engine.begin()
        super().__post_init__()

    def feed(self, inp: Input) -> list[Effect]:
        self.inputs.append(inp)
        before = len(self.performed)
        self.engine.handle(inp)
        self.state = self.engine.state
        return self.performed[before:]

    def kept(self) -> list[Fact]:
        """Every fact on the ledger."""
        return [fact for trip in self.ledger.trips() for fact in self.ledger.facts(trip)]

    def tapes(self) -> list[Path]:
        return sorted((self.folder / "tapes").glob("*.mcap"))

    def close(self) -> None:
        self.engine.close()
        self.ledger.close()

    def __enter__(self) -> "Cart":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close()
