"""The measured tables of the model's card, written between marks so that no figure is copied by hand."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from models import figures
from models.embedder import Embedder
from models.training import crossfit
from models.training.evaluate import Evaluation
from models.training.judged import Judged

RECORD = "record.json"
"""What `smart-cart train` writes beside a model about how it was made."""

FILES = ("embedder.tflite", "grocery.npz", "twin.npz")
BLOCK = re.compile(r"<!-- measured: (\w+) -->\n.*?<!-- end -->", re.DOTALL)
PAIRS = 8


class CardUnusable(Exception):
    """The card cannot be written; one sentence."""


def filled(card: str, blocks: Mapping[str, str]) -> str:
    """The card with what stands between its marks replaced."""
    marks = BLOCK.findall(card)
    if not marks:
        raise CardUnusable("The card has no place for figures: write '<!-- measured: files -->' and '<!-- end -->'.")
    if missing := [mark for mark in marks if mark not in blocks]:
        raise CardUnusable(f"There are no figures for '{missing[0]}': the card may ask for {', '.join(blocks)}.")
    return BLOCK.sub(lambda mark: f"<!-- measured: {mark[1]} -->\n{blocks[mark[1]]}\n<!-- end -->", card)


def blocks(folder: Path, found: Evaluation, crossed: Mapping[str, Judged], costs: Mapping[str, Any]) -> dict[str, str]:
    """Every table that the card may ask for, by its mark."""
    tables = {
        "files": files(folder),
        "photographs": _photographs(found, crossed),
        "pairs": _pairs(found.photographs),
        "classes": _classes(found.photographs),
        "cost": _cost(costs),
    }
    if found.shop is not None:
        twin = found.figures["twin (simulated)"]
        tables |= {"twin": _twin(twin), "unknown": _unknown(twin), "twin_pairs": _pairs(found.shop)}
    if (folder / RECORD).exists():
        tables["training"] = _training(folder)
    return tables


def files(folder: Path) -> str:
    """Size and digest of the shipped files, and which numbers the model reckons with."""
    rows = []
    for name in FILES:
        if (folder / name).exists():
            content = (folder / name).read_bytes()
            rows.append([f"`{name}`", f"{len(content):,}", hashlib.sha256(content).hexdigest()])
    integers = Embedder(folder / FILES[0]).integers
    numbers = "8-bit integers" if integers else "16-bit floats, the arithmetic is 32-bit"
    return f"{_table(['file', 'bytes', 'SHA-256'], rows)}\n\nThe weights are {numbers}."


def made_of(folder: Path) -> str:
    """The same in a line, for pictures to carry."""
    digests = [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES if (folder / name).exists()]
    return " ".join(digests)


def _training(folder: Path) -> str:
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    made, model = record["made"], record["model"]
    if model["digest"] != Embedder(folder / FILES[0]).digest:
        raise CardUnusable(
            f"{folder / RECORD} is about another model than the one beside it: copy both of one training."
        )
    rows = [["seed", str(made["seed"])], ["recipe", f"SHA-256 {made['recipe_sha256']}"]]
    for split in ("train", "val"):
        of = made["data"][split]
        digests = f"SHA-256 of the list {of['list_sha256'][:16]}, of the pictures in its order {of['sha256'][:16]}"
        rows.append([f"`{split}.txt`", f"{of['pictures']:,} pictures; {digests}"])
    views = made["data"]["views"]
    rows.append(["views of the virtual cart", f"{views['kinds']:,} kinds of goods; SHA-256 {views['sha256'][:16]}"])
    rows.append(["time", f"{made['minutes']:.0f} minutes on {made['machine']}"])
    rows.append(["versions", ", ".join(f"{name} {number}" for name, number in made["versions"].items())])
    rows.append(["numbers", f"{model['numbers']}{_weighed(model)}"])
    return _table(["", ""], rows)


def _weighed(model: Mapping[str, Any]) -> str:
    """By which figures floats or integers were chosen."""
    right = model.get("right", {})
    of_each = [f"{name} {', '.join(f'{kind} {share} %' for kind, share in of.items())}" for name, of in right.items()]
    return f"; right: {'; '.join(of_each)}" if of_each else ""


def _photographs(found: Evaluation, crossed: Mapping[str, Judged]) -> str:
    shown = found.figures["photographs"]
    head = ["", "pictures", "fine top-1", "fine top-3", "coarse top-1", "calibration error", "its floor, mean (95 %)"]
    shipped = [
        "the shipped gallery, whose spreads and numbers were fitted on val.txt",
        f"{shown['images']:,}",
        f"{shown['fine']} %",
        f"{shown['top3']} %",
        f"{shown['coarse']} %",
        f"{shown['ece']:.3f}",
        _floor(found.photographs),
    ]
    rows = [shipped]
    for name, judged in crossed.items():
        words = [f"{judged.top(1)} %", f"{judged.top(3)} %", "", f"{judged.ece:.3f}", _floor(judged)]
        rows.append([f"cross-fitted, {name}", f"{len(judged.truth):,}", *words])
    return _table(head, rows)


def _floor(judged: Judged) -> str:
    of = crossfit.figures(judged)
    return f"{of['floor']:.3f} ({of['floor_95']:.3f})"


def _classes(judged: Judged) -> str:
    """Every class, the worst first."""
    shares = sorted(judged.by_class, key=lambda share: (share.right / max(1, share.of), share.name))
    return ", ".join(f"{_words(share.name)} {share.right} of {share.of}" for share in shares if share.of) + "."


def _pairs(judged: Judged) -> str:
    rows = [
        [
            _words(pair.true),
            _words(pair.seen),
            f"{pair.times} of {pair.of}",
            f"{pair.back} of {pair.back_of}" if pair.back_of else "not shown",
        ]
        for pair in judged.confusions(PAIRS)
    ]
    return _table(["this", "taken for this", "so often", "and the other way round"], rows)


def _twin(of_twin: Mapping[str, Any]) -> str:
    rows = [
        [f"{of_twin['products']} products, {of_twin['views']} views", of_twin["top1"], of_twin["top4"], of_twin["ece"]],
        [
            "masked colour histogram (Lab a-b, 16x16), same enrolment",
            of_twin["colour_top1"],
            of_twin["colour_top4"],
            "",
        ],
    ]
    for anew in of_twin["new_products"]:
        of = "view" if anew["shots"] == 1 else "views"
        named = (
            f"{anew['products']} products that neither training nor calibration saw, enrolled from {anew['shots']} {of}"
        )
        rows.append([f"{named}, among {anew['among']}", anew["top1"], anew["top4"], anew["ece"]])
        rows.append([f"the {of_twin['products']} when these have come", anew["seen_top1"], "", ""])
    return _table(["", "top-1", "top-4", "calibration error"], [[str(cell) for cell in row] for row in rows])


def _unknown(of_twin: Mapping[str, Any]) -> str:
    thrice = of_twin["unknown_rejected_three_looks"]
    rows = [[kind, _share(row), _share(thrice.get(kind))] for kind, row in of_twin["unknown_rejected"].items()]
    known, odd = of_twin["nothing_of_known"], of_twin["nothing_of_unknown"]
    average = f"Probability of none of these on average: {known:.3f} for known goods, {odd:.3f} for goods not sold."
    return f"{_table(['', 'one look', 'three looks at the same thing'], rows)}\n\n{average}"


def _cost(costs: Mapping[str, Any]) -> str:
    rows = []
    for name, start in costs["start"].items():
        if isinstance(start, str):
            rows.append([f"start and memory with {name}", start])
            continue
        low, high = start["start_s_range"]
        rows += [
            [f"start with {name}, to the first picture named", f"{start['start_s']:.2f} s ({low:.2f}-{high:.2f})"],
            ["processor time of it, all threads", f"{start['start_cpu_s']:.2f} s"],
            [f"memory with {name} and the gallery, at the most", f"{start['peak_memory_mb']:.0f} MB"],
        ]
    if beside := costs.get("beside"):
        times = f"{beside['ms']} ms, {beside['other_ms']} ms: {beside['ratio']:.2f} of it"
        rows.append([f"a crop, one thread, by turns with `{beside['model']}`", times])
    return f"{_table(['', 'median'], rows)}\n\nOn {figures.machine()}, with whatever else it was doing."


def _share(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return ""
    low, high = row["interval"]
    return f"{row['rejected']:.0f} ({low:.0f}-{high:.0f})"


def _words(name: str) -> str:
    return name.replace("-", " ")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |").replace("|  |", "| |") for line in lines)


def write(card: Path, tables: Mapping[str, str]) -> None:
    """Replaces the tables of `card`; raises CardUnusable where it has no place for them."""
    try:
        text = card.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CardUnusable(f"The card {card} cannot be read: {error}.") from error
    card.write_text(filled(text, tables), encoding="utf-8")
