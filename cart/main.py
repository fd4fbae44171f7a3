"""The composition root: builds every part of the cart and hands each edge what it needs."""

import logging
import os
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

from cart.audit import AUDIT_FILE, AuditLog
from cart.beginning import first_state
from cart.camera import Camera, CameraWatch, Frame
from cart.camera.choice import camera_of
from cart.camera.floor import Floor
from cart.camera.frames import VIDEO_SIZE
from cart.card_reader import CardReader, card_reader
from cart.clock import cart_clock
from cart.codes import CodeLooks
from cart.config import Config, digest
from cart.core.effects import (
    AdoptCalibration,
    DrawTrip,
    Effect,
    HoldQuiet,
    KeepCheck,
    Look,
    SaveCalibration,
    SendNow,
    SignIn,
    WriteRecord,
)
from cart.core.inputs import Input, NextTrip, Reason, RecordsDamaged, Sighting, Source, SourceDown, SourceUp, Tick
from cart.core.shopper_inputs import NoSignIn, SignInRefused
from cart.core.view import CartView
from cart.engine import Engine, EngineThread, tapes_in
from cart.evidence import EvidenceFolder, WeightCurves
from cart.lane import LaneParts, lane_parts
from cart.learned import FLOOR_FILE, load_floor
from cart.ledger import Ledger
from cart.lots import lots
from cart.recogniser import OWN_FILE, Recogniser, embedder_file, gallery_file, recognise_nothing, recogniser
from cart.room import Room
from cart.scale import CalibrationMemory, scale_link
from cart.sight.comparing import forget
from cart.sight.light import LIGHT_FILE, Light
from cart.sight.looking import Sight
from cart.staff_desk import Glass, StaffDesk, no_glass
from cart.staff_door import StaffDoor, staff_door
from cart.store_side import ledger_of, packing, sync_of
from cart.sync import Folders, Sync
from cart.tape import CatalogPacker
from cart.teaching import Teaching
from cart.tidying import Tidying, old_catalogs, old_pictures
from firmware_bridge.head_link import HeadLink
from firmware_bridge.link import ScaleLink

log = logging.getLogger(__name__)

TICK_S = 0.1


