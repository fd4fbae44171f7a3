"""Verbs for whoever trains the recogniser: train (needs the extra "train"), evaluate."""

import argparse
import json
import os
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cart.cli.errors import UsageError, Verbs, json_flag, say, write_json
from cart.cli.other_python import named_python, tflite_python

if TYPE_CHECKING:
    from models.training.judged import Judged
    from models.training.recipe import Recipe

OUT = Path("out/models")
STARTS = 7  # fresh processes that are timed for the card


def add(verbs: Verbs) -> None:
    train = verbs.add_parser("train", help="the recogniser from nothing: draw views, train, convert, measure")
    _sources(train)
    train.add_argument("--out", type=Path, default=OUT, help=f"folder for the result (default: {OUT})")
    train.add_argument("--resume", action="store_true", help="go on with the training that was begun")
    train.add_argument("--afresh", action="store_true", help="begin anew; one that was begun stays as before-*")
    train.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="CPU cores to use (default: all)")
    train.add_argument("--start", metavar="timm:NAME[=FILE]", help="another body, with trained weights")
    train.add_argument("--name", default="", help="for a run beside the main one: its checkpoints lie apart")
    train.add_argument("--phases", nargs="+", metavar="NAME", help="only these of the recipe's phases")
    train.add_argument("--hold-out", nargs="+", type=int, metavar="CLASS", help="fine classes to train without")
    train.add_argument("--fold", type=int, choices=range(1, 6), help="a fifth of the photographs to train without")
    train.set_defaults(run=_train)

    evaluate = verbs.add_parser("evaluate", help="figures of a trained recogniser")
    _sources(evaluate)
    evaluate.add_argument("--models", type=Path, help="folder with the result of a training; default: as shipped")
    evaluate.add_argument("--split", default="val", help="list of photographs (default: val)")
    evaluate.add_argument("--no-twin", action="store_true", help="photographs only")
    evaluate.add_argument(
        "--cross-fit", action="store_true", help="also: calibration over train and val, in five folds"
    )
    evaluate.add_argument("--fold-models", type=Path, nargs=5, help="the same with a network trained without each fold")
    evaluate.add_argument("--pictures", type=Path, metavar="DIR", help="draw how sure, how right and how wrong it is")
    evaluate.add_argument("--card", type=Path, metavar="FILE", help="write the figures between the marks of this card")
    tflite_python(evaluate)
    json_flag(evaluate)
    evaluate.set_defaults(run=_evaluate)


def _sources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--recipe", type=Path, help="every number of the training; default: the shipped one's")
    place = os.environ.get("SMART_CART_DATA", "data")
    parser.add_argument("--data", type=Path, default=Path(place), help=f"folder with grocery-store/ (default: {place})")


