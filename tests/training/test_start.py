"""Another body to start from, out of a small file. Needs the extras "train" and "timm"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from models.training import recipe

pytestmark = pytest.mark.skipif(
    find_spec("torch") is None or find_spec("timm") is None,
    reason="torch or timm is not installed: make test-train puts them into an environment of their own",
)


@pytest.fixture(scope="module", autouse=True)
def _importable() -> Iterator[None]:
    """timm imports torchvision and uses none of its operators; beside a CPU build of torch they do not load."""
    import torch

    spec = find_spec("torchvision")
    assert spec is not None
    assert spec.origin is not None
    library = torch.library.Library("torchvision", "FRAGMENT")
    try:
        import_module("torchvision")
    except RuntimeError:
        declared = Path(spec.origin).with_name("_meta_registrations.py").read_text(encoding="utf-8")
        for name in sorted(set(re.findall(r'register_fake\("torchvision::(\w+)"', declared))):
            library.define(f"{name}(Tensor x) -> Tensor")
    yield
    del library  # what it declared lasts as long as it


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
