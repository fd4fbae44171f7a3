"""The store's web application: what carts ask and send (JSON under /v1), and the staff's pages.

Every request of a cart is signed by its own key. The pages ask for no password, so serve them on a network that
only staff can reach.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from store.calls import Calls, calls_pages
from store.console.pages import pages
from store.contract import carts_contract
from store.database import Database
from store.enrolment import Keyring
from store.evidence import EvidenceFolder
from store.gate import Gate
from store.ledger import StoreLedger
from store.member_api import app_api, carts_api
from store.members import Members
from store.plain import sayable
from store.reviews import Reviews, review_pages
from store.staffing import staff_contract, staff_pages
from store.stamps import Stamps
from store.wording import Shop

log = logging.getLogger(__name__)

KEEP_EVIDENCE_HOURS = 72.0
"""European Data Protection Board, guidelines 3/2019: what is kept longer needs a reason of its own."""
TIDY_S = 600.0


def create_app(
    db_url: str,
    evidence: Path,
    *,
    shop: Shop | None = None,
    keep_evidence_hours: float = KEEP_EVIDENCE_HOURS,
    app_key: str = "",
) -> FastAPI:
    """The application on a database and a folder for evidence files; `app_key` is that of the members' app."""
    database = Database(db_url)
    ledger = StoreLedger(database)
    folder = EvidenceFolder(evidence, database)
    shop = shop or Shop()
    calls, members, reviews = Calls(database), Members(database), Reviews(database)

    async def tidy() -> None:
        while True:
            try:
                gone = await run_in_threadpool(folder.forget, 3600 * keep_evidence_hours)
                if gone:
                    log.info("%d evidence files were deleted on time", gone)
            except (OSError, SQLAlchemyError):
                log.exception("evidence could not be deleted; it is tried again")
            await asyncio.sleep(TIDY_S)

    @asynccontextmanager
    async def tidied(_app: FastAPI) -> AsyncIterator[None]:
        tidying = asyncio.create_task(tidy())
        yield
        tidying.cancel()
        with suppress(asyncio.CancelledError):
            await tidying
        await run_in_threadpool(ledger.close)

    app = FastAPI(title="Smart cart store", docs_url=None, redoc_url=None, lifespan=tidied)
    app.include_router(carts_contract(database, ledger, folder, calls, shop.name))
    app.include_router(carts_api(members))
    app.include_router(app_api(members, app_key))
    app.include_router(calls_pages(calls))
    app.include_router(staff_contract(database))
    app.include_router(staff_pages(database))
    app.include_router(review_pages(reviews))
    app.include_router(pages(ledger, folder, shop, calls, reviews))
    app.add_exception_handler(RequestValidationError, _unusable)
    app.add_middleware(Gate, keyring=Keyring(database), stamps=Stamps(database))
    return app


async def _unusable(_request: Request, error: Exception) -> JSONResponse:
    """One sentence; what was sent is not said back, because not all of JSON can be."""
    wrong = error.errors() if isinstance(error, RequestValidationError) else []
    words = "; ".join(f"{'/'.join(str(step) for step in each['loc'])}: {each['msg']}" for each in wrong)
    return JSONResponse({"detail": sayable(f"The request cannot be used: {words[:500]}")}, 422)
