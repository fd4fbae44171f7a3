"""A MobileNetV2 out of an integer .tflite file, as floats that can be trained on: a teacher's body.

The file has batch normalisation folded into the convolutions; a folded network trains badly, so it is put back: with
mean m and variance v of a layer's output on some pictures, the scale sqrt(v) and the shift m + bias give the same
answers exactly.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

# Expansion, width, count and first stride of each stage (Sandler et al., CVPR 2018, table 2).
STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
FEATURES = 1280
EPSILON = 1e-3  # of TensorFlow's batch normalisation
Folded = tuple[NDArray[np.float32], NDArray[np.float32]]


class NoMobileNet(Exception):
    """The file holds no MobileNetV2 of width 1; one sentence."""


class Layer(nn.Module):
    """Convolution with TensorFlow's SAME padding, normalisation, and ReLU6 where `active`."""

    def __init__(
        self, inner: int, outer: int, size: int, stride: int = 1, groups: int = 1, active: bool = True
    ) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(inner, outer, size, stride, groups=groups, bias=False)
        self.normal = nn.BatchNorm2d(outer, eps=EPSILON, momentum=0.05)
        self.active = active

    def forward(self, x: Tensor) -> Tensor:
        size, stride = self.convolution.kernel_size[0], self.convolution.stride[0]
        length = x.shape[2]
        padding = max((-(-length // stride) - 1) * stride + size - length, 0)
        before, after = padding // 2, padding - padding // 2
        y: Tensor = self.normal(self.convolution(F.pad(x, (before, after, before, after))))
        return F.relu6(y) if self.active else y


class Inverted(nn.Module):
    """An inverted residual."""

    def __init__(self, inner: int, outer: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inner * expansion
        widen = [Layer(inner, wide, 1)] if expansion > 1 else []
        deep = Layer(wide, wide, 3, stride, groups=wide)
        self.layers = nn.Sequential(*widen, deep, Layer(wide, outer, 1, active=False))
        self.short = stride == 1 and inner == outer

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.layers(x)
        return x + y if self.short else y


class MobileNet(nn.Module):
    """Pictures (NCHW, -1..1) of any size to FEATURES maps; `unfold` it before it is used."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        layers: list[nn.Module] = [Layer(3, 32, 3, 2)]
        inner = 32
        for expansion, width, count, stride in STAGES:
            for nth in range(count):
                layers.append(Inverted(inner, width, stride if nth == 0 else 1, expansion))
                inner = width
        self.layers = nn.Sequential(*layers, Layer(inner, FEATURES, 1))
        self.path = path

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.layers(x)
        return y

    @torch.no_grad()
    def unfold(self, x: Tensor) -> None:
        """Take the file's weights, and statistics of normalisation from some pictures."""
        layers = [module for module in self.modules() if isinstance(module, Layer)]
        folded = list(_convolutions(self.path))
        hooks = []
        for layer, (weight, bias) in zip(layers, folded, strict=False):
            if layer.convolution.weight.shape != weight.shape:
                raise NoMobileNet(f"{self.path} is no MobileNetV2 of width 1.")
            layer.convolution.weight.copy_(torch.from_numpy(weight))
            hooks.append(layer.convolution.register_forward_hook(_unfolding(layer.normal, torch.from_numpy(bias))))
        if len(folded) < len(layers):
            raise NoMobileNet(f"{self.path} has {len(folded)} convolutions; a MobileNetV2 has {len(layers)}.")
        self.eval()(x)
        for hook in hooks:
            hook.remove()


def _unfolding(normal: nn.BatchNorm2d, bias: Tensor) -> Callable[..., None]:
    def hook(_module: nn.Module, _inputs: Any, output: Tensor) -> None:
        mean, variance = output.mean((0, 2, 3)), output.var((0, 2, 3), unbiased=False)
        state = {"running_mean": mean, "running_var": variance}
        state |= {"weight": (variance + EPSILON).sqrt(), "bias": mean + bias}
        normal.load_state_dict(state, strict=False)

    return hook


def _convolutions(path: Path) -> Iterator[Folded]:
    """Weights (out, in, high, wide) and bias of each convolution, in the order of the graph."""
    try:
        interpreter = Interpreter(str(path), num_threads=1)
    except ValueError as error:
        raise NoMobileNet(f"{path} is no model of TensorFlow Lite.") from error
    interpreter.allocate_tensors()
    details = {tensor["index"]: tensor for tensor in interpreter.get_tensor_details()}

    def floats(index: int) -> NDArray[np.float32]:
        values = interpreter.get_tensor(index).astype(np.float32)
        how = details[index]["quantization_parameters"]
        shape = [1] * values.ndim
        if len(how["scales"]) > 1:
            shape[how["quantized_dimension"]] = -1
        zero, scale = how["zero_points"].reshape(shape), how["scales"].reshape(shape)
        return np.asarray((values - zero) * scale, np.float32)

    for operation in interpreter._get_ops_details():
        axes = {"CONV_2D": (0, 3, 1, 2), "DEPTHWISE_CONV_2D": (3, 0, 1, 2)}.get(operation["op_name"])
        if axes:
            _, weight, bias = operation["inputs"]
            yield floats(weight).transpose(axes).copy(), floats(bias)
