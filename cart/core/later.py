"""Fields that came later: a value that never had them keeps its bytes, and with them its hash and its tag."""

from dataclasses import field
from typing import Any

LATER = {"later": True}


def later(default: Any) -> Any:
    """A field that is spelt only where it differs from `default`, which old records mean by leaving it out."""
    return field(default=default, metadata=LATER)
