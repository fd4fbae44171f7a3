"""Only whole requests that an enrolled cart signed just now reach the store; what is refused leaves no trace."""

import json
import random
import socket
import time
from contextlib import closing
from urllib.parse import quote, urlsplit

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cart.core.signing import Stamp, header, parse
from cart.sync import Identity, load_identity
from cart.sync.enrolling import NotEnrolled, enrol
from cart.sync.identity import KEY_FILE, Signed
from store.database import Database
from store.enrolment import invite, revoke
from store.gate import LARGEST_BODY
from store.schema import CodeRow
from store.stamps import Stale, Stamps

FACTS = "/v1/trips/t-1/facts"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@pytest.fixture
def identity(store) -> Identity:
    return load_identity(store.folder.parent / "cart-1", "cart-1")


@pytest.fixture
def body(new_trip) -> bytes:
    return json.dumps(new_trip("t-1").start().add("oats").finish().batch()).encode()


def signed(identity: Identity, body: bytes, *, method: str = "POST", path: str = FACTS, at: int | None = None) -> str:
    return identity.sign(method, path, body, now_ms() if at is None else at)


def post(store, body: bytes, said: str, path: str = FACTS) -> httpx2.Response:
    return store.people.post(path, content=body, headers={"Authorization": said, "Content-Type": "application/json"})


def test_what_is_not_signed_as_it_came_is_refused_and_leaves_no_trace(store, identity, body):
    before = store.kept()
    stamp, signature = parse(signed(identity, body))
    stranger = Identity("cart-1", Ed25519PrivateKey.generate())
    wrong = [
        "",
        "Bearer let me in",
        "SmartCart cart-1;1;2;3",
        signed(stranger, body),
        signed(Identity("cart-7", identity.key), body),
        signed(identity, body + b" "),
        signed(identity, body, method="PUT"),
        signed(identity, body, path="/v1/trips/t-2/facts"),
        signed(identity, body, path=FACTS + "?a=b"),
        header(stamp, bytes(64)),
        header(Stamp("cart-1", stamp.time + 1, stamp.nonce), signature),
        header(Stamp("cart-1", stamp.time, "0" * 32), signature),
        signed(identity, body, at=now_ms() - 400_000),
        signed(identity, body, at=now_ms() + 400_000),
        signed(identity, body, at=0),
    ]
    for said in wrong:
        answer = post(store, body, said)
        assert answer.status_code == 401, said
        assert answer.json()["detail"].count(".") == 1
    assert store.kept() == before
    assert post(store, body, signed(identity, body)).json() == {"acked": 3, "receipt": 1}


def test_a_request_that_comes_again_is_refused(store, open_store, identity, body):
    said = signed(identity, body)
    assert post(store, body, said).status_code == 200
    before = store.kept()
    for _ in range(3):
        again = post(store, body, said)
        assert (again.status_code, "been here before" in again.text) == (401, True)
    store.stop()
    restarted = open_store()
    assert post(restarted, body, said).status_code == 401  # though nobody remembers its number any more
    assert restarted.kept() == before


def test_replays_are_refused_over_restarts_whatever_the_clocks_did(store, open_store, identity, body):
    """A request signed a few seconds ahead of the store's clock is let in, and not again by the store's next lives."""
    said = [signed(identity, body, at=now_ms() + ahead) for ahead in (0, 4_000, 8_000)]
    for each in said:
        assert post(store, body, each).status_code == 200
    assert post(store, body, signed(identity, body, at=now_ms() + 60_000)).status_code == 401
    for _ in range(3):
        store.stop()
        store = open_store()
        assert [post(store, body, each).status_code for each in said] == [401] * len(said)
        told = int(post(store, body, said[0]).headers["store-time"])
        said.append(signed(identity, body, at=told))
        assert post(store, body, said[-1]).status_code == 200, "the time that a refusal names is good"


def test_the_time_of_signing_never_runs_back(store):
    with closing(Database(store.db)) as database:
        clock = [2_000_000_000.0]
        stamps = Stamps(database, lambda: clock[0])
        stamp = Stamp("cart-1", stamps.now, "0" * 32)
        stamps.make_room(stamp)
        stamps.take(stamp)
        clock[0] -= 86_400.0
        later = Stamps(database, lambda: clock[0])
        assert later.now > stamp.time
        with pytest.raises(Stale, match="not signed just now"):
            later.check(stamp)