def _train(arguments: argparse.Namespace) -> int:
    plan, file = _plan(arguments)
    plan = _narrowed(plan, arguments)
    if find_spec("torch") is None:
        raise UsageError("Training needs PyTorch: pip install -c constraints-train.txt -e '.[twin,train]'.")
    from models.training import checkpoint, curves, evaluate, export
    from models.training.data import DataMissing
    from models.training.mobilenet import NoMobileNet
    from models.training.network import UnknownStart
    from models.training.provenance import provenance
    from models.training.teaching import begun, fresh, teacher
    from models.training.train import Training, load_sources, load_val

    checkpoints = begun(plan)
    if arguments.resume and not checkpoints:
        raise UsageError(f"There is no training to go on with: {plan.run} holds none.")
    if checkpoints and not (arguments.resume or arguments.afresh):
        raise UsageError(f"{checkpoints[0]} holds a training: --resume goes on with it, --afresh begins over it.")
    try:
        _draw_views(plan)
        sources, val = load_sources(plan, arguments.data), load_val(plan, arguments.data)
        if not arguments.resume:
            fresh(plan)
        threads = max(1, arguments.threads)
        training = Training(plan, sources, val, threads, teacher(plan, arguments.data, sources, val, threads))
        if (plan.run / checkpoint.FILE).exists():
            training.resume(plan.run / checkpoint.FILE)
        training.run()
        chosen = export.export(plan, arguments.data, arguments.out)
        found = evaluate.evaluate(arguments.out, plan, arguments.data, "val", twin="twin" in training.sources)
    except (DataMissing, UnknownStart, NoMobileNet, checkpoint.CheckpointUnusable) as error:
        raise UsageError(str(error)) from error
    curves.plot(curves.read(plan.run / curves.FILE), arguments.out / "curves.png")
    made = provenance(plan, file, arguments.data, training.seconds / 60)
    record = {"made": made, "model": chosen, "figures": found.figures}
    (arguments.out / "record.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(record["figures"], indent=1))
    print(f"{arguments.out} holds the model, its galleries, curves.png and record.json.")
    return 0


def _draw_views(plan: "Recipe") -> None:
    if not any("twin" in phase.batch for phase in plan.phases):
        return
    if find_spec("mujoco") is None:
        raise UsageError("Drawing views needs MuJoCo: pip install -c constraints-train.txt -e '.[twin,train]'.")
    os.environ.setdefault("MUJOCO_GL", "egl")  # MuJoCo reads it when it is imported
    from hw.twin import training_views

    training_views.draw(plan.cache, plan.twin, plan.seed)


def _evaluate(arguments: argparse.Namespace) -> int:
    import models
    from models.embedder import ModelUnusable
    from models.gallery import GalleryUnusable
    from models.training import card, crossfit
    from models.training.data import DataMissing
    from models.training.evaluate import cross_fitted, evaluate

    plan, _ = _plan(arguments)
    folder = arguments.models or models.FOLDER
    other = named_python(arguments)
    if arguments.pictures and find_spec("matplotlib") is None:
        raise UsageError("Pictures need matplotlib: pip install -c constraints-train.txt -e '.[twin,train]'.")
    for file in (*(arguments.fold_models or ()), *([arguments.card] if arguments.card else ())):
        if not file.is_file():  # before minutes of measuring
            raise UsageError(f"{file} is no file.")
    crossed: dict[str, Judged] = {}
    try:
        found = evaluate(folder, plan, arguments.data, arguments.split, not arguments.no_twin)
        if arguments.cross_fit or arguments.fold_models or arguments.pictures or arguments.card:
            crossed = cross_fitted(folder, plan, arguments.data, arguments.fold_models or ())
    except (DataMissing, ModelUnusable, GalleryUnusable) as error:
        raise UsageError(str(error)) from error
    figures: dict[str, Any] = found.figures
    if crossed:
        of_each = {name: crossfit.figures(judged) for name, judged in crossed.items()}
        figures = figures | {"cross-fit": {"networks": len(arguments.fold_models or [folder]), **of_each}}
    say(json.dumps(figures, indent=1), arguments)
    write_json(arguments.json, figures)
    if arguments.pictures:
        from models.training.pictures import draw

        for path in draw(folder, plan, arguments.data, found, crossed, arguments.pictures):
            say(f"{path}  {path.stat().st_size / 1000:.0f} kB", arguments)
    if arguments.card:
        try:
            card.write(arguments.card, card.blocks(folder, found, crossed, _costs(folder, arguments.data, other)))
        except (card.CardUnusable, ModelUnusable) as error:
            raise UsageError(str(error)) from error
    return 0


def _costs(folder: Path, photographs: Path, tflite_python: Path | None) -> dict[str, Any]:
    """Start, memory and time of the model; beside the teacher's where `photographs` holds teacher/, too."""
    from hw.bench import cost
    from models.embedder import Embedder
    from models.training import data

    found: dict[str, Any] = {"start": cost.starts(STARTS, folder, cost.other_pythons(tflite_python))}
    for other in sorted((photographs / "teacher").glob("*.tflite"))[:1]:
        names, _ = data.listing(photographs / "grocery-store", "val")
        crops = [data.read_picture(photographs / "grocery-store" / name) for name in names[: cost.CROPS]]
        found["beside"] = {"model": other.name} | cost.beside(Embedder(folder / "embedder.tflite"), other, crops)
    return found


def _plan(arguments: argparse.Namespace) -> "tuple[Recipe, Path]":
    from models.training import recipe

    file = arguments.recipe or recipe.SHIPPED
    try:
        plan = recipe.read(file)
    except recipe.RecipeUnusable as error:
        raise UsageError(str(error)) from error
    return plan, file


def _narrowed(plan: "Recipe", arguments: argparse.Namespace) -> "Recipe":
    """The recipe with what the command line says otherwise."""
    names = [phase.name for phase in plan.phases]
    foreign = [name for name in arguments.phases or () if name not in names]
    if foreign:
        raise UsageError(f"The recipe has no phase {' or '.join(foreign)}: it has {', '.join(names)}.")
    phases = tuple(phase for phase in plan.phases if phase.name in (arguments.phases or names))
    held_out = replace(
        plan.held_out,
        classes=tuple(arguments.hold_out or plan.held_out.classes),
        fold=arguments.fold or plan.held_out.fold,
    )
    network = replace(plan.network, start=arguments.start or plan.network.start)
    return replace(plan, network=network, phases=phases, held_out=held_out, name=arguments.name)
