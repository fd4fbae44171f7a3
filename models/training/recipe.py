"""recipe.toml as frozen data."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class NetworkShape:
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
    """A stretch of training with a schedule of its own; each one goes on from the weights of the last."""

    name: str
    sources: tuple[str, ...]
    epochs: float
    stop: float
    batch: int
    sides: tuple[int, ...]
    rate: float
    warm_up: float
    weight_decay: float
    smoothing: float
    clean: float
    average: float


@dataclass(frozen=True)
class TwinViews:
    """How the fresh views of each product are shared out."""

    enrol: int
    prototypes: int
    calibrate: int


@dataclass(frozen=True)
class Recipe:
    seed: int
    cache: Path
    network: NetworkShape
    augment: dict[str, Augment]
    phases: tuple[Phase, ...]
    export_side: int
    twin: TwinViews


def read(path: Path) -> Recipe:
    plain: dict[str, Any] = tomllib.loads(path.read_text())
    return Recipe(
        seed=plain["seed"],
        cache=Path(plain["cache"]),
        network=NetworkShape(**_frozen(plain["network"])),
        augment={name: Augment(**_frozen(table)) for name, table in plain["augment"].items()},
        phases=tuple(Phase(**_frozen(table)) for table in plain["phase"]),
        export_side=plain["export"]["side"],
        twin=TwinViews(**plain["twin"]),
    )


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
