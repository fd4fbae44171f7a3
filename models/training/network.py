"""The network: a small dense residual CNN that turns a picture into a direction, and cosine heads over it.

`start` in the recipe takes another body: "timm:NAME" is fetched by timm with its trained weights,
"timm:NAME=FILE" takes the weights from a file, "tflite:FILE" is a MobileNetV2 of integers (mobilenet.py).
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.training import mobilenet
from models.training.recipe import NetworkShape


def _convolution(inner: int, outer: int, size: int, stride: int = 1) -> nn.Sequential:
    layer = nn.Conv2d(inner, outer, size, stride, size // 2, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(outer))


class Block(nn.Module):
    """Two 3x3 convolutions beside a short cut. Dense ones: cheaper on a CPU than depthwise at this size."""

    def __init__(self, inner: int, outer: int, stride: int) -> None:
        super().__init__()
        self.first = _convolution(inner, outer, 3, stride)
        self.second = _convolution(outer, outer, 3)
        self.short = nn.Identity() if stride == 1 and inner == outer else self._narrow(inner, outer, stride)

    @staticmethod
    def _narrow(inner: int, outer: int, stride: int) -> nn.Sequential:
        return nn.Sequential(nn.AvgPool2d(stride, ceil_mode=True), *_convolution(inner, outer, 1))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.second(F.relu(self.first(x))) + self.short(x))


class UnknownStart(Exception):
    """The body that the recipe names cannot be had; the message says why."""


class Network(nn.Module):
    """Pictures (NCHW, 0..1) to embeddings; each head's class weights are prototypes in the same space."""

    def __init__(self, shape: NetworkShape, heads: dict[str, int]) -> None:
        super().__init__()
        self.own = not shape.start
        self.body, inner, mean, spread = _own(shape) if self.own else _started(shape.start)
        self.register_buffer("mean", torch.tensor(mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("spread", torch.tensor(spread).view(1, 3, 1, 1), persistent=False)
        self.drop = nn.Dropout(shape.dropout)
        self.project = nn.Linear(inner, shape.embedding, bias=False)
        self.centre = nn.BatchNorm1d(shape.embedding, affine=False)
        self.scale = shape.scale
        self.heads = nn.ParameterDict(
            {name: nn.Parameter(torch.randn(count, shape.embedding) * 0.1) for name, count in heads.items()}
        )

    @torch.no_grad()
    def settle(self, x: Tensor) -> None:
        """Before training: a body that needs pictures to begin with sees some."""
        if isinstance(self.body, mobilenet.MobileNet):
            self.body.unfold((x - self.mean) / self.spread)

    def embed(self, x: Tensor) -> Tensor:
        """Embeddings before they are brought to unit length."""
        pooled = self.body((x - self.mean) / self.spread).mean((2, 3))
        centred: Tensor = self.centre(self.project(self.drop(pooled)))
        return centred

    def logits(self, embeddings: Tensor, head: str) -> Tensor:
        return self.scale * F.normalize(embeddings) @ F.normalize(self.heads[head]).T


Body = tuple[nn.Module, int, tuple[float, ...], tuple[float, ...]]
"""A module from pictures to maps of features (NCHW), their number, and mean and spread of the pictures it expects."""


def _own(shape: NetworkShape) -> Body:
    layers: list[nn.Module] = [_convolution(3, shape.widths[0], 3, 2), nn.ReLU()]
    inner = shape.widths[0]
    for width, count in zip(shape.widths[1:], shape.blocks, strict=True):
        for nth in range(count):
            layers.append(Block(inner, width, 2 if nth == 0 else 1))
            inner = width
    return nn.Sequential(*layers), inner, (0.5,) * 3, (0.25,) * 3


def _started(start: str) -> Body:
    """A trained body without its head."""
    kind, _, rest = start.partition(":")
    if kind == "tflite":
        return mobilenet.MobileNet(Path(rest)), mobilenet.FEATURES, (0.5,) * 3, (0.5,) * 3
    name, _, file = rest.partition("=")
    if kind != "timm":
        raise UnknownStart(f"{start!r} is no start: give timm:NAME, timm:NAME=FILE or tflite:FILE.")
    try:
        import timm
    except ImportError as error:
        raise UnknownStart(f"timm is not there ({error}): pip install 'smart-cart[train,timm]'.") from error
    try:
        local = {"file": file} if file else None
        model = timm.create_model(name, pretrained=True, pretrained_cfg_overlay=local, num_classes=0, global_pool="")
    except (RuntimeError, OSError, KeyError, ValueError) as error:
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise UnknownStart(f"timm cannot give {name}{' from ' + file if file else ''}: {reason}.") from error
    with torch.no_grad():
        features = model.eval()(torch.zeros(1, 3, 96, 96))
    if features.ndim != 4:
        raise UnknownStart(f"{name} gives no map of features: take a convolutional network.")
    how = model.pretrained_cfg
    return model, int(features.shape[1]), tuple(how["mean"]), tuple(how["std"])
