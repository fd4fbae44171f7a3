"""Every operation of the carts' contract, with whatever its own description allows and forbids, properly signed."""

import time
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import booleans

from cart.sync import Identity, load_identity

schemathesis = pytest.importorskip("schemathesis", reason="the fuzz extra is not installed")
requests = pytest.importorskip("requests")


class SignedRequest(requests.auth.AuthBase):
    """Signs what schemathesis made up, as a cart does."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def __call__(self, request):
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        now = time.time_ns() // 1_000_000
        request.headers["Authorization"] = self._identity.sign(request.method, request.path_url, body, now)
        return request


@pytest.mark.parametrize("mode", [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE])
def test_no_operation_fails_and_none_stores_what_it_refuses(store, mode, pytestconfig):
    described = schemathesis.openapi.from_url(f"{store.url}/openapi.json")
    auth = SignedRequest(load_identity(store.folder.parent / "cart-1", "cart-1"))
    most = pytestconfig.getoption("--requests")
    statuses = Counter()
    for operation in described.get_all_operations():
        cases = operation.ok().as_strategy(generation_mode=mode)
        # Refused facts are put aside for people; the counter of the time of signing moves by itself.
        aside = {"counters", "parked"} if operation.ok().path.endswith("/facts") else {"counters"}
        try:
            _try(store, cases, auth, aside, statuses, most)
        except Unsatisfiable:  # it takes nothing that could be wrong
            assert mode is schemathesis.GenerationMode.NEGATIVE
    print(f"{statuses.total()} requests, answered {dict(sorted(statuses.items()))}")
    assert statuses.total() >= 10 * most
    assert max(statuses) >= 400


def _try(store, cases, auth, aside, statuses, most):
    @settings(max_examples=most, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=cases, own=booleans())
    def behaves(case, own):
        # Of another cart's name it hears no more than that it is another's.
        if own and "cart" in (case.path_parameters or {}):
            case.path_parameters["cart"] = "cart-1"
        before = store.kept(aside)
        answer = case.call(auth=auth)
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, answer.text
        assert answer.status_code < 400 or store.kept(aside) == before

    behaves()
