"""A store that can be killed, and a cart's ledger with sync on it."""

import queue
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.encoding import canonical
from cart.core.facts import Evidence, Fact, ItemAdded, Rule, TripFinished, TripStarted
from cart.core.inputs import Acked, Input
from cart.core.units import Decigrams, Money, Seconds, Sku
from cart.ledger import Ledger, LedgerReader
from cart.sync import Folders, Identity, Peer, Periods, Sync, make_identity
from cart.sync.back_off import BackOff
from store.catalogs import import_catalog
from store.database import Database
from store.enrolment import enrol, invite

PATIENCE_S = 40


def catalog(version: str) -> Catalog:
    weight = WeightModel(Decigrams(4120), Decigrams(20))
    return Catalog(version, "EUR", (Product(Sku("oats"), "Oats", Sold.PIECE, weight, Money(129)),))


@dataclass
class StoreProcess:
    """The store as a process of its own, always on the same port and folder."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def db(self) -> str:
        return f"sqlite:///{self.folder}/store.db"

    def sell(self, version: str) -> None:
        (self.folder / "pictures").mkdir(exist_ok=True)
        (self.folder / "pictures" / "oats.jpg").write_bytes(b"\xff\xd8\xff" + version.encode())
        file = self.folder / "catalog.json"
        file.write_bytes(canonical(catalog(version)))
        database = Database(self.db)
        import_catalog(database, file)
        database.close()

    def start(self) -> None:
        told = {"--db": self.db, "--port": self.port, "--evidence": self.folder / "evidence"}
        options = [str(part) for option in told.items() for part in option]
        self.process = subprocess.Popen([sys.executable, "-m", "cart.cli", "store", "serve", *options])
        end = time.monotonic() + PATIENCE_S
        while not self._listens():
            assert time.monotonic() < end
            time.sleep(0.02)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def know(self, identity: Identity) -> None:
        """Enrol a cart while nobody may be listening: a code, and the key that is shown with it."""
        database = Database(self.db)
        enrol(database, identity.cart, invite(database, identity.cart), identity.public)
        database.close()

    def get(self, path: str) -> httpx2.Response:
        return httpx2.get(self.url + path, verify=False, trust_env=False)


@dataclass
class DeskCart:
    """The part of a cart that matters to sync: one thread that writes its ledger and hears what comes in."""

    name: str
    folder: Path
    store: StoreProcess
    heard: list[Input] = field(default_factory=list)
    sync: Sync | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.evidence = self.folder / "evidence"
        self.evidence.mkdir()
        self.shelf = self.folder / "shelf"
        self.ledger = Ledger(self.folder / "ledger.db")
        self.inbox: queue.Queue[Input] = queue.Queue()

    def connect(
        self,
        url: str,
        enrolled: bool = True,
        catalog_every: float = 60.0,
        answer_s: float = 3.0,
        back_off: BackOff | None = None,
    ) -> None:
        identity = make_identity(self.folder, self.name)
        if enrolled:
            self.store.know(identity)
        self.sync = Sync(
            lambda: Peer(url, identity, answer_s),
            lambda: LedgerReader(self.folder / "ledger.db"),
            Folders(self.evidence, self.shelf),
            self.inbox.put,
            now=lambda: Seconds(time.clock_gettime(time.CLOCK_BOOTTIME)),
            periods=Periods(outbox=0.1, heartbeat=0.5, catalog=catalog_every),
            back_off=back_off,
        )
        self.sync.start()

    def disconnect(self) -> None:
        if self.sync is not None:
            self.sync.stop()
            self.sync = None

    def shop(self, trip: str, lines: int, crop: str = "") -> Iterator[Fact]:
        """The facts of a trip, each on disk by the time that it is handed out."""
        added = [
            ItemAdded(
                number,
                Sku("oats"),
                1,
                Money(129),
                0,
                Evidence(Rule.WEIGHT, number, Decigrams(4120), Decigrams(8), crops=(crop,) if crop else ()),
            )
            for number in range(1, lines + 1)
        ]
        total = Money(sum(each.price for each in added))
        bodies = [
            TripStarted("v1", "EUR", 1_000),
            *added,
            TripFinished(total, ((0, total, Money(0)),) if added else (), 2_000),
        ]
        for seq, body in enumerate(bodies, start=1):
            fact = Fact(trip, seq, 1_000 * seq, body)
            self.ledger.append([fact])
            if self.sync is not None:
                self.sync.wake()
            yield fact

    def listen(self, timeout: float = 0.02) -> None:
        """Take in what arrived, as the engine does."""
        try:
            arrived = self.inbox.get(timeout=timeout)
        except queue.Empty:
            return
        self.heard.append(arrived)
        if isinstance(arrived, Acked):
            self.ledger.append((), (arrived.trip, arrived.seq), arrived.receipt)

    def until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < end, self.heard
            self.listen()

    def has_heard(self, *kinds: type) -> bool:
        return all(any(isinstance(arrived, kind) for arrived in self.heard) for kind in kinds)

    def until_sent(self) -> None:
        reader = LedgerReader(self.folder / "ledger.db")
        self.until(lambda: not reader.unsent())
        reader.close()


def a_store(run: Path) -> StoreProcess:
    """A store that is not running yet, with a catalogue."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (run / "store").mkdir()
    made = StoreProcess(run / "store", port)
    made.sell("v1")
    return made
