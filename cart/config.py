"""cart.toml -> a frozen Config: what people wrote. What the cart learned is kept apart (calibration.json).

Bounds stand beside the fields; an unknown key, a wrong type or a number out of bounds is a refusal to start
that names the key.
"""

import difflib
import hashlib
import hmac
import os
import re
import tomllib
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from cart.core.rules import Rules, bounded, one_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

D = TypeVar("D", bound="DataclassInstance")


UUID_TEXT = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class ConfigError(Exception):
    """cart.toml cannot be used; the message names the key and what to do."""


@dataclass(frozen=True, slots=True)
class CartConfig:
    name: str = "cart-1"
    store_name: str = "Our Market"
    language: str = one_of("en", "de", "fr", "es", "sv", "ja", "ar")
    pin: str = ""  # made by pin_hash; empty: no staff mode


@dataclass(frozen=True, slots=True)
class StaffConfig:
    """One of the staff, as [[staff]]; `pin` and `badge` are made by `smart-cart staff-hash`, either may be empty."""

    name: str
    role: str = one_of("associate", "lead", "technician", "manager")
    pin: str = ""
    badge: str = ""


@dataclass(frozen=True, slots=True)
class ScaleConfig:
    """`port` is a path, or part of a name in /dev/serial/by-id, which stays the same in whatever socket."""

    port: str = "/dev/ttyUSB0"
    protocol: str = one_of("smart-cart", "toledo")  # toledo: a certified scale head (8217)


@dataclass(frozen=True, slots=True)
class CameraConfig:
    kind: str = one_of("picamera2", "opencv", "twin", "none")
    device: str = "0"


@dataclass(frozen=True, slots=True)
class ExitLaneConfig:
    """How the cart senses the exit lane besides the two contacts of the scale's bridge, which always count.

    `beacons` is the UUID of the shop's iBeacons, whose major is the lane; it needs the extra `ble`.
    """

    cards: bool = False  # the lane's card is shown to the basket's camera
    floor_camera: str = ""  # sees the markers on the floor ahead: its number or path, by OpenCV; empty: there is none
    beacons: str = field(
        default="", metadata={"uuid": True}
    )  # of the shop's iBeacons, whose major is the lane; needs the extra `ble`


@dataclass(frozen=True, slots=True)
class CardReaderConfig:
    """A reader of members' cards or tags, in its serial mode; `port` is as that of the scale, empty: there is none."""

    port: str = ""


@dataclass(frozen=True, slots=True)
class StoreConfig:
    """The cart proves itself with a key of its own: `smart-cart enrol-cart` makes it known to the store."""

    url: str = ""


@dataclass(frozen=True, slots=True)
class ModelsConfig:
    """Empty paths mean the files that the program brings along."""

    embedder: str = ""
    gallery: str = ""
    interpreter: str = one_of("litert", "tflite-runtime")


@dataclass(frozen=True, slots=True)
class EvidenceConfig:
    """Crops and weight curves are kept on the cart for so long after their capture, sent to the store or not."""

    keep_hours: float = bounded(72.0, 1, 720)


@dataclass(frozen=True, slots=True)
class LedgerConfig:
    """Trips that the store has, receipt and all, are kept on the cart for so long; the others until it has them."""

    keep_days: float = bounded(30.0, 1, 3650)


@dataclass(frozen=True, slots=True)
class ScreenConfig:
    window: str = one_of("auto", "panel", "offscreen")  # panel: a touchscreen without a desktop (KMS)
    width: int = bounded(1024, 640, 3840)
    height: int = bounded(600, 400, 2160)


@dataclass(frozen=True, slots=True)
class Config:
    """`folder` is where the cart keeps its ledger, tapes, evidence and what it learned."""

    folder: Path
    cart: CartConfig = CartConfig()
    scale: ScaleConfig = ScaleConfig()
    camera: CameraConfig = CameraConfig()
    exit_lane: ExitLaneConfig = ExitLaneConfig()
    card_reader: CardReaderConfig = CardReaderConfig()
    store: StoreConfig = StoreConfig()
    models: ModelsConfig = ModelsConfig()
    evidence: EvidenceConfig = EvidenceConfig()
    ledger: LedgerConfig = LedgerConfig()
    screen: ScreenConfig = ScreenConfig()
    rules: Rules = field(default_factory=Rules)
    staff: tuple[StaffConfig, ...] = ()
    file: Path = field(default=Path(), compare=False, metadata={"ours": True})  # where it was read from


