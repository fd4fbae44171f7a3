"""The composition root: builds every part of the cart and hands each edge what it needs."""

import logging
import os
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

import models
from cart.camera import Camera, CameraWatch, Frame
from cart.camera.frames import Picture, cart_clock
from cart.codes import CodeLooks
from cart.config import Config, digest
from cart.core import record
from cart.core.calibration import Calibration, Refusal
from cart.core.checking import Entry
from cart.core.effects import DrawTrip, Effect, HoldQuiet, KeepCheck, Look, SaveCalibration, SendNow, WriteRecord
from cart.core.facts import TripStarted
from cart.core.inputs import (
    HeadReading,
    Input,
    NextTrip,
    Reason,
    RecordRead,
    ScaleReading,
    Sighting,
    Source,
    SourceDown,
    SourceUp,
    Tick,
)
from cart.core.state import State, rebuild
from cart.core.units import Decigrams, Seconds, Sku
from cart.core.view import CartView
from cart.engine import Engine, EngineThread, tapes_in
from cart.evidence import EvidenceFolder, WeightCurves
from cart.exit_lane import BridgeLines
from cart.learned import append_history, history_file, load_calibration, load_catalog, save_calibration
from cart.ledger import Ledger, LedgerDamaged, LedgerReader
from cart.sight.looking import Recognise, Sight
from cart.sight.regions import Mask
from cart.sync import Folders, Peer, Sync, catalog_file, forget_catalogs
from firmware_bridge.head_link import HeadLink, HeadSample
from firmware_bridge.link import LinkDown, Sample, ScaleLink
from models.embedder import Embedder, ModelUnusable
from models.gallery import Gallery, GalleryUnusable

log = logging.getLogger(__name__)

TICK_S = 0.1
TIDY_S = 3600.0


