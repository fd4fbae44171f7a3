"""Every operation of the carts' contract, with whatever its own description allows and forbids, properly signed."""

import time

import pytest
from hypothesis import HealthCheck, given, settings

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


def test_no_operation_fails(store):
    described = schemathesis.openapi.from_url(f"{store.url}/openapi.json")
    auth = SignedRequest(load_identity(store.folder.parent / "cart-1", "cart-1"))
    tried = 0
    for operation in described.get_all_operations():

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.ok().as_strategy())
        def behaves(case):
            nonlocal tried
            tried += 1
            answer = case.call(auth=auth)
            assert answer.status_code < 500, answer.text

        behaves()
    assert tried > 100
