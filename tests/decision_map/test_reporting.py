"""A table of who reports to whom: every row kept or set aside, every doubt told by its line."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from decision_map.layout import Post, picture
from decision_map.typed import Checked, Given, Problem, ProblemKind, check, circles
from tests.decision_map.charts import each_snapshot


def table(*rows: tuple[str, str, str]) -> list[Given]:
    return [Given(line, *row) for line, row in enumerate(rows, start=2)]


def superiors(checked: Checked) -> dict[int, int | None]:
    return {kept.given.line: kept.superior for kept in checked.kept}


def test_superiors_are_found_by_id_or_by_name() -> None:
    checked = check(
        table(("1", "", "Ivan Petrov"), ("2", "1", "Ivanova"), ("3", "ivan  petrov", "Orlov"), ("", "2", "x"))
    )
    assert superiors(checked) == {2: None, 3: 2, 4: 2, 5: 3}
    assert checked.problems == () and checked.set_aside == ()


def test_an_id_given_twice_is_set_aside_with_the_line_of_the_first() -> None:
    rows = table(("1", "", "Petrov"), ("2", "1", "Ivanova"), ("2", "1", "Orlov"), (" 2 ", "1", "Smirnov"))
    checked = check(rows)
    assert checked.set_aside == (rows[2], rows[3])
    assert checked.problems == (
        Problem(4, ProblemKind.DUPLICATE, "2", (3,)),
        Problem(5, ProblemKind.DUPLICATE, "2", (3,)),
    )


def test_who_reports_to_oneself_is_kept_without_a_superior() -> None:
    checked = check(table(("1", "1", "Petrov"), ("", "Ivanova", "Ivanova")))
    assert superiors(checked) == {2: None, 3: None}
    assert checked.problems == (
        Problem(2, ProblemKind.SELF_REPORT, "1"),
        Problem(3, ProblemKind.SELF_REPORT, "Ivanova"),
    )


def test_a_superior_who_is_not_in_the_table_leaves_an_orphan() -> None:
    checked = check(
        table(
            ("1", "B89", "Petrov"),
        )
    )
    assert superiors(checked) == {2: None}
    assert checked.problems == (Problem(2, ProblemKind.ORPHAN, "B89"),)


def test_in_a_circle_nobody_is_chosen_to_stand_on_top() -> None:
    checked = check(table(("1", "3", "a"), ("2", "1", "b"), ("3", "2", "c"), ("4", "3", "d")))
    assert superiors(checked) == {2: None, 3: None, 4: None, 5: 4}
    assert checked.problems == (
        Problem(2, ProblemKind.CIRCLE, "3", (4, 3)),
        Problem(3, ProblemKind.CIRCLE, "1", (2, 4)),
        Problem(4, ProblemKind.CIRCLE, "2", (2, 3)),
    )


def test_a_superior_who_may_be_two_is_none() -> None:
    checked = check(table(("1", "", "Petrov"), ("2", "", "Petrov"), ("3", "Petrov", "Orlov"), ("Petrov", "", "x")))
    assert superiors(checked)[4] is None
    assert checked.problems == (Problem(4, ProblemKind.SEVERAL_SUPERIORS, "Petrov", (5, 2, 3)),)


def test_a_row_with_nothing_in_it_is_set_aside() -> None:
    checked = check(
        table(
            (" ", "1", " "),
        )
    )
    assert [row.line for row in checked.set_aside] == [2]
    assert checked.problems == (Problem(2, ProblemKind.NOBODY),)


def test_a_post_without_a_name_is_a_vacancy_and_kept() -> None:
    checked = check([Given(2, "1", "", "", "Finance director"), Given(3, "", "1", "", "Accountant")])
    assert superiors(checked) == {2: None, 3: 2}
    assert checked.problems == ()


def test_without_ids_a_name_that_comes_again_is_told() -> None:
    checked = check(table(("", "", "Petrov"), ("", "", "petrov"), ("", "", "Vacant"), ("", "", "Vacant")))
    assert len(checked.kept) == 4
    assert checked.problems == (Problem(3, ProblemKind.NAMED_TWICE, "petrov", (2,)),)


def test_marks_for_nobody_above_are_no_orphans_unless_somebody_bears_them() -> None:
    checked = check(table(("1", "XX", "a"), ("2", "NULL", "b"), ("3", "-", "c"), ("4", "нет", "d")))
    assert checked.problems == ()
    assert superiors(check(table(("XX", "", "a"), ("2", "XX", "b")))) == {2: None, 3: 2}


cells = st.sampled_from(["", "1", "2", "3", "4", "XX", "Anna", "Boris", "anna"])


@given(st.lists(st.tuples(cells, cells, cells), max_size=12))
@settings(max_examples=300)
def test_nothing_is_dropped_silently_and_what_is_kept_is_a_forest(rows: list[tuple[str, str, str]]) -> None:
    given_rows = table(*rows)
    checked = check(given_rows)
    told = {problem.line for problem in checked.problems}
    assert sorted([*(kept.given for kept in checked.kept), *checked.set_aside]) == given_rows
    assert {row.line for row in checked.set_aside} <= told
    above = superiors(checked)
    assert list(circles(above)) == []
    assert all(superior in above for superior in above.values() if superior is not None)
    for kept in checked.kept:
        assert kept.superior or kept.given.line in told or kept.given.reports_to in ("", "XX")


def test_circles_are_found_once_each_and_without_recursion() -> None:
    chain: dict[int, int | None] = {number: number + 1 for number in range(5000)}
    assert list(circles(chain | {5000: None})) == []
    assert [len(circle) for circle in circles(chain | {5000: 4000})] == [1001]
    assert list(circles({1: 2, 2: 1, 3: 1, 4: 4})) == [[1, 2], [4]]


@each_snapshot
def test_the_dirt_of_a_real_chart_is_found_and_the_rest_is_drawn(
    name: str, rows: list[dict[str, str]], oracle: dict[str, object]
) -> None:
    read = [
        Given(line, row["Post Unique Reference"], row["Reports to Senior Post"], row["Name"], row["Job Title"])
        for line, row in enumerate(rows, start=2)
    ]
    checked = check(read)
    found = {kind: sorted(p.value for p in checked.problems if p.kind is kind) for kind in ProblemKind}
    assert len(read) == oracle["senior"]
    assert len(checked.kept) == oracle["distinct_ids"]
    assert len(checked.set_aside) == len(found[ProblemKind.DUPLICATE]) == oracle["duplicate_id_rows"]
    assert sorted(set(found[ProblemKind.DUPLICATE])) == oracle["duplicate_ids"]
    assert found[ProblemKind.SELF_REPORT] == oracle["self_reports"]
    assert sorted(set(found[ProblemKind.ORPHAN])) == oracle["dangling"]
    assert found[ProblemKind.CIRCLE] == found[ProblemKind.NOBODY] == found[ProblemKind.SEVERAL_SUPERIORS] == []
    drawn = picture([Post(kept.given.line, kept.superior, 200, 92) for kept in checked.kept])
    assert Counter(card.id for card in drawn.cards) == Counter(kept.given.line for kept in checked.kept)
    assert drawn.cut == ()