@pytest.mark.parametrize("leap", [400.0, 86_400.0])
def test_a_clock_that_goes_forward_and_back_lets_no_request_in_again(store, leap):
    """Numbers are forgotten when they are too old to count: that moment is never taken back."""
    with closing(Database(store.db)) as database:
        clock = [2_000_000_000.0]
        stamps = Stamps(database, lambda: clock[0])
        said = []
        for number, step in enumerate((0.0, leap, 1.0, -leap, 1.0, -3 * leap, leap)):
            clock[0] += step
            before = stamps.now
            said.append(Stamp("cart-1", before, f"{number:032x}"))
            stamps.make_room(said[-1])
            stamps.take(said[-1])
            clock[0] += 0.5
            assert stamps.now == before + 500
            for each in said:
                with pytest.raises(Stale):
                    stamps.take(each)


def test_a_body_that_is_too_large_is_refused_and_leaves_no_trace(store, identity):
    before = store.kept()
    for size in (LARGEST_BODY + 1, 3 * LARGEST_BODY):
        body = b"[" + b" " * size
        assert post(store, body, signed(identity, body)).status_code == 413
    assert store.kept() == before


def test_a_body_that_is_cut_off_leaves_no_trace(store, identity, body):
    before = store.kept()
    host, port = urlsplit(store.url).hostname, urlsplit(store.url).port
    dice = random.Random(5)
    for _ in range(20):
        head = f"POST {FACTS} HTTP/1.1\r\nHost: x\r\nAuthorization: {signed(identity, body)}\r\n"
        wire = head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
        with socket.create_connection((host, port)) as raw:
            raw.sendall(wire[: dice.randrange(1, len(wire))])
    assert store.carts.get("/v1/catalog").status_code == 200
    assert store.kept() == before


def test_a_cart_speaks_only_for_itself(store, new_trip):
    trip = new_trip("t-1").start().add("oats")
    other = store.enrolled("cart-2")
    before = store.kept()
    assert other.post(FACTS, json=trip.batch()).status_code == 403
    assert other.post("/v1/carts/cart-1/heartbeat", json={}).status_code == 403
    assert store.kept() == before
    store.send(trip)
    assert other.get("/v1/trips/t-1").status_code == 404
    assert other.get(f"{FACTS}").status_code == 404
    assert other.post("/v1/trips/positions", json=["t-1"]).json() == {"t-1": 0}
    assert store.carts.post("/v1/trips/positions", json=["t-1", "t-2"]).json() == {"t-1": 2, "t-2": 0}
    assert store.carts.get("/v1/carts/cart-1/open").json() == ["t-1"]


def test_the_clock_of_a_cart_may_be_wrong_and_may_jump(store, identity, new_trip):
    """The store's answer says what time it is there; from then on the cart counts on a clock that never jumps."""
    for wrong_by in (-86_400, -time.time(), 86_400 * 365):
        wall = time.time() + wrong_by
        auth = Signed(identity, time.monotonic, lambda wall=wall: wall)
        with httpx2.Client(base_url=store.url, auth=auth, verify=False, trust_env=False) as cart:
            assert cart.get("/v1/catalog").status_code == 200
            assert cart.post(FACTS, json=new_trip("t-1").start().batch()).json() == {"acked": 1}


@pytest.fixture
def code(store) -> str:
    with closing(Database(store.db)) as database:
        return invite(database, "cart-5")


def test_a_code_enrols_one_cart_once(store, tmp_path, code):
    assert enrol(store.url, "cart-5", code.lower(), tmp_path / "five") == "Open Market"
    assert enrol(store.url, "cart-5", code, tmp_path / "five")  # the answer may have been lost
    assert (tmp_path / "five" / KEY_FILE).stat().st_mode & 0o077 == 0
    with pytest.raises(NotEnrolled, match="used already"):
        enrol(store.url, "cart-5", code, tmp_path / "a thief")
    with pytest.raises(NotEnrolled, match="no code for cart cart-6"):
        enrol(store.url, "cart-6", code, tmp_path / "six")
    assert store.signing(load_identity(tmp_path / "five", "cart-5")).get("/v1/catalog").status_code == 200


def test_codes_that_cannot_be_used_are_refused_in_one_sentence(store, tmp_path, code):
    with closing(Database(store.db)) as database, database.write() as session:
        for row in session.scalars(select(CodeRow).where(CodeRow.cart == "cart-5")):
            row.expires = now_ms() - 1
    for wrong, said in ((code, "expired"), ("2222-2222-2222", "no code for"), ("", "no code for")):
        before = store.kept()
        with pytest.raises(NotEnrolled, match=said) as refused:
            enrol(store.url, "cart-5", wrong, tmp_path / "five")
        assert str(refused.value).count(". ") == 0
        assert store.kept() == before
    with pytest.raises(NotEnrolled, match="did not answer"):
        enrol("http://127.0.0.1:9", "cart-5", code, tmp_path / "five")
    with pytest.raises(NotEnrolled, match="cannot be named"):
        enrol(store.url, "cart 5", code, tmp_path / "five")


