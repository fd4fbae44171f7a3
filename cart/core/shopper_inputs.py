"""What the card reader and the store say to a shopper's cart: part of the inputs."""

from dataclasses import dataclass
from enum import Enum

from cart.core.units import Seconds, Sku


@dataclass(frozen=True, slots=True)
class CardRead:
    """A card or a tag was held to the reader; read once, it is believed."""

    t: Seconds
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something on a member's shopping list: a product by its `sku`, or whatever is called `name`."""

    name: str
    sku: Sku = Sku("")
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The store knows the member who shops on `trip`; `coupons` are the offers that are the member's."""

    t: Seconds
    trip: str
    coupons: tuple[str, ...] = ()
    wanted: tuple[Wanted, ...] = ()


class NoSignIn(Enum):
    """Why somebody could not be signed in; each has a row in ui.messages."""

    UNKNOWN = "sign-in unknown"
    EXPIRED = "sign-in expired"
    USED = "sign-in used"
    OFFLINE = "sign-in offline"


@dataclass(frozen=True, slots=True)
class SignInRefused:
    t: Seconds
    trip: str
    reason: NoSignIn


@dataclass(frozen=True, slots=True)
class StaffComing:
    """Somebody in the store's console said that they are on the way to call `call` of `trip`."""

    t: Seconds
    trip: str
    call: int
