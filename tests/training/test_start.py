"""Another body to start from, out of a small file. Needs the extras "train" and "timm"."""

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from models.training import recipe

pytestmark = pytest.mark.skipif(
    find_spec("torch") is None or find_spec("timm") is None,
    reason="torch or timm is not installed: make test-train puts them into an environment of their own",
)


@pytest.mark.usefixtures("importable_timm")
def test_a_body_of_timm_begins_with_the_weights_of_its_file(tmp_path: Path) -> None:
    import timm
    import torch

    from models.training.network import Network

    file = tmp_path / "small.pth"
    small = timm.create_model("test_resnet", num_classes=10)
    torch.save(small.state_dict(), file)
    network = Network(_shape(f"timm:test_resnet={file}"), {"photographs": 5})
    given = small.state_dict()
    assert all(torch.equal(weight, given[name]) for name, weight in network.body.state_dict().items())
    assert network.embed(torch.rand(3, 3, 96, 96)).shape == (3, 128)


@pytest.mark.usefixtures("importable_timm")
@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("resnet18", "give timm:NAME"),
        ("timm:no_such_network=x.pth", "timm cannot give no_such_network"),
        ("timm:test_resnet=nowhere.pth", "from nowhere.pth"),
    ],
)
def test_a_start_that_cannot_be_had_is_refused(start: str, words: str) -> None:
    from models.training.network import Network, UnknownStart

    with pytest.raises(UnknownStart, match=words):
        Network(_shape(start), {"photographs": 5})


def _shape(start: str) -> recipe.NetworkShape:
    return replace(recipe.read(recipe.SHIPPED).network, start=start)
