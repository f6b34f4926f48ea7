"""Bands, shares of turnover and the comparison of blind lists."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.kaism import (
    Band,
    BandsBroken,
    Fault,
    NotAQuantity,
    Overlap,
    Scale,
    Wrong,
    bands_of,
    check_bands,
    faults_of,
    named_by,
    named_by_n,
    overlaps,
    pareto,
)

D = Decimal


def band(low: str, high: str, score: int = 5) -> Band:
    return Band(D(low) if low != "-" else None, D(high) if high != "-" else None, D(score))


SOUND = [band("-", "0", 0), band("0", "10", 3), band("10", "50", 6), band("50", "-", 10)]


@pytest.mark.parametrize(
    ("raw", "score"),
    [("-1E9", 0), ("-0.01", 0), ("0", 3), ("9.99", 3), ("10", 6), ("49.999999", 6), ("50", 10), ("1E12", 10)],
)
def test_a_band_holds_its_low_end_and_not_its_high_one(raw: str, score: int) -> None:
    assert check_bands(SOUND).band_of(D(raw)).score == score


@pytest.mark.parametrize("raw", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_quantity_is_refused(raw: str) -> None:
    with pytest.raises(NotAQuantity):
        check_bands(SOUND).band_of(D(raw))


def test_the_order_in_which_bands_are_given_does_not_matter() -> None:
    assert check_bands(reversed(SOUND)) == check_bands(SOUND)


def test_low_cost_may_score_high() -> None:
    table = check_bands([band("-", "5", 10), band("5", "-", 0)])
    assert [table.band_of(D(raw)).score for raw in (4, 5)] == [10, 0]


def test_every_band_reaches_up_to_the_next_end() -> None:
    found = bands_of([(D(5), D(8)), (None, D(1)), (D(-3), D(4))])
    assert found == [band("-", "-3", 1), band("-3", "5", 4), band("5", "-", 8)]


LEFT, RIGHT, WHOLE = band("-", "10"), band("10", "-"), band("-", "-")
FAULTY = [
    ([], Fault(Wrong.NO_BANDS, None, None, ())),
    ([LEFT, band("12", "-")], Fault(Wrong.GAP, D(10), D(12), (LEFT, band("12", "-")))),
    ([LEFT, band("8", "-")], Fault(Wrong.OVERLAP, D(8), D(10), (LEFT, band("8", "-")))),
    ([band("0", "10"), RIGHT], Fault(Wrong.GAP, None, D(0), (band("0", "10"),))),
    ([LEFT, band("10", "20")], Fault(Wrong.GAP, D(20), None, (band("10", "20"),))),
    ([LEFT, band("15", "15"), RIGHT], Fault(Wrong.EMPTY, D(15), D(15), (band("15", "15"),))),
    ([LEFT, band("30", "20"), RIGHT], Fault(Wrong.EMPTY, D(30), D(20), (band("30", "20"),))),
    ([WHOLE, band("3", "4")], Fault(Wrong.OVERLAP, D(3), D(4), (WHOLE, band("3", "4")))),
    ([LEFT, RIGHT, RIGHT], Fault(Wrong.OVERLAP, D(10), None, (RIGHT, RIGHT))),
    ([LEFT, band("10", "-", 11)], Fault(Wrong.OUTSIDE_SCALE, D(10), None, (band("10", "-", 11),))),
]


@pytest.mark.parametrize(("bands", "fault"), FAULTY)
def test_gaps_overlaps_and_other_faults_are_named(bands: list[Band], fault: Fault) -> None:
    assert faults_of(bands, scale=Scale()) == (fault,)
    with pytest.raises(BandsBroken) as refusal:
        check_bands(bands, scale=Scale())
    assert refusal.value.faults == (fault,)


def test_an_end_that_is_no_number_is_a_fault_of_its_band() -> None:
    assert [fault.wrong for fault in faults_of([LEFT, band("NaN", "20"), RIGHT])] == [Wrong.EMPTY]


def test_every_fault_is_told_at_once() -> None:
    assert [(f.wrong, f.low, f.high) for f in faults_of([band("0", "5"), band("3", "8"), band("9", "12")])] == [
        (Wrong.GAP, None, 0),
        (Wrong.OVERLAP, 3, 5),
        (Wrong.GAP, 8, 9),
        (Wrong.GAP, 12, None),
    ]


edges = st.lists(st.decimals(-100, 100, places=1), min_size=1, max_size=6, unique=True).map(sorted)
raws = st.decimals(-120, 120, places=1)


@given(edges, raws)
def test_every_quantity_has_exactly_one_band(ends: list[Decimal], raw: Decimal) -> None:
    bands = [Band(low, high, D(n)) for n, (low, high) in enumerate(pairwise([None, *ends, None]))]
    holding = [b for b in bands if (b.low is None or b.low <= raw) and (b.high is None or raw < b.high)]
    assert [check_bands(bands).band_of(raw)] == holding
    for at in ends:
        assert check_bands(bands).band_of(at).low == at


loose = st.lists(st.tuples(st.none() | st.integers(0, 5), st.none() | st.integers(0, 5)), min_size=1, max_size=5)


@given(loose)
def test_bands_pass_exactly_when_every_quantity_has_one_of_them(ends: list[tuple[int | None, int | None]]) -> None:
    bands = [Band(None if a is None else D(a), None if b is None else D(b), D(5)) for a, b in ends]
    halves = [D(n) / 2 for n in range(-2, 13)]
    holding = [sum((b.low is None or b.low <= q) and (b.high is None or q < b.high) for b in bands) for q in halves]
    empty = [b for b in bands if b.low is not None and b.high is not None and b.low >= b.high]
    assert (faults_of(bands) == ()) is (set(holding) == {1} and empty == [])


def letters(amounts: dict[str, int | None]) -> dict[str, str]:
    found = pareto({client: None if amount is None else D(amount) for client, amount in amounts.items()})
    return {portion.client: portion.letter for portion in found.portions}


def test_clients_up_to_80_percent_are_a_up_to_95_b_and_the_rest_c() -> None:
    assert letters({"d": 5, "c": 15, "a": 50, "b": 30}) == {"a": "A", "b": "A", "c": "B", "d": "C"}
    assert letters({"a": 60, "b": 21, "c": 19}) == {"a": "A", "b": "B", "c": "C"}


def test_the_largest_client_is_a_however_large() -> None:
    assert letters({"a": 97, "b": 2, "c": 1}) == {"a": "A", "b": "C", "c": "C"}


def test_the_mark_is_the_number_of_clients_that_make_80_percent() -> None:
    assert pareto({"a": D(60), "b": D(19), "c": D(21)}).mark == 2
    assert pareto({"a": D(60), "b": D(20), "c": D(20)}).mark == 2
    assert pareto({"a": D(0), "b": D(-3)}).mark is None
    assert (pareto({}).mark, pareto({"x": None}).mark, pareto({"x": None}).missing) == (None, None, ("x",))


def test_equal_clients_stand_by_name() -> None:
    assert [p.client for p in pareto({"b": D(5), "a": D(5), "c": D(7)}).portions] == ["c", "a", "b"]


def test_losses_come_last_in_class_c_and_bring_the_curve_down_to_the_net() -> None:
    found = pareto({"good": D(150), "fair": D(50), "nil": D(0), "loss": D(-40), "unknown": None})
    assert [(p.client, p.share, p.cumulative, p.letter) for p in found.portions] == [
        ("good", 75, 75, "A"),
        ("fair", 25, 100, "C"),
        ("nil", 0, 100, "C"),
        ("loss", -20, 80, "C"),
    ]
    assert (found.gains, found.net, found.mark, found.missing) == (200, 160, 2, ("unknown",))


def test_where_nobody_gains_there_are_no_shares() -> None:
    found = pareto({"a": D(-1), "b": D(0)})
    assert [(p.client, p.share, p.cumulative, p.letter) for p in found.portions] == [("b", 0, 0, "C"), ("a", 0, 0, "C")]


@given(st.dictionaries(st.text("abc", max_size=3), st.none() | st.decimals(-1000, 1000, places=2), max_size=12))
def test_an_unknown_amount_changes_nothing_for_the_others(amounts: dict[str, Decimal | None]) -> None:
    known = {client: amount for client, amount in amounts.items() if amount is not None}
    whole, part = pareto(amounts), pareto(known)
    assert (whole.portions, whole.gains, whole.net, whole.mark) == (part.portions, part.gains, part.net, part.mark)
    assert sorted([p.client for p in whole.portions] + list(whole.missing)) == sorted(amounts)
    classes = "".join(p.letter for p in whole.portions)
    assert classes == "".join(sorted(classes))


LISTS = {"sales": ["Acme", "Bolt", "Core"], "finance": {"Bolt", "Core"}, "marketing": {"Core", "Dyne"}, "legal": []}


def test_the_overlap_of_each_pair_of_functions() -> None:
    assert [(o.first, o.second, o.jaccard) for o in overlaps(LISTS)] == [
        ("finance", "legal", 0),
        ("finance", "marketing", D(1) / 3),
        ("finance", "sales", D(2) / 3),
        ("legal", "marketing", 0),
        ("legal", "sales", 0),
        ("marketing", "sales", D(1) / 4),
    ]
    assert overlaps({"a": [], "b": []}) == (Overlap("a", "b", 0, 0),)
    assert Overlap("a", "b", 0, 0).jaccard is None


def test_who_named_whom_and_how_many_are_named_by_how_many() -> None:
    assert named_by(LISTS) == {
        "Bolt": ("finance", "sales"),
        "Core": ("finance", "marketing", "sales"),
        "Dyne": ("marketing",),
        "Acme": ("sales",),
    }
    assert named_by_n(LISTS) == {4: 0, 3: 1, 2: 1, 1: 2}


def test_an_account_listed_twice_by_a_function_is_named_once() -> None:
    assert named_by({"sales": ["Acme", "Acme"]}) == {"Acme": ("sales",)}
    assert [o.jaccard for o in overlaps({"a": ["Acme", "Acme"], "b": ["Acme"]})] == [1]
