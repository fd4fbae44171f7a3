"""Whether the cart stood idle when it last ended, asked before anything that can read the ledger is loaded."""

from contextlib import closing
from pathlib import Path

import apsw


def at_rest(ledger: Path) -> bool:
    """True where no trip is running; False where one is, or where the file does not say.

    The file stays as it is: what has to be put right in it, `cart.ledger` puts right.
    """
    if not ledger.is_file():
        return True
    try:
        with closing(apsw.Connection(str(ledger), flags=apsw.SQLITE_OPEN_READWRITE)) as db:
            db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            db.execute("PRAGMA query_only = 1")
            return db.execute("SELECT 1 FROM trip WHERE over = 0").fetchone() is None
    except apsw.Error:
        return False
