"""The store as a process of its own, there to be talked to, killed and started again on the same folder and port."""

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from cart.core.catalog import Catalog
from cart.core.encoding import canonical
from cart.sync import Identity
from store.catalogs import import_catalog
from store.database import Database
from store.enrolment import enrol, invite

STARTED_S = 120.0


class StoreProcess:
    """`port` stays the same over all its lives."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.db = f"sqlite:///{folder / 'store.db'}"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        file = folder / "catalog.json"
        file.write_bytes(canonical(catalog))
        with closing(Database(self.db)) as database:
            import_catalog(database, file)
        self._process: subprocess.Popen[bytes] | None = None

    def know(self, identities: list[Identity]) -> None:
        """Enrol carts with codes, as the store's own verbs do."""
        with closing(Database(self.db)) as database:
            for identity in identities:
                enrol(database, identity.cart, invite(database, identity.cart), identity.public)

    def start(self) -> None:
        root = Path(__file__).resolve().parents[2]
        environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
        told = {"--db": self.db, "--port": str(self.port), "--evidence": str(self.folder / "evidence")}
        options = [part for option in told.items() for part in option]
        command = [sys.executable, "-u", "-m", "cart.cli", "store", "serve", *options]
        with (self.folder / "store.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        deadline = time.monotonic() + STARTED_S
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"the store did not start; {self.folder / 'store.log'} says why")
            time.sleep(0.02)

    def cpu_s(self) -> float:
        """What the process took of the processor so far, as Linux counts it (proc(5), fields utime and stime)."""
        if self._process is None:
            return 0.0
        ticks = Path(f"/proc/{self._process.pid}/stat").read_text("ascii").rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def errors(self) -> list[str]:
        """What the store's log says of errors of its own."""
        said = (self.folder / "store.log").read_text(encoding="utf-8", errors="replace")
        return re.findall(r"^(?:\w+\.)*\w*(?:Error|Exception)\b.*$", said, re.MULTILINE)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(1.0)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
