"""Every role, page, problem and finding has words; the other languages come with the pages that say them."""

import pytest

from cart.core.roles import Right, Role
from cart.core.staff_inputs import Grade
from cart.core.staff_work import PROBLEMS as CONDITIONS
from cart.core.staff_work import StaffPage
from cart.health import TOPICS as EXAMINED
from ui.messages import LANGUAGES
from ui.staff_words import GRADES, PAGES, PROBLEMS, RIGHTS, ROLES, TOPICS


@pytest.mark.parametrize(
    ("table", "members"),
    [
        (ROLES, Role),
        (RIGHTS, Right),
        (PAGES, StaffPage),
        (PROBLEMS, CONDITIONS),
        (TOPICS, EXAMINED),
        (GRADES, Grade),
    ],
)
def test_every_condition_of_staff_has_words(table, members):
    assert set(table) == set(members)
    for texts in table.values():
        assert {"en", "de"} <= set(texts) <= set(LANGUAGES)
        assert all(texts.values())