@dataclass
class Cart:
    """The running parts. `inbox` is the one door for inputs; `start` and `stop` go through the parts list."""

    config: Config
    inbox: "SimpleQueue[Input | None]"
    engine: EngineThread
    scale: ScaleLink | HeadLink
    sight: Sight
    camera: Camera | None
    watch: CameraWatch | None
    sync: Sync | None
    ledger: Ledger
    pictures: Path
    tidy: Callable[[], None]
    _ending: Event = field(default_factory=Event)
    _own: tuple[Thread, ...] = ()

    def start(self) -> None:
        self.engine.start()
        self._own = (Thread(target=self._tick, name="clock"), Thread(target=self._tidy, name="tidy"))
        for thread in self._own:
            thread.start()
        for part in (self.camera, self.watch, self.sight, self.sync, self.scale):
            if part is not None:
                part.start()

    def stop(self) -> None:
        """End every thread; facts are on disk already."""
        for part in (self.scale, self.sight, self.watch, self.camera, self.sync):
            if part is not None:
                part.stop()
        self._ending.set()
        for thread in self._own:
            thread.join()
        self.engine.stop()
        self.ledger.close()

    def picture_of(self, sku: str) -> Path | None:
        path = self.pictures / f"{sku}.jpg"
        return path if path.is_file() else None

    def _tick(self) -> None:
        while not self._ending.wait(TICK_S):
            self.inbox.put(Tick(cart_clock(), time.time_ns() // 1_000_000))

    def _tidy(self) -> None:
        ended = False
        while not ended:
            try:
                self.tidy()
            except Exception:
                log.exception("tidying stumbled; it is tried again later")
            ended = self._ending.wait(TIDY_S)


def build(config: Config, show: Callable[[CartView], None]) -> Cart:
    """Build the cart from its configuration; `show` gets every view, from the engine's thread."""
    inbox: SimpleQueue[Input | None] = SimpleQueue()
    folder = config.folder
    evidence = EvidenceFolder(folder / "evidence")
    ledger = _open_ledger(folder / "ledger.db")
    calibration_file = folder / "calibration.json"
    shelf = Folders(evidence.folder, folder / "shelf")
    sync = _sync(config, shelf, folder / "ledger.db", inbox.put)
    state = _state(config, ledger, calibration_file, shelf.shelf)
    curves = WeightCurves(evidence, state.calibration)
    recognise = _recogniser(config)
    camera = _camera(config)
    looks = CodeLooks()
    sight = Sight(
        camera.latest if camera else _no_frame,
        recognise or _recognise_nothing,
        lambda picture: [(read.code.text, read.code.format, read.box) for read in looks.look(picture)],
        evidence.put,
        lambda seen: inbox.put(curves.attach(seen) if isinstance(seen, Sighting) else seen),
        cart_clock,
        camera.frames if camera else tuple,
    )
    scale = _scale(config, inbox.put, curves)
    perform = partial(_perform, inbox.put, sight, curves, sync, calibration_file, partial(_write_record, scale))
    versions = {
        "code": version("smart-cart"),
        "catalog": state.catalog.version,
        "rules": repr(config.rules),
        "embedder": digest(_embedder_file(config)),
        "gallery": digest(_gallery_file(config)),
    }
    engine = Engine(state, ledger, tapes_in(folder / "tapes", versions), perform, show)
    watch = None
    if camera and recognise:
        watch = CameraWatch(
            camera,
            lambda reason: inbox.put(SourceDown(cart_clock(), Source.CAMERA, reason)),
            lambda name: inbox.put(SourceUp(cart_clock(), Source.CAMERA, name)),
        )
    else:
        inbox.put(SourceDown(cart_clock(), Source.CAMERA, Reason.BROKEN if camera else Reason.UNREACHABLE))

    def tidy() -> None:
        # The engine's state is asked before the ledger: what is said meanwhile is only kept longer.
        running = engine.state
        sold = [catalog.version for catalog in (running.catalog, running.next_catalog) if catalog]
        forget_catalogs(shelf.shelf, sold, TIDY_S)
        with closing(LedgerReader(folder / "ledger.db")) as reader:
            owed = set(reader.unsent_evidence())
        evidence.forget(3600 * config.evidence.keep_hours, owed)

    return Cart(
        config,
        inbox,
        EngineThread(engine, inbox, _end_process),
        scale,
        sight,
        camera,
        watch,
        sync,
        ledger,
        shelf.shelf / "pictures",
        tidy,
    )


def _state(config: Config, ledger: Ledger, calibration: Path, shelf: Path) -> State:
    newest = load_catalog(shelf / "catalog.json")
    start = State(newest, config.rules, load_calibration(calibration), now=cart_clock())
    facts = ledger.running()
    if not facts:
        return start
    log.info("Trip %s goes on where it was, after %d facts.", facts[0].trip, len(facts))
    priced = next((fact.body.catalog for fact in facts if isinstance(fact.body, TripStarted)), newest.version)
    if priced != newest.version:
        catalog = load_catalog(catalog_file(shelf, priced))
        if catalog.version == priced:
            start = replace(start, catalog=catalog, next_catalog=newest)
        else:
            log.error("Catalogue %s is gone; the trip goes on with the prices of %s.", priced, newest.version)
    return rebuild(start, facts)


def _open_ledger(path: Path) -> Ledger:
    try:
        return Ledger(path)
    except LedgerDamaged as damage:
        aside = path.with_name(f"{path.name}.corrupt-{time.time_ns()}")
        log.error("%s. It is kept as %s; a new ledger begins.", damage, aside.name)
        for suffix in ("", "-wal", "-shm"):
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
        return Ledger(path)


def _perform(
    put: Callable[[Input], None],
    sight: Sight,
    curves: WeightCurves,
    sync: Sync | None,
    calibration_file: Path,
    write_record: Callable[[Calibration], None],
    effect: Effect,
) -> None:
    match effect:
        case HoldQuiet():
            sight.perform(effect)
        case Look():
            curves.expect(effect)
            sight.perform(effect)
        case DrawTrip():
            put(NextTrip(cart_clock(), str(uuid.uuid4())))
        case SaveCalibration(calibration=calibration):
            curves.calibration = calibration
            _learn(calibration_file, calibration, calibration, write_record)
        case KeepCheck(check=check, calibration=calibration):
            curves.calibration = calibration
            _learn(calibration_file, calibration, check, write_record)
        case WriteRecord(calibration=calibration):
            write_record(calibration)
        case SendNow():
            if sync:
                sync.wake()


def _learn(
    calibration_file: Path, calibration: Calibration, entry: Entry, write_record: Callable[[Calibration], None]
) -> None:
    """Keep a calibration on both sides, and what led to it in the history."""
    try:
        save_calibration(calibration_file, calibration)
        append_history(history_file(calibration_file), entry)
    except OSError as error:
        log.error("The calibration holds until the cart stops, but cannot be kept: %s", error)
    write_record(calibration)


def _write_record(scale: ScaleLink | HeadLink, calibration: Calibration) -> None:
    """Have the scale keep the calibration in its own memory; a certified head keeps its own."""
    match record.encode(calibration):
        case Refusal(reason=reason):
            log.warning("%s The scale does not keep its calibration; the cart does.", reason)
        case bytes() as wire if isinstance(scale, ScaleLink):
            scale.write_record(wire)


def _scale(config: Config, put: Callable[[Input], None], curves: WeightCurves) -> ScaleLink | HeadLink:
    lines = BridgeLines("lane", put)

    def sample(got: Sample) -> None:
        reading = ScaleReading(Seconds(got.t), got.counts, got.motion)
        curves.add(reading)
        put(reading)
        lines.feed(Seconds(got.t), got.lines)

    def shown(got: HeadSample) -> None:
        put(HeadReading(Seconds(got.t), Decigrams(got.decigrams), got.stable))

    def down(why: LinkDown) -> None:
        put(SourceDown(cart_clock(), Source.SCALE, Reason(why.value)))

    def up(scale_id: str) -> None:
        put(SourceUp(cart_clock(), Source.SCALE, scale_id))

    def kept(wire: bytes) -> None:
        put(RecordRead(cart_clock(), wire.hex()))

    if config.scale.protocol == "toledo":
        return HeadLink(config.scale.port, shown, up, down, cart_clock)
    return ScaleLink(config.scale.port, sample, up, down, cart_clock, kept)


def _camera(config: Config) -> Camera | None:
    device = config.camera.device
    match config.camera.kind:
        case "twin":
            from cart.camera.twin import twin_camera

            return twin_camera(device)
        case "opencv":
            from cart.camera.opencv import opencv_camera

            return opencv_camera(int(device) if device.isdigit() else device)
        case "picamera2":
            from cart.camera.picam import picamera2_camera

            return picamera2_camera()
    return None


def _end_process() -> None:
    """Leave at once: whoever supervises the cart starts it again, and it goes on from its ledger."""
    logging.shutdown()
    os._exit(70)


def _no_frame() -> Frame | None:
    return None


def _embedder_file(config: Config) -> Path:
    return Path(config.models.embedder or models.FOLDER / "embedder.tflite")


def _gallery_file(config: Config) -> Path:
    return Path(config.models.gallery or models.FOLDER / "twin.npz")


def _recogniser(config: Config) -> Recognise | None:
    """Embedder and gallery as one callable; with a model that cannot be used the cart goes on by weight."""
    try:
        embedder = Embedder(_embedder_file(config), config.models.interpreter)
        gallery = Gallery.load(_gallery_file(config), embedder.digest)
    except (ModelUnusable, GalleryUnusable) as error:
        log.error("%s The cart goes on without recognising pictures.", error)
        return None

    def recognise(picture: Picture, masks: Sequence[Mask]) -> list[tuple[dict[Sku, float], float]]:
        vectors = embedder.embed([picture] * len(masks), list(masks))
        return [gallery.scores(vector[None]) for vector in vectors]

    return recognise


def _recognise_nothing(picture: Picture, masks: Sequence[Mask]) -> list[tuple[dict[Sku, float], float]]:
    return [({}, 1.0) for _ in masks]


def _sync(config: Config, folders: Folders, ledger: Path, put: Callable[[Input], None]) -> Sync | None:
    if not config.store.url:
        put(SourceDown(cart_clock(), Source.STORE, Reason.UNREACHABLE))
        return None
    peer = Peer(config.store.url, config.store.key, config.cart.name)
    return Sync(peer, lambda: LedgerReader(ledger), folders, put, now=cart_clock)
