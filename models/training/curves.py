"""How a training went: one line an epoch, and the plot of them."""

import csv
from dataclasses import astuple, dataclass, fields
from pathlib import Path

FILE = "curves.csv"


@dataclass(frozen=True)
class Row:
    """The state after an epoch: minutes of training so far, mean loss, and percent right on val when looked at."""

    phase: str
    epochs: float
    minutes: float
    loss: float
    top1: float | None


def append(path: Path, row: Row) -> None:
    fresh = not path.exists()
    with path.open("a", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        if fresh:
            table.writerow([field.name for field in fields(Row)])
        table.writerow(["" if value is None else value for value in astuple(row)])


def read(path: Path) -> list[Row]:
    with path.open(newline="") as file:
        rows = csv.DictReader(file)
        return [
            Row(r["phase"], float(r["epochs"]), float(r["minutes"]), float(r["loss"]), _number(r["top1"])) for r in rows
        ]


def plot(rows: list[Row], path: Path) -> None:
    """Loss and accuracy over the minutes; needs matplotlib."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    loss = figure.add_subplot()
    right = loss.twinx()
    for phase in dict.fromkeys(row.phase for row in rows):
        part = [row for row in rows if row.phase == phase]
        loss.plot([row.minutes for row in part], [row.loss for row in part], label=f"loss, {phase}")
    looked = [(row.minutes, row.top1) for row in rows if row.top1 is not None]
    if looked:
        right.plot(*zip(*looked, strict=True), "k.-", label="val photographs")
    loss.set(xlabel="minutes of training", ylabel="loss")
    right.set(ylabel="right, %", ylim=(0, 100))
    figure.legend(loc="outside lower center", ncols=4, frameon=False)
    figure.savefig(path, dpi=120)


def _number(text: str) -> float | None:
    return float(text) if text else None
