"""What the trainings' tests share."""

import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def importable_timm() -> Iterator[None]:
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
