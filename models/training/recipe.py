"""recipe.toml as frozen data."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).with_name("recipe.toml")


@dataclass(frozen=True)
class NetworkShape:
    start: str
    widths: tuple[int, ...]
    blocks: tuple[int, ...]
    embedding: int
    scale: float
    dropout: float


@dataclass(frozen=True)
class Augment:
    """How pictures of one source vary from step to step."""

    side: int
    area: tuple[float, float]
    aspect: tuple[float, float]
    turn: float
    colour: float
    tint: float
    cover: float
    mix: float


@dataclass(frozen=True)
class Phase:
    """A stretch of training with a schedule of its own; each one goes on from the weights of the last.

    `batch` says how many pictures of each source make a step; an epoch is a pass over the first of them.
    `taught` is the share of the loss that a teacher's answers have in place of the labels of photographs.
    """

    name: str
    batch: dict[str, int]
    epochs: float
    sides: tuple[int, ...]
    rate: float
    warm_up: float
    weight_decay: float
    smoothing: float
    coarse: float
    clean: float
    average: float
    taught: float


@dataclass(frozen=True)
class Teacher:
    """A trained network that is brought to the classes of the photographs and then learned from."""

    file: str
    side: int
    embedding: int
    scale: float
    dropout: float
    phases: tuple[Phase, ...]


@dataclass(frozen=True)
class HeldOut:
    """Photographs that are not trained on, to measure with: fine classes, and one fold of the others (0: none)."""

    classes: tuple[int, ...]
    fold: int


@dataclass(frozen=True)
class TwinViews:
    """How many views of the virtual cart's goods are drawn, and how the fresh ones of each product are shared out."""

    products: int
    views: int
    variants: int
    variant_views: int
    nothing: int
    fresh: int
    enrol: int
    calibrate: int


@dataclass(frozen=True)
class Recipe:
    seed: int
    cache: Path
    network: NetworkShape
    augment: dict[str, Augment]
    teacher: Teacher
    phases: tuple[Phase, ...]
    held_out: HeldOut
    export_side: int
    twin: TwinViews
    name: str = ""

    @property
    def run(self) -> Path:
        """Checkpoints and curves: several runs share the squares in `cache`."""
        return self.cache / self.name


class RecipeUnusable(Exception):
    """The recipe cannot be used; one sentence."""


def read(path: Path) -> Recipe:
    try:
        return _read(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise RecipeUnusable(f"The recipe {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeUnusable(f"The recipe {path} is no TOML: {error}.") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RecipeUnusable(f"The recipe {path} lacks something, or has too much: {error}.") from error


def _read(plain: dict[str, Any]) -> Recipe:
    return Recipe(
        seed=plain["seed"],
        cache=Path(plain["cache"]),
        network=NetworkShape(**_frozen(plain["network"])),
        augment={name: Augment(**_frozen(table)) for name, table in plain["augment"].items()},
        teacher=_teacher(plain["teacher"]),
        phases=_phases(plain["phase"]),
        held_out=HeldOut(**_frozen(plain["held_out"])),
        export_side=plain["export"]["side"],
        twin=TwinViews(**plain["twin"]),
    )


def _teacher(table: dict[str, Any]) -> Teacher:
    own = {key: value for key, value in table.items() if key != "phase"}
    return Teacher(phases=_phases(table["phase"]), **own)


def _phases(tables: list[dict[str, Any]]) -> tuple[Phase, ...]:
    return tuple(Phase(**_frozen(table)) for table in tables)


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
