"""The trained network as a .tflite: with 16-bit float weights, and with 8-bit integers throughout."""

from pathlib import Path

import litert_torch
import numpy as np
import torch
from ai_edge_quantizer import algorithm_manager, quantizer
from ai_edge_quantizer import recipe as quantization
from numpy.typing import NDArray

from models import preprocess
from models.embedder import sealed
from models.training.exported import Exported
from models.training.network import Network

WITHIN = 0.9
"""Share of the pictures whose greatest value of an activation an integer can tell (see `_ranges`)."""

Ranges = dict[str, dict[str, NDArray[np.float32]]]


def whole(network: Network, side: int, path: Path) -> None:
    """32-bit floats, which the other two are made of."""
    picture = torch.rand(1, side, side, 3)
    litert_torch.convert(Exported(network).eval(), (picture,)).export(str(path))


def half(whole: Path, path: Path) -> None:
    """16-bit weights, 32-bit arithmetic: answers do not depend on the interpreter. The last product stays as it is."""
    work = quantizer.Quantizer(str(whole))
    work.add_weight_only_config(
        regex=".*",
        operation_name="CONV_2D",
        num_bits=16,
        algorithm_key=algorithm_manager.AlgorithmName.FLOAT_CASTING,
    )
    _seal(work.quantize(), path)


def integers(whole: Path, squares: NDArray[np.uint8], path: Path) -> None:
    """8-bit weights and activations; `squares` (n, side, side, 3) show the range of each activation.

    The end stays in floats: the mean over the picture and the last product of matrices cost next to nothing, and
    rounding them makes half of the noise that the integers bring.
    """
    work = quantizer.Quantizer(str(whole))
    work.load_quantization_recipe(quantization.static_wi8_ai8())
    for operation in ("MEAN", "FULLY_CONNECTED", "OUTPUT"):
        work.update_quantization_recipe(
            regex=".*", operation_name=operation, algorithm_key=algorithm_manager.AlgorithmName.NO_QUANTIZE
        )
    shown = squares.copy()
    shown[:, 0, :2] = [[0, 0, 0], [255, 255, 255]]  # the input's range is that of a picture, not of these pictures
    _seal(work.quantize(_ranges(work, shown)), path)


def _ranges(work: quantizer.Quantizer, squares: NDArray[np.uint8]) -> Ranges:
    """What nine of ten pictures keep within, for each tensor.

    The few values beyond are clipped: steps wide enough for all of them would round everything else more coarsely.
    The quantizer's own are running averages that forget all but the last hundred pictures: with them the vectors of
    photographs lie twice as far from those of the floats.
    """
    seen = [work.calibrate({"serving_default": [{"args_0": preprocess.as_input([square])}]}) for square in squares]
    return {
        tensor: {
            "min": np.quantile([each[tensor]["min"] for each in seen], 1 - WITHIN, axis=0).astype(np.float32),
            "max": np.quantile([each[tensor]["max"] for each in seen], WITHIN, axis=0).astype(np.float32),
        }
        for tensor in seen[0]
    }


def _seal(result: quantizer.QuantizationResult, path: Path) -> None:
    part = path.with_suffix(".part")
    result.export_model(str(part), overwrite=True)
    path.write_bytes(sealed(part.read_bytes()))
    part.unlink()
