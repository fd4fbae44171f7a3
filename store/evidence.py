"""Evidence files, named by the hash of what they hold."""

import os
import re
import tempfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from store import curve

NAME = re.compile(r"[0-9a-f]{64}")

_KINDS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (curve.MAGIC, "application/json"),
)


class EvidenceFolder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, name: str, body: bytes) -> bool:
        """Keep a file; False when its contents do not have the hash that it is named by."""
        if sha256(body).hexdigest() != name:
            return False
        path = self._path(name)
        if path.exists():
            return True
        path.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
            part.write(body)
            part.flush()
            os.fsync(part.fileno())
        os.replace(part.name, path)
        return True

    def read(self, name: str) -> bytes | None:
        path = self._path(name)
        return path.read_bytes() if NAME.fullmatch(name) and path.is_file() else None

    def missing(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if not self._path(name).is_file()]

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name


def media_type(body: bytes) -> str:
    return next((kind for magic, kind in _KINDS if body.startswith(magic)), "application/octet-stream")
