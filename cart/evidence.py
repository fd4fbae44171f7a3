"""Evidence as files named by their hash: crops and weight curves; facts hold the hash."""

import os
import time
from hashlib import sha256
from pathlib import Path


class EvidenceFolder:
    """A folder of small files. Writing the same bytes twice is one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, data: bytes) -> str:
        """Keep bytes and return their SHA-256 (hex); the file appears whole or not at all."""
        name = sha256(data).hexdigest()
        path = self.path(name)
        if not path.exists():
            draft = path.with_suffix(".part")
            draft.write_bytes(data)
            os.replace(draft, path)
        return name

    def get(self, name: str) -> bytes | None:
        """The bytes, or None when they are gone (deleted on time) or are no longer what the name says."""
        try:
            data = self.path(name).read_bytes()
        except FileNotFoundError:
            return None
        return data if sha256(data).hexdigest() == name else None

    def path(self, name: str) -> Path:
        return self.folder / name

    def forget(self, older_than_s: float) -> int:
        """Delete what is older; returns how many files went."""
        oldest = time.time() - older_than_s
        gone = [path for path in self.folder.iterdir() if path.stat().st_mtime < oldest]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)
