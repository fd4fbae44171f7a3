"""What a training was made of: for the model's card, and for whoever wants to make it again."""

import hashlib
import os
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from models.training import data
from models.training.recipe import Recipe


def provenance(plan: Recipe, recipe_file: Path, folder: Path, minutes: float) -> dict[str, Any]:
    """Seed, hashes of the recipe and of the pictures in the order of their lists, time, machine and versions."""
    return {
        "seed": plan.seed,
        "recipe_sha256": hashlib.sha256(recipe_file.read_bytes()).hexdigest(),
        "start": plan.network.start or "random weights",
        "phases": [phase.name for phase in plan.phases],
        "teacher_sha256": _teacher(plan, folder),
        "held_out": asdict(plan.held_out),
        "data": {split: _photographs(folder / "grocery-store", split) for split in ("train", "val")}
        | {"views": _views(plan.cache / "twin-train")},
        "minutes": round(minutes, 1),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {_accelerator()}",
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
    }


def _photographs(folder: Path, split: str) -> dict[str, Any]:
    names, _ = data.listing(folder, split)
    whole = hashlib.sha256()
    for name in names:
        whole.update((folder / name).read_bytes())
    listed = hashlib.sha256((folder / f"{split}.txt").read_bytes()).hexdigest()
    return {"pictures": len(names), "list_sha256": listed, "sha256": whole.hexdigest()}


def _teacher(plan: Recipe, folder: Path) -> str:
    """Of its file; empty where no phase asks it."""
    asked = any(phase.taught for phase in plan.phases)
    return hashlib.sha256((folder / plan.teacher.file).read_bytes()).hexdigest() if asked else ""


def _views(folder: Path) -> dict[str, Any]:
    files = sorted(folder.glob("*.npz"))
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.read_bytes())
    return {"kinds": len(files), "sha256": whole.hexdigest()}


def _accelerator() -> str:
    return torch.cuda.get_device_name() if torch.cuda.is_available() else f"{torch.get_num_threads()} threads"
