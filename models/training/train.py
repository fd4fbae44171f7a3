"""Training: the weights, stepped through the phases of a recipe.

Every step draws from dice of its own (seed, phase, step), so a run that was stopped and resumed takes the steps
of one that was not.
"""

import copy
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from models.training import augment, checkpoint, curves, data, losses
from models.training.network import Network
from models.training.recipe import Phase, Recipe

MEASURED = 4  # epochs from one look at the val photographs to the next


Sources = dict[str, data.Labelled]
"""What is trained on, by the names that the recipe gives."""


def load_sources(plan: Recipe, folder: Path) -> Sources:
    """Every source that some phase names."""
    wanted = {source for phase in plan.phases for source in phase.batch}
    sources: Sources = {}
    if "photographs" in wanted:
        side = plan.augment["photographs"].side
        whole = data.photographs(folder, "train", side, plan.cache)
        sources["photographs"] = whole.lacking(plan.held_out.classes, plan.held_out.fold)
    if "twin" in wanted:
        sources["twin"] = data.twin_views(plan.cache, "train")
    return sources


def load_val(plan: Recipe, folder: Path) -> data.Labelled | None:
    """The photographs that the curves are measured on, where photographs are trained on."""
    if not any("photographs" in phase.batch for phase in plan.phases):
        return None
    whole = data.photographs(folder, "val", plan.augment["photographs"].side, plan.cache)
    return whole.lacking(plan.held_out.classes, fold=0)


def _classes(source: data.Labelled) -> int:
    return len(source.kinds) if isinstance(source, data.Photographs) else int(source.labels.max()) + 1


@dataclass(frozen=True)
class Part:
    """One source's share of a step: pictures, soft targets, and a teacher's logits where one is asked."""

    pictures: Tensor
    target: Tensor
    answers: Tensor | None