def test_the_code_itself_is_not_kept(store, code):
    assert code not in str(store.kept())
    assert code.replace("-", "") not in str(store.kept())


def test_a_revoked_cart_is_refused_until_it_is_enrolled_again(store, tmp_path, code):
    enrol(store.url, "cart-5", code, tmp_path / "five")
    cart = store.signing(load_identity(tmp_path / "five", "cart-5"))
    assert cart.get("/v1/catalog").status_code == 200
    with closing(Database(store.db)) as database:
        assert revoke(database, "cart-5")
        assert not revoke(database, "cart-8")
    deadline = time.monotonic() + 20
    while cart.get("/v1/catalog").status_code != 401:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    with closing(Database(store.db)) as database:
        enrol(store.url, "cart-5", invite(database, "cart-5"), tmp_path / "five")
    assert cart.get("/v1/catalog").status_code == 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=20),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(max_size=8), parts, max_size=4),
    max_leaves=12,
)
FACT = st.fixed_dictionaries(
    {"trip": st.just("t-1") | JSON, "seq": st.integers() | st.just(1), "t_ms": st.integers() | JSON},
    optional={
        "body": st.fixed_dictionaries(
            {"type": st.sampled_from(["TripStarted", "TripCancelled"]) | JSON, "wall": st.integers()},
            optional={"catalog": st.text(), "currency": st.text()},
        )
        | JSON
    },
)
BATCH = (
    st.fixed_dictionaries(
        {"cart": st.just("cart-1"), "facts": st.lists(FACT, max_size=3) | JSON, "head": st.text() | JSON}
    )
    | JSON
)
PATHS = [
    "/v1/trips/t-1/facts",
    "/v1/trips/positions",
    "/v1/evidence/missing",
    "/v1/carts/cart-1/heartbeat",
    "/v1/enrolments",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(path=st.sampled_from(PATHS), said=BATCH, raw=st.none() | st.binary(max_size=60))
def test_no_body_brings_the_store_down(store, path, said, raw):
    body = raw if raw is not None else json.dumps(said).encode()
    aside = {"counters", "parked"} if path == FACTS else {"counters"}  # refused facts are put aside for people
    before = store.kept(aside)
    answer = store.carts.post(path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code < 500, body
    assert answer.json() is not None
    assert answer.status_code < 400 or store.kept(aside) == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    rest=st.text(max_size=30),
    method=st.sampled_from(["GET", "PUT", "POST", "DELETE"]),
    place=st.sampled_from(["trips", "evidence", "carts", "pictures"]),
)
def test_no_path_brings_the_store_down(store, rest, method, place):
    path, before = f"/v1/{place}/{quote(rest, safe='/%?&=')}", store.kept({"counters"})
    answer = store.carts.request(method, path, content=b"x")
    assert answer.status_code < 500
    assert answer.status_code < 400 or store.kept({"counters"}) == before


STAFF_PAGES = [
    *(("GET", f"/trips/{{}}{rest}") for rest in ("", "/booked.json", "/facts.json")),
    *(("GET", f"/trips/{{}}/receipt.{form}") for form in ("txt", "json", "html")),
    *(("GET", path) for path in ("/", "/audit.txt", "/calls.json", "/style.css", "/find?code={}", "/find?{}")),
    *(("GET", path) for path in ("/receipt/{}", "/evidence/{}", "/evidence/{}.svg", "/{}")),
    *(("POST", path) for path in ("/trips/{}/settle", "/trips/t-1/settle", "/calls/{}/{}/{}/coming")),
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(page=st.sampled_from(STAFF_PAGES), said=st.lists(st.text(max_size=20), min_size=3, max_size=3), raw=st.binary())
def test_no_page_of_the_staff_fails_and_none_stores_what_it_refuses(store, page, said, raw):
    method, path = page
    before = store.kept()
    answer = store.people.request(method, path.format(*(quote(each, safe="%&=") for each in said)), content=raw)
    assert answer.status_code < 500, answer.text
    assert (method == "POST" and answer.status_code < 400) or store.kept() == before
