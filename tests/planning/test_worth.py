"""Effort against benefit, value against probability: golden figures and what always holds (method.md, section 5.2)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.kaism.scales import shown
from planning.models import Opportunity, Stage
from planning.opportunities import stages
from planning.opportunities.rows import expected_of
from planning.opportunities.worth import (
    CLASSES,
    HIGHEST,
    LOWEST,
    Sum,
    Worth,
    class_of,
    effort_of,
    expected,
    is_borderline,
    summed,
    weight,
)

D = Decimal
part = st.none() | st.integers(1, 5)
money = st.decimals(0, 10**13, places=2)

# time, money, people, benefit; effort (lowest, highest) as shown, class, borderline: reckoned by hand.
GOLDEN = (
    (1, 2, 1, 5, "1.33", "1.33", Worth.QUICK_WIN, False),
    (4, 5, 4, 5, "4.33", "4.33", Worth.STRATEGIC, False),
    (1, 1, 2, 2, "1.33", "1.33", Worth.FILL_IN, False),
    (5, 5, 4, 1, "4.67", "4.67", Worth.DROP, False),
    (3, 3, 3, 3, "3.00", "3.00", Worth.STRATEGIC, True),
    (2, 3, 4, 4, "3.00", "3.00", Worth.STRATEGIC, True),
    (2, 3, 3, 4, "2.67", "2.67", Worth.QUICK_WIN, False),
    (2, 3, 3, 3, "2.67", "2.67", Worth.QUICK_WIN, True),
    (3, 3, 4, 2, "3.33", "3.33", Worth.DROP, False),
    (1, None, 1, 5, "1.00", "2.33", None, False),
    (None, None, 4, 5, "2.00", "4.67", None, False),
    (None, None, None, 5, "1.00", "5.00", None, False),
    (1, 1, 1, None, "1.00", "1.00", None, False),
)


@pytest.mark.parametrize(("time", "money_", "people", "benefit", "low", "high", "worth", "near"), GOLDEN)
def test_effort_and_benefit_make_a_class_and_what_is_missing_makes_none(
    time: int | None,
    money_: int | None,
    people: int | None,
    benefit: int | None,
    low: str,
    high: str,
    worth: Worth | None,
    near: bool,
) -> None:
    effort = effort_of(time, money_, people)
    assert (str(shown(effort.lowest)), str(shown(effort.highest))) == (low, high)
    assert (class_of(effort, benefit), is_borderline(effort, benefit)) == (worth, near)


@given(part, part, part, st.integers(1, 5), part)
def test_what_is_missing_lies_in_the_range_whatever_it_is(
    time: int | None, cost: int | None, people: int | None, filled: int, benefit: int | None
) -> None:
    effort = effort_of(time, cost, people)
    whole = effort_of(*(filled if each is None else each for each in (time, cost, people)))
    assert whole.value is not None
    assert LOWEST <= effort.lowest <= whole.value <= effort.highest <= HIGHEST
    assert (effort.value is None) == (None in (time, cost, people))
    assert (class_of(effort, benefit) is None) == (effort.value is None or benefit is None)
    assert effort_of(people, time, cost) == effort
    assert set(CLASSES.values()) == set(Worth)


@given(st.lists(st.tuples(st.none() | money, st.none() | st.integers(0, 100)), max_size=8))
def test_an_expected_sum_leaves_out_what_is_missing_and_says_of_how_many(
    pairs: list[tuple[Decimal | None, int | None]],
) -> None:
    found = summed(expected(value, probability) for value, probability in pairs)
    known = [value * probability / 100 for value, probability in pairs if value is not None and probability is not None]
    assert found == Sum(sum(known, D(0)) if known else None, len(known), len(pairs))
    assert expected(D(120_000), 0) == 0
    assert expected(D("0.01"), 50) == D("0.005")


def test_the_stages_of_the_client_lie_before_during_and_after_the_sale() -> None:
    assert list(stages.ORDER) == Stage.values
    assert [stages.phase_of(stage).value for stage in Stage] == [
        *("before", "before", "during", "during", "after", "after"),
    ]
    assert [stages.after(stage) for stage in Stage] == [*Stage.values[1:], None]
    assert [stages.before(stage) for stage in Stage] == [None, *Stage.values[:-1]]


def test_one_horizon_and_one_order_hold_on_every_page_and_paper() -> None:
    known = Opportunity(value_1=D(900), value_3=D(1000), value_5=D(0), probability=50)
    won, near = Opportunity(value_3=D(70), probability=10, outcome="won"), Opportunity(value_1=D(900), probability=50)
    assert [expected_of(each) for each in (known, won, near)] == [D(500), D(70), None]
    assert (expected_of(known, 1), expected_of(known, 5)) == (D(450), D(0))
    # (brings, benefit): what brings most comes first, nought before what nobody can tell, then the greater benefit.
    mixed = [(None, None), (D(0), 5), (D(70), None), (None, 5), (D(500), 1), (D(70), 5)]
    in_order = [(D(500), 1), (D(70), 5), (D(70), None), (D(0), 5), (None, 5), (None, None)]
    assert sorted(mixed, key=lambda pair: weight(*pair)) == in_order
