"""The lot of each trip, which decides on its spot check: HMAC-SHA256 of the trip's id with a secret of this cart.

Nobody can choose it: the trip's id is drawn by the cart, and the secret never leaves it. Who has the secret (the
shop's auditor) can work every lot out again, and see that none was skipped.
"""

import hmac
import os
import secrets
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

SECRET_FILE = "spot-check.key"


def lots(folder: Path) -> Callable[[str], int]:
    """Trip id -> 64 bits; the secret is made on first use, readable to the cart alone."""
    path = folder / SECRET_FILE
    try:
        secret = path.read_bytes()
    except FileNotFoundError:
        secret = b""
    if len(secret) != 32:
        secret = secrets.token_bytes(32)
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    return lambda trip: int.from_bytes(hmac.new(secret, trip.encode(), sha256).digest()[:8], "big")
