"""What the cart runs answers as the trained network does, with no operation that interpreters round differently."""

from pathlib import Path

import pytest

from models.training import recipe

torch = pytest.importorskip("torch", reason="torch is not installed: pip install smart-cart[train]")


@pytest.mark.parametrize("side", [32, 42, 49])  # 49: odd maps on the way
def test_the_exported_network_answers_as_the_trained_one(side: int) -> None:
    from models.training.exported import Exported
    from models.training.network import Network

    torch.manual_seed(3)
    shape = recipe.NetworkShape("", widths=(8, 12, 16, 16), blocks=(1, 2, 1), embedding=128, scale=16.0, dropout=0.2)
    network = Network(shape, {"photographs": 5})
    with torch.no_grad():
        network.train()
        for _ in range(3):  # so that no norm is the identity
            network.embed(torch.rand(8, 3, side, side))
        network.eval()
        pictures = torch.rand(4, side, side, 3)
        asked = network.embed(pictures.permute(0, 3, 1, 2))
        exported = Exported(network)
        answered = exported(pictures)
    assert torch.allclose(answered, asked, atol=1e-4)
    assert not any(isinstance(part, torch.nn.AvgPool2d) for part in exported.modules())
    assert torch.equal(network.embed(pictures.permute(0, 3, 1, 2)), asked), "the network itself was changed"


def test_only_the_end_of_the_integers_is_floats(tmp_path: Path) -> None:
    pytest.importorskip("litert_torch", reason="litert-torch is not installed: pip install smart-cart[train]")
    from ai_edge_litert.interpreter import Interpreter

    from models.training import convert
    from models.training.network import Network

    torch.manual_seed(3)
    shape = recipe.NetworkShape("", widths=(8, 16), blocks=(1,), embedding=128, scale=16.0, dropout=0.0)
    convert.whole(Network(shape, {"photographs": 5}).eval(), 32, tmp_path / "whole.tflite")
    squares = (torch.rand(8, 32, 32, 3) * 255).byte().numpy()
    convert.integers(tmp_path / "whole.tflite", squares, tmp_path / "int8.tflite")
    model = Interpreter(model_content=(tmp_path / "int8.tflite").read_bytes())
    assert model.get_input_details()[0]["dtype"].__name__ == "int8"
    assert model.get_output_details()[0]["dtype"].__name__ == "float32"
    assert {"SUB", "MUL", "AVERAGE_POOL_2D"}.isdisjoint({each["op_name"] for each in model._get_ops_details()})
