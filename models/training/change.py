"""A small network that cuts out what came or went: the rival of plain differencing (cart.sight.regions).

It is told which of two pictures shows the thing, as the cart knows from the weight. U-Net: Ronneberger, Fischer,
Brox, MICCAI 2015.
"""

from dataclasses import dataclass
from math import cos, pi
from typing import Self

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

Picture = NDArray[np.uint8]
SIZE = (320, 240)  # of the pictures that it sees; half as fine as the camera's
WIDTHS = (12, 24, 48, 96)
CROP = 160  # pixels of a training picture, around the thing; divisible by 8
BATCH = 8
RATE = 2e-3
GAIN = 0.15  # how much brighter or darker one of the two may be


@dataclass(frozen=True)
class Pairs:
    """The picture with each thing, the one without, both (n, 240, 320, 3), and the thing's mask (n, 240, 320)."""

    shows: Picture
    other: Picture
    masks: NDArray[np.bool_]


class ChangeNet(nn.Module):
    """Both pictures (NCHW, 0..1) -> logits of the mask (N1HW), of the same height and width; both divisible by 8."""

    def __init__(self) -> None:
        super().__init__()
        inner = (9, *WIDTHS)
        self.down = nn.ModuleList(_twice(a, b) for a, b in zip(inner, WIDTHS, strict=False))
        self.up = nn.ModuleList(_twice(a + b, b) for a, b in zip(WIDTHS[:0:-1], WIDTHS[-2::-1], strict=True))
        self.last = nn.Conv2d(WIDTHS[0], 1, 1)

    def forward(self, shows: Tensor, other: Tensor) -> Tensor:
        x = torch.cat([shows, other, (shows - other).abs()], dim=1)
        seen: list[Tensor] = []
        for level in self.down:
            x = level(F.max_pool2d(x, 2) if seen else x)
            seen.append(x)
        for level, finer in zip(self.up, seen[-2::-1], strict=True):
            x = level(torch.cat([F.interpolate(x, scale_factor=2, mode="bilinear"), finer], dim=1))
        return self.last(x)

    @classmethod
    def trained(cls, pairs: Pairs, epochs: int, seed: int, crop: int = CROP) -> Self:
        """Learns to tell the masks of `pairs`; half of the charge is what is named wrongly, half is the overlap."""
        torch.manual_seed(seed)
        dice = np.random.default_rng(seed)
        network = cls().train()
        optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=1e-3)
        steps = epochs * (len(pairs.masks) // BATCH)
        for step in range(steps):
            for group in optimiser.param_groups:
                group["lr"] = RATE * (0.5 + 0.5 * cos(pi * step / steps))
            if step % (len(pairs.masks) // BATCH) == 0:
                order = dice.permutation(len(pairs.masks))
            picked = order[step % (len(pairs.masks) // BATCH) * BATCH :][:BATCH]
            shows, other, truth = _batch(pairs, picked, crop, dice)
            said = network(shows, other)
            loss = F.binary_cross_entropy_with_logits(said, truth) + _apart(said.sigmoid(), truth)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        return network.eval()

    @torch.no_grad()
    def mask(self, shows: Picture, other: Picture) -> NDArray[np.bool_]:
        """The mask over the whole picture, of the camera's size."""
        pictures = (_tensor(small(picture)[None]) for picture in (shows, other))
        said = F.interpolate(self(*pictures), shows.shape[:2], mode="bilinear", align_corners=False)
        return np.asarray(said[0, 0].numpy() > 0)


def small(picture: Picture) -> Picture:
    return np.asarray(cv2.resize(picture, SIZE, interpolation=cv2.INTER_AREA), np.uint8)


def _twice(inner: int, outer: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for a in (inner, outer):
        layers += [nn.Conv2d(a, outer, 3, padding=1, bias=False), nn.BatchNorm2d(outer), nn.ReLU()]
    return nn.Sequential(*layers)


def _batch(
    pairs: Pairs, picked: NDArray[np.int64], crop: int, dice: np.random.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """Pieces around the things, mirrored and lit by chance."""
    shows, other, truth = [], [], []
    for n in picked:
        piece = _around(pairs.masks[n], crop, dice)
        flips = tuple(int(axis) for axis in np.flatnonzero(dice.random(2) < 0.5))
        shows.append(np.flip(pairs.shows[n][piece], flips))
        other.append(np.flip(pairs.other[n][piece], flips))
        truth.append(np.flip(pairs.masks[n][piece], flips))
    gains = torch.from_numpy(dice.uniform(1 - GAIN, 1 + GAIN, (len(picked), 1, 1, 1))).float()
    lit = (_tensor(np.stack(other)) * gains).clamp(0, 1)
    return _tensor(np.stack(shows)), lit, torch.from_numpy(np.stack(truth)).float()[:, None]


def _around(mask: NDArray[np.bool_], crop: int, dice: np.random.Generator) -> tuple[slice, slice]:
    """A square of the picture that has some pixel of the mask somewhere in it."""
    spots = np.argwhere(mask)
    spot = spots[dice.integers(len(spots))]
    top, left = (
        int(np.clip(at - dice.integers(crop), 0, most - crop)) for at, most in zip(spot, mask.shape, strict=True)
    )
    return slice(top, top + crop), slice(left, left + crop)


def _apart(said: Tensor, truth: Tensor) -> Tensor:
    """One minus the soft overlap (Dice) of each picture, on average."""
    both = (said * truth).sum((1, 2, 3))
    return (1 - (2 * both + 1) / (said.sum((1, 2, 3)) + truth.sum((1, 2, 3)) + 1)).mean()


def _tensor(pictures: Picture) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float() / 255