@dataclass
class Cart:
    """The running parts. `inbox` is the one door for inputs; `start` and `stop` go through the parts list."""

    config: Config
    inbox: "SimpleQueue[Input | None]"
    engine: EngineThread
    scale: ScaleLink | HeadLink | None
    sight: Sight | None
    camera: Camera | None
    watch: CameraWatch | None
    lane: LaneParts
    reader: CardReader | None
    desk: StaffDesk
    audit: AuditLog
    door: StaffDoor
    sync: Sync | None
    ledger: Ledger
    pictures: Path
    tidying: Tidying
    _ending: Event = field(default_factory=Event)
    _clock: Thread | None = None

    def start(self) -> None:
        self.engine.start()
        self._clock = Thread(target=self._tick, name="clock")
        self._clock.start()
        self.tidying.start()
        for part in (self.desk, self.camera, self.watch, self.sight, self.lane, self.reader, self.sync, self.scale):
            if part is not None:
                part.start()

    def stop(self) -> None:
        """End every thread; facts are on disk already."""
        for part in (self.scale, self.reader, self.lane, self.sight, self.watch, self.camera, self.sync):
            if part is not None:
                part.stop()
        self._ending.set()
        if self._clock is not None:
            self._clock.join()
        self.tidying.stop()
        self.engine.stop()
        self.desk.stop()
        self.ledger.close()

    def picture_of(self, sku: str) -> Path | None:
        path = self.pictures / f"{sku}.jpg"
        return path if path.is_file() else None

    def crop_of(self, name: str) -> Path | None:
        """The picture that a line's evidence names, as long as it is kept."""
        path = self.config.folder / "evidence" / name
        return path if path.is_file() else None

    def _tick(self) -> None:
        while not self._ending.wait(TICK_S):
            self.inbox.put(Tick(cart_clock(), time.time_ns() // 1_000_000))


def end_process() -> None:
    """Leave at once: whoever supervises the cart starts it again, and it goes on from its ledger."""
    logging.shutdown()
    os._exit(70)


def build(
    config: Config,
    show: Callable[[CartView], None],
    restart: Callable[[], None] = end_process,
    glass: Glass = no_glass,
) -> Cart:
    """Build the cart from its configuration; `show` gets every view, from the engine's thread.

    `restart` is what staff ask for: to end, and to be started again by whoever supervises the cart.
    """
    inbox: SimpleQueue[Input | None] = SimpleQueue()
    folder = config.folder
    evidence = EvidenceFolder(folder / "evidence", lambda: engine.state.clock.at(cart_clock()) / 1000)
    ledger, alarms = ledger_of(config)
    calibration_file = folder / "calibration.json"
    shelf = Folders(evidence.folder, folder / "shelf")
    packer = CatalogPacker()
    sync = sync_of(config, shelf, packing(packer, inbox.put), alarms, lambda: engine.state)
    lot = lots(folder)
    state = first_state(config.rules, ledger, calibration_file, shelf.shelf, lot)
    audit = AuditLog(folder / AUDIT_FILE, config.cart.name)
    door = staff_door(config, inbox.put, audit.append)
    packer.pack(state.catalog)
    curves = WeightCurves(evidence, state.calibration)
    recognised = recogniser(config.models, folder / OWN_FILE)
    recognise = recognised if isinstance(recognised, Recogniser) else None
    camera = camera_of(config.camera.kind, config.camera.device)
    looks = CodeLooks(cart_clock)
    light = Light(folder / LIGHT_FILE)
    floor = Floor(load_floor(folder / FLOOR_FILE, camera.name, VIDEO_SIZE) if camera else None)
    sight = Sight(
        camera.latest if camera else _no_frame,
        recognise or recognise_nothing,
        lambda picture: [(read.code.text, read.code.format, read.box) for read in looks.look(picture)],
        evidence.put,
        door.guard(lambda seen: inbox.put(curves.attach(seen) if isinstance(seen, Sighting) else seen)),
        cart_clock,
        camera.frames if camera else tuple,
        floor,
        light,
        recognise.remember if recognise else forget,
    )
    scale = scale_link(config.scale, inbox.put, curves)
    memory = CalibrationMemory(calibration_file, curves, scale)
    teaching = Teaching(folder, camera, recognise, evidence.put, inbox.put, floor.use, light, floor)
    desk = StaffDesk(
        config, audit, inbox.put, lambda: engine.state, camera, restart, teaching.handlers, recognised, glass
    )
    perform = partial(_perform, inbox.put, sight, curves, sync, memory, lot, desk)
    versions = {
        "code": version("smart-cart"),
        "catalog": state.catalog.version,
        "rules": repr(config.rules),
        "embedder": digest(embedder_file(config.models)),
        "gallery": digest(gallery_file(config.models)),
    }
    room = Room(folder)
    if alarms:
        inbox.put(RecordsDamaged(cart_clock(), len(alarms)))
    engine = Engine(
        state,
        ledger,
        tapes_in(folder / "tapes", versions, packer),
        perform,
        show,
        room.make,
        86_400_000 * config.ledger.keep_days,
    )
    watch = None
    if camera and recognise:
        watch = CameraWatch(
            camera,
            lambda reason: inbox.put(SourceDown(cart_clock(), Source.CAMERA, reason)),
            lambda name: inbox.put(SourceUp(cart_clock(), Source.CAMERA, name)),
        )
    else:
        inbox.put(SourceDown(cart_clock(), Source.CAMERA, Reason.NO_MODEL if camera else Reason.UNREACHABLE))

    return Cart(
        config,
        inbox,
        EngineThread(engine, inbox, end_process),
        scale,
        sight,
        camera,
        watch,
        lane_parts(config.exit_lane, camera, inbox.put),
        card_reader(config.card_reader, door.guard(inbox.put)),
        desk,
        audit,
        door,
        sync,
        ledger,
        shelf.shelf / "pictures",
        Tidying(room.tidy, old_pictures(config, evidence), old_catalogs(config, lambda: engine.state)),
    )


def _perform(
    put: Callable[[Input], None],
    sight: Sight,
    curves: WeightCurves,
    sync: Sync | None,
    memory: CalibrationMemory,
    lot: Callable[[str], int],
    desk: StaffDesk,
    effect: Effect,
) -> None:
    match effect:
        case HoldQuiet():
            sight.perform(effect)
        case Look():
            curves.expect(effect)
            sight.perform(effect)
        case DrawTrip():
            trip = str(uuid.uuid4())
            put(NextTrip(cart_clock(), trip, lot(trip)))
        case SaveCalibration(calibration=calibration):
            memory.keep(calibration, calibration)
        case AdoptCalibration(calibration=calibration):
            memory.adopt(calibration)
        case KeepCheck(check=check, calibration=calibration):
            memory.keep(calibration, check)
        case WriteRecord(calibration=calibration):
            memory.write_record(calibration)
        case SendNow():
            if sync:
                sync.wake()
        case SignIn(trip=trip):
            if sync:
                sync.ask(effect)
            else:
                put(SignInRefused(cart_clock(), trip, NoSignIn.OFFLINE))
        case _:
            desk.perform(effect)


def _no_frame() -> Frame | None:
    return None