class Training:
    """Weights, their running average and the optimiser, stepped through the phases of a recipe."""

    def __init__(
        self,
        plan: Recipe,
        sources: Sources,
        val: data.Labelled | None = None,
        threads: int = 1,
        teacher: Network | None = None,
    ) -> None:
        torch.set_num_threads(threads)
        torch.manual_seed(plan.seed)
        self.plan, self.sources, self.val = plan, sources, val
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.halves = torch.cuda.is_available() or _cpu_multiplies_halves()
        self.teacher = teacher.to(self.device).eval() if teacher is not None else None
        heads = {name: _classes(source) for name, source in sources.items()}
        network = Network(plan.network, heads)
        network.settle(_some(next(iter(sources.values()))))
        self.network = network.to(self.device).to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.network)
        self.kinds = {
            name: F.one_hot(torch.tensor(source.kinds)).float().to(self.device)
            for name, source in sources.items()
            if isinstance(source, data.Photographs)
        }
        self.optimiser = torch.optim.SGD(self._groups(), lr=0.1, momentum=0.9, nesterov=True)
        self.phase, self.step, self.seconds = 0, 0, 0.0

    def _groups(self) -> list[dict[str, Any]]:
        named = list(self.network.named_parameters())
        decayed = [p for name, p in named if p.ndim > 1 and not name.startswith("heads")]
        free = [p for name, p in named if p.ndim <= 1 or name.startswith("heads")]
        return [{"params": decayed}, {"params": free, "weight_decay": 0.0}]

    def run(self) -> None:
        """All phases that are left, with a checkpoint and a line of the curves after every epoch."""
        while self.phase < len(self.plan.phases):
            self._run_phase(self.plan.phases[self.phase])
            self.phase, self.step = self.phase + 1, 0
            self.network.load_state_dict(self.average.state_dict())
            self.save(self.plan.run / checkpoint.FILE)

    def _run_phase(self, phase: Phase) -> None:
        first = next(iter(phase.batch))
        epoch = max(1, len(self.sources[first].labels) // phase.batch[first])
        total = round(phase.epochs * epoch)
        self.optimiser.param_groups[0]["weight_decay"] = phase.weight_decay
        charges: list[float] = []
        while self.step < total:
            began = time.perf_counter()
            done = self.step / total
            for group in self.optimiser.param_groups:
                group["lr"] = phase.rate * min(1.0, (self.step + 1) / (phase.warm_up * epoch)) * _cosine(done)
            side = phase.sides[int(done * len(phase.sides))]
            charges.append(self._one_step(phase, side, mixing=done < 1 - phase.clean))
            self.step += 1
            self.seconds += time.perf_counter() - began
            if self.step % epoch == 0 or self.step == total:
                self._report(phase, self.step / epoch, float(np.mean(charges)), last=self.step == total)
                charges.clear()

    def _report(self, phase: Phase, epochs: float, loss: float, last: bool) -> None:
        looked = self.val is not None and (last or round(epochs) % MEASURED == 0)
        top1 = accuracy(self.average, self.val, self.plan.export_side) if looked and self.val else None
        row = curves.Row(phase.name, round(epochs, 2), round(self.seconds / 60, 2), round(loss, 4), top1)
        print(
            f"{row.phase} {row.epochs:.0f} of {phase.epochs:.0f}, {row.minutes:.1f} min, loss {row.loss:.3f}"
            + (f", val {top1:.1f} %" if top1 is not None else ""),
            flush=True,
        )
        curves.append(self.plan.run / curves.FILE, row)
        self.save(self.plan.run / checkpoint.FILE)

    def _one_step(self, phase: Phase, side: int, mixing: bool) -> float:
        at = [self.plan.seed, self.phase, self.step]
        dice = np.random.default_rng(at)
        torch.manual_seed(int(dice.integers(1 << 62)))
        parts = {name: self._part(name, size, phase, side, mixing, dice) for name, size in phase.batch.items()}
        x = torch.cat([part.pictures for part in parts.values()]).contiguous(memory_format=torch.channels_last)
        self.network.train()
        with self._quickly():
            embeddings = self.network.embed(x).float()
        loss = torch.zeros((), device=self.device)
        for (name, part), vectors in zip(parts.items(), embeddings.split(list(phase.batch.values())), strict=True):
            logits = self.network.logits(vectors, name)
            missed = losses.charged(logits, part.target, part.answers, phase.taught)
            if name in self.kinds:
                missed = missed + phase.coarse * losses.missed_kind(logits, part.target, self.kinds[name])
            loss = loss + missed / len(parts)
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimiser.step()
        self._follow(phase.average)
        return loss.item()

    def _part(self, name: str, size: int, phase: Phase, side: int, mixing: bool, dice: np.random.Generator) -> "Part":
        """The pictures of one source in this step, and what is to be said of them."""
        batch, how = self._batch(name, size), self.plan.augment[name]
        count = len(self.network.heads[name])
        target = F.one_hot(torch.from_numpy(batch.labels), count).float()
        target = target * (1 - phase.smoothing) + phase.smoothing / count
        teacher = self.teacher if phase.taught and self.teacher and name in self.teacher.heads else None
        x = augment.vary(batch.squares, max(side, self.plan.teacher.side) if teacher else side, how)
        if mixing and dice.random() < how.mix:
            x, target = augment.mixed(x, target, dice)
        x = x.to(self.device)
        return Part(_narrowed(x, side), target.to(self.device), self._answers(teacher, x, name) if teacher else None)

    @torch.no_grad()
    def _answers(self, teacher: Network, x: Tensor, name: str) -> Tensor:
        with self._quickly():
            embeddings = teacher.embed(x.contiguous(memory_format=torch.channels_last)).float()
        return teacher.logits(embeddings, name)

    def _quickly(self) -> torch.autocast:
        """Convolutions in bfloat16, where the machine is the faster for it; weights and losses stay float32."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.halves)

    def _batch(self, name: str, size: int) -> data.Labelled:
        """The pictures of this step: every pass over a source has an order of its own."""
        source = self.sources[name]
        turn, nth = divmod(self.step, max(1, len(source.labels) // size))
        order = np.random.default_rng([self.plan.seed, self.phase, turn, len(source.labels)]).permutation(
            len(source.labels)
        )
        picked = order[nth * size : (nth + 1) * size]
        return data.Labelled(source.squares[picked], source.labels[picked])

    @torch.no_grad()
    def _follow(self, keep: float) -> None:
        keep = min(keep, (1 + self.step) / (10 + self.step))
        for slow, fast in zip(self.average.state_dict().values(), self.network.state_dict().values(), strict=True):
            if slow.dtype.is_floating_point:
                slow.lerp_(fast, 1 - keep)
            else:
                slow.copy_(fast)

    def save(self, path: Path) -> None:
        state = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "phase": self.phase,
            "step": self.step,
            "seconds": self.seconds,
        }
        checkpoint.save(path, self.plan, state)

    def resume(self, path: Path) -> None:
        """Go on from a checkpoint; a head that it does not know yet begins at random.

        Raises CheckpointUnusable.
        """
        state = checkpoint.load(path, self.plan, self.device)
        new = self.network.load_state_dict(state["network"], strict=False).missing_keys
        self.average.load_state_dict(state["average"], strict=False)
        if not new:
            self.optimiser.load_state_dict(state["optimiser"])
        self.phase, self.step, self.seconds = state["phase"], state["step"], state["seconds"]


def _cpu_multiplies_halves() -> bool:
    """Whether the processor has tiles of bfloat16 (Intel's AMX): a step takes half the time with them."""
    return bool(torch.cpu.get_capabilities().get("amx_bf16", False))


def _some(source: data.Labelled) -> Tensor:
    """A hundred or so of its pictures, spread over the classes."""
    squares = source.squares[:: max(1, len(source.labels) // 128)]
    return torch.from_numpy(np.ascontiguousarray(squares)).permute(0, 3, 1, 2).float() / 255


def _narrowed(x: Tensor, side: int) -> Tensor:
    if x.shape[-1] == side:
        return x
    return F.interpolate(x, (side, side), mode="bilinear", antialias=True, align_corners=False)


@torch.no_grad()
def accuracy(network: Network, pictures: data.Labelled, side: int, head: str = "photographs") -> float:
    """Percent of whole pictures that the head names rightly."""
    network.eval()
    device = next(network.parameters()).device
    right = 0
    for start in range(0, len(pictures.labels), 64):
        x = torch.from_numpy(pictures.squares[start : start + 64]).permute(0, 3, 1, 2).float().to(device) / 255
        x = _narrowed(x, side)
        named = network.logits(network.embed(x), head).argmax(1).cpu().numpy()
        right += int((named == pictures.labels[start : start + 64]).sum())
    return 100 * right / len(pictures.labels)


def _cosine(done: float) -> float:
    return 0.5 + 0.5 * math.cos(math.pi * done)
