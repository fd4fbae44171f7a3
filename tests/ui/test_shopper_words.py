"""Every notice, change and call has words in every language."""

import pytest

from cart.core.news import ChangeKind
from cart.core.notices import NOTICES as CONDITIONS
from cart.core.shopper_facts import CallReason
from cart.core.shopper_inputs import NoSignIn
from ui.messages import LANGUAGES
from ui.shopper_words import AGE_REFUSED, AGE_WAITS, CALLS, CHANGES, COMING, NOTICES


@pytest.mark.parametrize(
    ("table", "members"),
    [(CHANGES, ChangeKind), (NOTICES, CONDITIONS), (CALLS, CallReason)],
)
def test_every_condition_has_words(table, members):
    assert set(table) == set(members)
    for texts in (*table.values(), COMING, AGE_WAITS, AGE_REFUSED):
        assert set(texts) == set(LANGUAGES)
        assert all(texts.values())


def test_every_refusal_of_a_sign_in_is_a_notice():
    assert {reason.value for reason in NoSignIn} <= set(CONDITIONS)
