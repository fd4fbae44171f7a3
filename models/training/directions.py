"""The last product of a trained network, made anew: what its features tell of things that it was not trained on.

A head's training draws the pictures of each class together, and with them what lies between the classes: a product
that is enrolled later stands there. So the model file ends with the main directions of the features themselves
(standardised, as a few large ones would drown the others), found on the views that the galleries are made of.
`python -m models.training.galleries --directions` finds them again for a model file, without torch.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from ai_edge_litert.tools import flatbuffer_utils
from numpy.typing import NDArray

from models.embedder import LEARNED
from models.interpreted import Interpreted, ModelUnusable
from models.preprocess import Pixels, fitting

Numbers = NDArray[np.float32]

FLATTENED = 0.15
"""The power of what a direction tells that it is divided by: 0 keeps it all, 1 makes all directions alike.

What new products differ by is not what known ones differ by most; rounding grows with it (models/card.md has figures).
"""

TELLING = 1e-4
"""Of what the first direction tells, and of the widest feature: what has less is what rounding leaves of none."""


def redirected(model: bytes, squares: Sequence[Pixels]) -> bytes:
    """The model with LEARNED numbers at its end: the main directions of what it makes of squares of any size."""
    features = featuring(model)
    return _ending(model, *main_directions(features.numbers([fitting(square, features.side) for square in squares])))


def featuring(model: bytes) -> Interpreted:
    """The model without its last product: it makes the features themselves."""
    width = _last(flatbuffer_utils.read_model_from_bytearray(bytearray(model)))[0].shape[1]
    return Interpreted(_ending(model, np.eye(width, dtype=np.float32), np.zeros(width, np.float32)))


def main_directions(features: Numbers) -> tuple[Numbers, Numbers]:
    """What standardised features (n, width) are multiplied by to give LEARNED numbers, and what is added.

    Principal components, those that tell much a little flattened; where the features have fewer, the rest of the
    numbers are zeros.
    """
    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread = np.where(spread > TELLING * spread.max(), spread, np.inf)
    _, tells, directions = np.linalg.svd((features - mean) / spread, full_matrices=False)
    kept = min(LEARNED, int((tells > TELLING * tells[0]).sum()))
    matrix = np.zeros((LEARNED, features.shape[1]), np.float32)
    matrix[:kept] = directions[:kept] / spread / (tells[:kept, None] / tells[0]) ** FLATTENED
    return matrix, -matrix @ mean


def _ending(model: bytes, matrix: Numbers, added: Numbers) -> bytes:
    """The model with another last product of matrices, in 32-bit floats."""
    whole = flatbuffer_utils.read_model_from_bytearray(bytearray(model))
    weights, bias, result = _last(whole)
    for tensor, values in ((weights, matrix), (bias, added)):
        tensor.shape = np.array(values.shape, np.int32)
        whole.buffers[tensor.buffer].data = np.frombuffer(values.astype(np.float32).tobytes(), np.uint8)
    result.shape = np.array([1, len(added)], np.int32)
    return bytes(flatbuffer_utils.convert_object_to_bytearray(whole))


def _last(whole: Any) -> tuple[Any, Any, Any]:
    """Weights, bias and result of the last operation, which models.training.convert leaves in floats."""
    graph = whole.subgraphs[0]
    last = graph.operators[-1]
    if flatbuffer_utils.opcode_to_name(whole, last.opcodeIndex) != "FULLY_CONNECTED" or len(last.inputs) < 3:
        raise ModelUnusable("The model does not end with a product of matrices.")
    weights, bias, result = (graph.tensors[nth] for nth in (last.inputs[1], last.inputs[2], last.outputs[0]))
    if weights.type != flatbuffer_utils.TensorType.FLOAT32:
        raise ModelUnusable("The model's last product is not in 32-bit floats.")
    return weights, bias, result
