"""Does what staff wish for, in a thread of its own: signs baskets, asks the store, examines, keeps the audit."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import httpx2

from cart.audit import AUDIT_FILE, AuditBroken, AuditLog
from cart.camera import Camera
from cart.clock import cart_clock
from cart.config import Config
from cart.core.catalog import Catalog
from cart.core.effects import RefiningEffect
from cart.core.encoding import encode
from cart.core.handover import NoHandover, opened, packed, text_of
from cart.core.inputs import Input
from cart.core.sentences import Sentence
from cart.core.staff_effects import (
    Audit,
    ClaimBasket,
    ExamineDevices,
    ReadHistory,
    ReadLane,
    ReleaseBasket,
    Restart,
    SealHandover,
    StaffEffect,
    WriteLogs,
)
from cart.core.staff_inputs import (
    BasketOffered,
    BasketRefused,
    DevicesExamined,
    Finding,
    HandoverSealed,
    HistoryRead,
    LaneRead,
    LogsWritten,
)
from cart.core.state import State
from cart.health import as_text, examine
from cart.lane import ways_of
from cart.learned import FLOOR_FILE, history_file, load_catalog, load_history
from cart.recogniser import Recogniser, Unrecognised
from cart.sticks import MOUNTS, NoStick, redacted, removable, write
from cart.sync import Peer, catalog_file, load_identity
from cart.sync.identity import NoIdentity
from cart.sync.line import Line, StoreDown, checked, plain

log = logging.getLogger(__name__)

HISTORY = 40
SEND_S = 60.0  # between two tries to send the audit

Handler = Callable[[Any], Input | None]
"""Does one wish, and gives what comes of it."""

Glass = Callable[[], tuple[int, int] | None]
"""The size of the window in pixels, as it is; None where there is no window."""


def no_glass() -> None:
    """A cart without a window."""


class StaffDesk:
    """`perform` only queues. `more` are handlers of other wishes (see cart.teaching), by their type."""

    def __init__(
        self,
        config: Config,
        audit: AuditLog,
        put: Callable[[Input], None],
        state: Callable[[], State],
        camera: Camera | None,
        restart: Callable[[], None],
        more: Mapping[type, Handler] | None = None,
        recogniser: Recogniser | Unrecognised | None = None,
        glass: Glass = no_glass,
    ) -> None:
        self._config, self._audit, self._put, self._state, self._camera = config, audit, put, state, camera
        self._recogniser, self._glass = recogniser, glass
        self._line: Line | None = None
        self._asked: SimpleQueue[StaffEffect | RefiningEffect | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="staff", daemon=True)
        self._unsent = True
        self._next_try = 0.0
        self._handlers: dict[type, Handler] = {
            Audit: self._keep,
            ReadHistory: self._history,
            SealHandover: self._seal,
            ClaimBasket: self._claim,
            ReleaseBasket: self._release,
            ExamineDevices: self._examine,
            ReadLane: self._read_lane,
            WriteLogs: self._write_logs,
            Restart: lambda _: restart(),
            **(more or {}),
        }

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What was asked for before is done first: nothing is missing from the audit."""
        self._asked.put(None)
        self._thread.join(8.0)

    def perform(self, effect: StaffEffect | RefiningEffect) -> None:
        self._asked.put(effect)

    def _run(self) -> None:
        while True:
            try:
                effect = self._asked.get(timeout=SEND_S if self._unsent else None)
            except Empty:
                self._send_audit()
                continue
            if effect is None:
                break
            try:
                said = self._handlers[type(effect)](effect)
            except Exception:
                log.exception("Staff's wish %s could not be done", type(effect).__name__)
                continue
            if said is not None:
                self._put(said)
            if self._asked.empty():
                self._send_audit()
        if self._line is not None:
            self._line.close()

    def _keep(self, effect: Audit) -> None:
        self._audit.append(effect)
        self._unsent = bool(self._config.store.url)

    def _history(self, _: ReadHistory) -> Input:
        file = history_file(self._config.folder / "calibration.json")
        return HistoryRead(cart_clock(), tuple(load_history(file))[-HISTORY:])

    def _seal(self, wish: SealHandover) -> Input:
        config, handover = self._config, wish.handover
        try:
            identity = load_identity(config.folder, config.cart.name)
            body = packed(replace(handover, cart=identity.cart))
            text = text_of(body, identity.key.sign(body))
        except NoIdentity:
            return HandoverSealed(cart_clock(), handover.trip, wish.seq, wish.to, refusal="cannot be signed")
        except ValueError:
            return HandoverSealed(cart_clock(), handover.trip, wish.seq, wish.to, refusal="too many lines")
        return HandoverSealed(cart_clock(), handover.trip, wish.seq, wish.to, text)

    def _claim(self, wish: ClaimBasket) -> Input:
        try:
            handover = opened(wish.text)[0]
            catalog = self._prices(handover.catalog)
            if catalog is None:
                return BasketRefused(cart_clock(), Sentence.BASKET_PRICES.of())
            answer = self._store().send("POST", "/v1/handovers", json={"text": wish.text})
            if answer.status_code in (403, 409, 422):
                return BasketRefused(cart_clock(), _detail(answer))
            checked(answer)
        except NoHandover as wrong:
            return BasketRefused(cart_clock(), str(wrong))
        except (StoreDown, NoIdentity):
            return BasketRefused(cart_clock(), Sentence.STORE_AWAY.of())
        return BasketOffered(cart_clock(), handover, catalog)

    def _release(self, wish: ReleaseBasket) -> None:
        try:
            self._store().ask("POST", f"/v1/handovers/{wish.trip}/release")
        except (StoreDown, NoIdentity) as error:
            log.warning("The basket of trip %s could not be given back: %s", wish.trip, error)

    def _examine(self, _: ExamineDevices) -> Input:
        return DevicesExamined(cart_clock(), self._findings())

    def _findings(self) -> tuple[Finding, ...]:
        return examine(self._config, self._camera, self._state, self._recogniser, self._glass())

    def _read_lane(self, _: ReadLane) -> Input:
        return LaneRead(cart_clock(), tuple(way.value for way in ways_of(self._config)))

    def _write_logs(self, _: WriteLogs) -> Input:
        folder = self._config.folder
        files = {path.name: path for path in sorted((folder / "logs").glob("cart.log*"))}
        calibration = folder / "calibration.json"
        for path in (calibration, history_file(calibration), folder / FLOOR_FILE, folder / AUDIT_FILE):
            files[path.name] = path
        texts = {"health.txt": as_text(self._findings())}
        toml = self._config.file
        if toml.is_file():
            texts["cart.toml"] = redacted(toml.read_text("utf-8"))
        try:
            path = write(lambda: removable(_mounts()), self._config.cart.name, files, texts, time.time())
        except NoStick as wrong:
            return LogsWritten(cart_clock(), refusal=str(wrong))
        return LogsWritten(cart_clock(), path.name)

    def _send_audit(self) -> None:
        """Whatever of the audit the store lacks; it is tried again later while the store is away."""
        if not self._unsent or time.monotonic() < self._next_try:
            return
        path = f"/v1/carts/{self._config.cart.name}/audit"
        try:
            last = plain(self._store().ask("GET", path), "last")
            while entries := self._audit.since(int(last)):
                last = plain(self._store().ask("POST", path, json=[encode(entry) for entry in entries]), "acked")
            self._unsent = False
        except (StoreDown, NoIdentity, AuditBroken, ValueError, TypeError) as error:
            self._next_try = time.monotonic() + SEND_S
            log.info("the audit waits: %s", error)

    def _store(self) -> Line:
        """Raises StoreDown, NoIdentity."""
        if self._line is None:
            config = self._config
            self._line = Line(
                Peer(config.store.url, load_identity(config.folder, config.cart.name)), cart_clock, time.time
            )
        return self._line

    def _prices(self, version: str) -> Catalog | None:
        catalog = load_catalog(catalog_file(self._config.folder / "shelf", version))
        return catalog if catalog.version == version else None


def _detail(answer: httpx2.Response) -> str:
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return Sentence.STORE_AWAY.of()


def _mounts() -> str:
    try:
        return Path(MOUNTS).read_text("utf-8", "replace")
    except OSError:
        return ""
