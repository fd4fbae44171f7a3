"""A teacher: trained weights of another network, brought to our classes, and learned from. They are never shipped."""

from dataclasses import replace
from pathlib import Path

from models.training import curves, data
from models.training.network import Network
from models.training.recipe import NetworkShape, Recipe
from models.training.train import CHECKPOINT, Sources, Training

NAME = "teacher"  # of its run, inside the run that it teaches
TAUGHT = "photographs"


def plan_of(plan: Recipe, folder: Path) -> Recipe:
    """The recipe by which the teacher of `plan` is brought to the classes of the photographs."""
    own = plan.teacher
    shape = NetworkShape(f"tflite:{folder / own.file}", (), (), own.embedding, own.scale, own.dropout)
    return replace(plan, network=shape, phases=own.phases, export_side=own.side, name=str(Path(plan.name) / NAME))


def begun(plan: Recipe) -> list[Path]:
    """The checkpoints that a training by `plan` left, its teacher's first."""
    return [path for path in (plan.run / NAME / CHECKPOINT, plan.run / CHECKPOINT) if path.exists()]


def fresh(plan: Recipe) -> None:
    """An empty place for a training by `plan`."""
    for folder in (plan.run / NAME, plan.run):
        folder.mkdir(parents=True, exist_ok=True)
        for name in (CHECKPOINT, curves.FILE):
            (folder / name).unlink(missing_ok=True)


def teacher(plan: Recipe, folder: Path, sources: Sources, val: data.Labelled | None, threads: int) -> Network | None:
    """The teacher of `plan`, trained or gone on with; None where no phase is taught."""
    if not any(phase.taught for phase in plan.phases):
        return None
    if not (folder / plan.teacher.file).exists():
        raise data.DataMissing(f"{folder / plan.teacher.file} is not there: name the folder that holds it with --data")
    own = plan_of(plan, folder)
    training = Training(own, {TAUGHT: sources[TAUGHT]}, val, threads)
    if (own.run / CHECKPOINT).exists():
        training.resume(own.run / CHECKPOINT)
    training.run()
    return training.average.eval()