def load(path: Path) -> Config:
    """Read cart.toml; raises ConfigError with one sentence."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}. Write one or name another.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}.") from error
    folder = table.pop("folder", "data")
    if not isinstance(folder, str):
        raise ConfigError(f"{path}: 'folder' must be a path in quotes.")
    folder_there = (path.parent / folder).resolve()
    return replace(_lawful(_build(Config, {**table, "folder": folder_there}, "")), file=path)


def _lawful(config: Config) -> Config:
    """The configuration, unless a scale that nobody approved is to make prices without saying so."""
    if config.rules.weigh_to_price == "certified" and config.scale.protocol != "toledo":
        raise ConfigError(
            f"cart.toml: 'rules.weigh_to_price' is 'certified', but a scale of protocol {config.scale.protocol!r} is "
            "not approved to price: take 'off' or 'demo', or a certified head with protocol = \"toledo\" under [scale]."
        )
    return config


def digest(path: Path) -> str:
    """SHA-256 of a file, for a tape's header; empty when there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def pin_hash(pin: str) -> str:
    """What cart.toml keeps instead of the staff's PIN."""
    salt = os.urandom(8)
    return f"{salt.hex()}${_scrypt(pin, salt)}"


def pin_fits(pin: str, kept: str) -> bool:
    """Whether a PIN is the one that was hashed; false when none is set, or what is kept is no hash."""
    salt, _, expected = kept.partition("$")
    try:
        seasoned = _scrypt(pin, bytes.fromhex(salt))
    except ValueError:
        return False
    return bool(expected) and hmac.compare_digest(seasoned.encode(), expected.encode())


def _scrypt(pin: str, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt, n=4096, r=8, p=1, dklen=16).hex()


def _build(cls: type[D], table: dict[str, Any], where: str) -> D:
    known = {f.name: f for f in fields(cls) if not f.metadata.get("ours")}
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"Did you mean '{near[0]}'?" if near else f"Known here: {', '.join(sorted(known))}."
            raise ConfigError(f"cart.toml: there is no key '{where}{key}'. {hint}")
    hints = get_type_hints(cls)
    values = {key: _value(known[key], hints[key], value, where + key) for key, value in table.items()}
    missing = [f.name for f in known.values() if f.name not in values and _required(f)]
    if missing:
        raise ConfigError(f"cart.toml: '{where}{missing[0]}' is missing.")
    return cls(**values)


def _required(f: "Field[Any]") -> bool:
    return f.default is MISSING and f.default_factory is MISSING


def _value(f: "Field[Any]", kind: Any, value: Any, name: str) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        if not isinstance(value, dict):
            raise ConfigError(f"cart.toml: '{name}' is a table; write it as [{name}].")
        return _build(kind, value, f"{name}.")
    if get_origin(kind) is tuple:
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise ConfigError(f"cart.toml: '{name}' is a list of tables; write each as [[{name}]].")
        return tuple(_build(get_args(kind)[0], each, f"{name}.") for each in value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ConfigError(f"cart.toml: '{name}' must be of type {kind.__name__}, not {value!r}.")
    low, high = f.metadata.get("low"), f.metadata.get("high")
    if low is not None and not low <= value <= high:
        raise ConfigError(f"cart.toml: '{name}' is {value}, but must lie between {low} and {high}.")
    if f.metadata.get("uuid") and value and not UUID_TEXT.fullmatch(value):
        raise ConfigError(f"cart.toml: '{name}' is {value!r}, but must be a UUID: 8-4-4-4-12 hexadecimal digits.")
    choices = f.metadata.get("choices")
    if choices and value not in choices:
        raise ConfigError(f"cart.toml: '{name}' is {value!r}, but must be one of {', '.join(choices)}.")
    return value
