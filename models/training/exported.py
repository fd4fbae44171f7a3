"""The network as the cart runs it: the same answers, in operations that all interpreters round alike.

In integers a half is rounded up by one interpreter and to even by another, and some operations give halves all the
time: taking the mean of the colours off every pixel, and the mean of two by two pixels. Both are folded into the
convolution that follows. Before that, litert and tflite-runtime named 7 of 296 photographs differently.
"""

import copy

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.training.network import Block, Network


class Exported(nn.Module):
    """NHWC pictures of 0..1 in, embeddings out; models.embedder brings them to unit length.

    In integers a root and a quotient at the end would cost precision, and tflite-runtime has no such root.
    """

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = copy.deepcopy(network).eval()
        if self.network.own:
            _fold(self.network)

    def forward(self, x: Tensor) -> Tensor:
        return self.network.embed(x.permute(0, 3, 1, 2))


class Framed(nn.Module):
    """A 3x3 convolution over pictures with a frame of one pixel in the mean colour: zeros, once that is taken off."""

    def __init__(self, convolution: nn.Conv2d, colour: float) -> None:
        super().__init__()
        self.convolution, self.colour = convolution, colour

    def forward(self, x: Tensor) -> Tensor:
        framed: Tensor = self.convolution(F.pad(x, (1, 1, 1, 1), value=self.colour))
        return framed


class Halved(nn.Module):
    """A 2x2 convolution at every second pixel; an odd last row or column counts twice, as the mean of it alone."""

    def __init__(self, convolution: nn.Conv2d) -> None:
        super().__init__()
        self.convolution = convolution

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[2] % 2:
            x = torch.cat([x, x[:, :, -1:]], 2)
        if x.shape[3] % 2:
            x = torch.cat([x, x[:, :, :, -1:]], 3)
        halved: Tensor = self.convolution(x)
        return halved


@torch.no_grad()
def _fold(network: Network) -> None:
    """Colours' mean and spread into the first convolution, and the means of two by two into those after them."""
    body = network.body
    first = _one(*body[0])
    mean, spread = network.mean, network.spread
    first.weight /= spread
    first.bias -= (first.weight * mean).sum((1, 2, 3))
    first.padding = (0, 0)
    body[0] = Framed(first, float(mean[0, 0, 0, 0]))  # the same for all three colours
    network.mean, network.spread = torch.zeros_like(mean), torch.ones_like(spread)
    for block in body:
        if isinstance(block, Block) and not isinstance(block.short, nn.Identity):
            pool, convolution, norm = block.short
            narrow = _one(convolution, norm)
            block.short = narrow if pool.kernel_size == 1 else Halved(_of_four(narrow))


def _of_four(narrow: nn.Conv2d) -> nn.Conv2d:
    """A 1x1 convolution of the mean of two by two pixels, as one of the pixels themselves."""
    wide = nn.Conv2d(narrow.in_channels, narrow.out_channels, 2, 2)
    wide.weight = nn.Parameter(narrow.weight.expand(-1, -1, 2, 2) / 4)
    wide.bias = narrow.bias
    return wide


def _one(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> nn.Conv2d:
    """A convolution and the norm after it as one, with a bias."""
    return torch.nn.utils.fusion.fuse_conv_bn_eval(convolution, norm)
