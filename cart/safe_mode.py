"""Safe mode: screen and staff mode only, built from nothing that can have kept the cart from starting.

No scale, camera, models, exit lane or network, and a ledger that is nowhere on the disk: the cart's own stays as it
is, untouched, for the next start that goes well.
"""

from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

from cart.audit import AUDIT_FILE, AuditLog
from cart.clock import cart_clock
from cart.config import Config
from cart.core.catalog import Catalog
from cart.core.effects import Effect
from cart.core.inputs import Input
from cart.core.staff_effects import StaffEffect
from cart.core.state import State
from cart.core.view import CartView
from cart.engine import Engine, EngineThread
from cart.evidence import EvidenceFolder
from cart.lane import LaneParts
from cart.ledger import Ledger
from cart.main import Cart, end_process
from cart.staff_desk import Glass, StaffDesk, no_glass
from cart.staff_door import staff_door
from cart.tidying import Tidying, old_pictures


def build_safe(
    config: Config,
    show: Callable[[CartView], None],
    why: str,
    restart: Callable[[], None],
    glass: Glass = no_glass,
) -> Cart:
    """A cart that sells nothing and says why."""
    inbox: SimpleQueue[Input | None] = SimpleQueue()
    ledger = Ledger(Path(":memory:"))
    state = State(Catalog("none", "EUR", ()), config.rules, safe=why, now=cart_clock())
    audit = AuditLog(config.folder / AUDIT_FILE, config.cart.name)
    door = staff_door(config, inbox.put, audit.append)
    desk = StaffDesk(config, audit, inbox.put, lambda: engine.state, None, restart, glass=glass)

    def perform(effect: Effect) -> None:
        if isinstance(effect, StaffEffect):
            desk.perform(effect)

    engine = Engine(state, ledger, lambda trip, start: None, perform, show)
    thread = EngineThread(engine, inbox, end_process)
    pictures = config.folder / "shelf" / "pictures"
    none = LaneParts()
    tidying = Tidying(old_pictures(config, EvidenceFolder(config.folder / "evidence")))
    return Cart(
        config, inbox, thread, None, None, None, None, none, None, desk, audit, door, None, ledger, pictures, tidying
    )
