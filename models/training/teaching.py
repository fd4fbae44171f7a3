"""A teacher: trained weights of another network, brought to our classes, and learned from. They are never shipped."""

from dataclasses import replace
from pathlib import Path

from models.training import checkpoint, data
from models.training.network import Network
from models.training.recipe import NetworkShape, Recipe
from models.training.train import Sources, Training

NAME = "teacher"  # of its run, inside the run that it teaches
TAUGHT = "photographs"


def plan_of(plan: Recipe, folder: Path) -> Recipe:
    """The recipe by which the teacher of `plan` is brought to the classes of the photographs."""
    own = plan.teacher
    shape = NetworkShape(f"tflite:{folder / own.file}", (), (), own.embedding, own.scale, own.dropout)
    return replace(plan, network=shape, phases=own.phases, export_side=own.side, name=str(Path(plan.name) / NAME))


def begun(plan: Recipe) -> list[Path]:
    """The checkpoints that a training by `plan` left, its teacher's first."""
    return [path for path in (plan.run / NAME / checkpoint.FILE, plan.run / checkpoint.FILE) if path.exists()]


def fresh(plan: Recipe) -> None:
    """An empty place for a training by `plan`; the one that was there stays beside it until the next."""
    for folder in (plan.run / NAME, plan.run):
        checkpoint.put_aside(folder)


def teacher(plan: Recipe, folder: Path, sources: Sources, val: data.Labelled | None, threads: int) -> Network | None:
    """The teacher of `plan`, trained or gone on with; None where no phase is taught."""
    if not any(phase.taught for phase in plan.phases):
        return None
    if not (folder / plan.teacher.file).exists():
        raise data.DataMissing(f"{folder / plan.teacher.file} is not there: name the folder that holds it with --data")
    own = plan_of(plan, folder)
    training = Training(own, {TAUGHT: sources[TAUGHT]}, val, threads)
    if (own.run / checkpoint.FILE).exists():
        training.resume(own.run / checkpoint.FILE)
    training.run()
    return training.average.eval()
