"""Pictures are varied anew at every step, a batch at a time."""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models import preprocess
from models.training.recipe import Augment


def vary(squares: NDArray[np.uint8], side: int, how: Augment) -> Tensor:
    """Random cut, turn, mirror and colour of a batch, resized to `side` in the same pass."""
    x = _to_input(squares) - preprocess.GREY / 255
    n = len(x)
    area = torch.empty(n).uniform_(*how.area)
    ratio = torch.empty(n).uniform_(math.log(how.aspect[0]), math.log(how.aspect[1])).exp()
    wide, high = (area * ratio).sqrt(), (area / ratio).sqrt()
    angle = torch.empty(n).uniform_(-1, 1) * math.radians(how.turn)
    mirrored = (torch.rand(n) < 0.5).float() * -2 + 1 if how.turn < 180 else torch.ones(n)
    across = (torch.rand(n) * 2 - 1) * (1 - wide).abs()
    along = (torch.rand(n) * 2 - 1) * (1 - high).abs()
    first = torch.stack([wide * mirrored * angle.cos(), -high * angle.sin(), across], 1)
    second = torch.stack([wide * mirrored * angle.sin(), high * angle.cos(), along], 1)
    grid = F.affine_grid(torch.stack([first, second], 1), [n, 3, side, side], align_corners=False)
    padding = "zeros" if how.turn >= 180 else "reflection"
    x = F.grid_sample(x, grid, padding_mode=padding, align_corners=False) + preprocess.GREY / 255
    return _recolour(_covered(x, how), how)


def mixed(x: Tensor, soft: Tensor, dice: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Mixup or cutmix of a batch with itself in another order; the targets are shared out alike."""
    other = torch.from_numpy(dice.permutation(len(x)))
    if dice.random() < 0.5:
        share = float(dice.beta(0.4, 0.4))
        return share * x + (1 - share) * x[other], share * soft + (1 - share) * soft[other]
    side = x.shape[2]
    width = int(side * math.sqrt(dice.random()))
    top, left = (int(dice.integers(0, side - width + 1)) for _ in range(2))
    box = (..., slice(top, top + width), slice(left, left + width))
    pasted = x.clone()
    pasted[box] = x[other][box]
    share = 1 - (width / side) ** 2
    return pasted, share * soft + (1 - share) * soft[other]


def _covered(x: Tensor, how: Augment) -> Tensor:
    """Part of some pictures hidden behind a straight edge: things lie under others, and masks take in neighbours."""
    n, side = len(x), x.shape[-1]
    place = torch.linspace(-1, 1, side)
    angle = torch.rand(n) * 2 * math.pi
    across = angle.cos().view(n, 1, 1) * place.view(1, 1, side) + angle.sin().view(n, 1, 1) * place.view(1, side, 1)
    hidden = (across > torch.empty(n, 1, 1).uniform_(0.0, 0.7)) & (torch.rand(n, 1, 1) < how.cover)
    behind = torch.where(torch.rand(n, 1, 1, 1) < 0.6, torch.tensor(preprocess.GREY / 255), x[torch.randperm(n)])
    return torch.where(hidden.unsqueeze(1), behind, x)


def _recolour(x: Tensor, how: Augment) -> Tensor:
    def about_one(spread: float, channels: int = 1) -> Tensor:
        return torch.empty(len(x), channels, 1, 1).uniform_(1 - spread, 1 + spread)

    x = x * about_one(how.colour)
    mean = x.mean((1, 2, 3), keepdim=True)
    x = (x - mean) * about_one(how.colour) + mean
    luma = (x * torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, keepdim=True)
    x = luma + (x - luma) * about_one(how.colour)
    return (x * about_one(how.tint, 3)).clamp(0, 1)


def _to_input(squares: NDArray[np.uint8]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(squares)).permute(0, 3, 1, 2).float() / 255
