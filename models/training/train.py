"""Training from random weights: `python -m models.training.train --recipe FILE --data DIR [--resume]`."""

import argparse
import copy
import math
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from models.training import augment, data, recipe
from models.training.network import Network
from models.training.recipe import Augment, Phase, Recipe

CHECKPOINT = "embedder.pt"


def load_sources(plan: Recipe, folder: Path) -> dict[str, data.Labelled]:
    """Every source that some phase names."""
    wanted = {source for phase in plan.phases for source in phase.sources}
    sources = {}
    if "photographs" in wanted:
        side = plan.augment["photographs"].side
        sources["photographs"] = data.photographs(folder, "train", side, plan.cache)
    if "twin" in wanted:
        sources["twin"] = data.twin_views(plan.cache, "train")
    return sources


class Training:
    """Weights, their running average and the optimiser, stepped through the phases of a recipe."""

    def __init__(self, plan: Recipe, sources: dict[str, data.Labelled]) -> None:
        torch.manual_seed(plan.seed)
        self.plan, self.sources = plan, sources
        self.dice = np.random.default_rng(plan.seed)
        heads = {name: int(source.labels.max()) + 1 for name, source in sources.items()}
        self.network = Network(plan.network, heads).to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.network)
        self.optimiser = torch.optim.SGD(self._groups(), lr=0.1, momentum=0.9, nesterov=True)
        self.phase, self.step, self.seconds = 0, 0, 0.0

    def _groups(self) -> list[dict[str, Any]]:
        named = list(self.network.named_parameters())
        decayed = [p for name, p in named if p.ndim > 1 and not name.startswith("heads")]
        free = [p for name, p in named if p.ndim <= 1 or name.startswith("heads")]
        return [{"params": decayed, "decay": True}, {"params": free, "decay": False, "weight_decay": 0.0}]

    def run(self) -> None:
        path = self.plan.cache / CHECKPOINT
        while self.phase < len(self.plan.phases):
            self._run_phase(self.plan.phases[self.phase], path)
            self.phase, self.step = self.phase + 1, 0
            self.network.load_state_dict(self.average.state_dict())
            self.save(path)

    def _run_phase(self, phase: Phase, path: Path) -> None:
        self.optimiser.param_groups[0]["weight_decay"] = phase.weight_decay
        each = phase.batch // len(phase.sources)
        epoch = max(len(self.sources[name].labels) for name in phase.sources) // each
        total = round(phase.epochs * epoch)
        batches = {name: _shuffled(self.sources[name], each, self.dice) for name in phase.sources}
        self.network.train()
        losses: list[float] = []
        while self.step < total * phase.stop:
            began = time.perf_counter()
            done = self.step / total
            for group in self.optimiser.param_groups:
                group["lr"] = phase.rate * min(1.0, self.step / (phase.warm_up * epoch)) * _cosine(done)
            side = phase.sides[int(done * len(phase.sides))]
            losses.append(self._one_step(phase, batches, side, mixing=done < 1 - phase.clean))
            self.step += 1
            self.seconds += time.perf_counter() - began
            if self.step % epoch == 0 or self.step >= total * phase.stop:
                nth, loss = self.step / epoch, float(np.mean(losses))
                print(f"{phase.name} {nth:.1f} loss {loss:.3f} at {self.seconds / 60:.1f} min", flush=True)
                losses.clear()
                self.save(path)

    def _one_step(self, phase: Phase, batches: dict[str, Iterator[data.Labelled]], side: int, mixing: bool) -> float:
        pictures, targets = [], {}
        for name in phase.sources:
            batch = next(batches[name])
            how = self.plan.augment[name]
            count = len(self.network.heads[name])
            soft = F.one_hot(torch.from_numpy(batch.labels), count).float()
            soft = soft * (1 - phase.smoothing) + phase.smoothing / count
            x, soft = self._mixed(augment.vary(batch.squares, side, how), soft, how if mixing else None)
            pictures.append(x)
            targets[name] = soft
        x = torch.cat(pictures).contiguous(memory_format=torch.channels_last)
        parts = self.network.embed(x).split([len(part) for part in pictures])
        loss = torch.zeros(())
        for name, embeddings in zip(phase.sources, parts, strict=True):
            log_p = self.network.logits(embeddings, name).log_softmax(1)
            loss = loss - (targets[name] * log_p).sum(1).mean() / len(phase.sources)
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimiser.step()
        self._follow(phase.average)
        return loss.item()

    def _mixed(self, x: Tensor, soft: Tensor, how: Augment | None) -> tuple[Tensor, Tensor]:
        """Mixup or cutmix with another order of the same batch, in `how.mix` of the steps."""
        if how is None or self.dice.random() >= how.mix:
            return x, soft
        other = torch.from_numpy(self.dice.permutation(len(x)))
        if self.dice.random() < 0.5:
            share = float(self.dice.beta(0.4, 0.4))
            return share * x + (1 - share) * x[other], share * soft + (1 - share) * soft[other]
        side = x.shape[2]
        width = int(side * math.sqrt(self.dice.random()))
        top, left = (int(self.dice.integers(0, side - width + 1)) for _ in range(2))
        box = (..., slice(top, top + width), slice(left, left + width))
        pasted = x.clone()
        pasted[box] = x[other][box]
        share = 1 - (width / side) ** 2
        return pasted, share * soft + (1 - share) * soft[other]

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
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    def resume(self, path: Path) -> None:
        """Go on from a checkpoint; a head that it does not know yet begins at random."""
        state = torch.load(path, weights_only=True)
        new = self.network.load_state_dict(state["network"], strict=False).missing_keys
        self.average.load_state_dict(state["average"], strict=False)
        if not new:
            self.optimiser.load_state_dict(state["optimiser"])
        self.phase, self.step, self.seconds = state["phase"], state["step"], state["seconds"]


def _shuffled(source: data.Labelled, size: int, dice: np.random.Generator) -> Iterator[data.Labelled]:
    while True:
        order = dice.permutation(len(source.labels))
        for start in range(0, len(order) - size + 1, size):
            picked = order[start : start + size]
            yield data.Labelled(source.squares[picked], source.labels[picked])


def _cosine(done: float) -> float:
    return 0.5 + 0.5 * math.cos(math.pi * done)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipe", type=Path, default=Path(__file__).with_name("recipe.toml"))
    parser.add_argument("--data", type=Path, default=os.environ.get("SMART_CART_DATA", "data"))
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    plan = recipe.read(arguments.recipe)
    try:
        training = Training(plan, load_sources(plan, Path(arguments.data)))
    except data.DataMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    if arguments.resume:
        training.resume(plan.cache / CHECKPOINT)
    training.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
