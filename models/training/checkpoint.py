"""Checkpoints of a training: which one they are of is kept with them, so that no other one goes on from them."""

from dataclasses import replace
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch

from models.training import curves
from models.training.recipe import Recipe

FILE = "embedder.pt"


class CheckpointUnusable(Exception):
    """A training cannot go on from this file; the message says why, and what to do."""


def save(path: Path, plan: Recipe, state: dict[str, Any]) -> None:
    """Write `state`, in which `phase` is the number of the one under way; a cut leaves what was there before."""
    names = [phase.name for phase in plan.phases]
    torch.save(state | {"of": _of(plan), "phases": names[: state["phase"] + 1]}, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def load(path: Path, plan: Recipe, device: torch.device) -> dict[str, Any]:
    """What was saved by this training, or by one that had no more phases than this one has.

    Raises CheckpointUnusable.
    """
    try:
        state: dict[str, Any] = torch.load(path, weights_only=True, map_location=device)
        of, phases = state["of"], state["phases"]
    except (OSError, RuntimeError, EOFError, KeyError, TypeError, UnpicklingError) as error:
        raise CheckpointUnusable(
            f"{path} is damaged, or of an earlier version: begin over it with --afresh."
        ) from error
    own = _of(plan) | {"phases": [phase.name for phase in plan.phases][: len(phases)]}
    for what, value in (of | {"phases": phases}).items():
        if value != own[what]:
            raise CheckpointUnusable(
                f"{path} is of another training ({what}: {value}, not {own[what]}): go on as it was begun, "
                "or give this one a --name."
            )
    return state


def put_aside(folder: Path) -> None:
    """Make room for a training; the one before stays beside it until the next."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (FILE, curves.FILE):
        if (folder / name).exists():
            (folder / name).replace(folder / f"before-{name}")


def _of(plan: Recipe) -> dict[str, Any]:
    """What a training cannot change on its way without becoming another one."""
    return {
        "seed": plan.seed,
        "network": str(replace(plan.network, start=plan.network.start.rpartition("/")[2])),
        "held out classes": list(plan.held_out.classes),
        "held out fold": plan.held_out.fold,
    }
