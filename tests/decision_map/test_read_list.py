"""A pasted list of people becomes rows; what is not clear is said, and nobody is left out."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from decision_map.typed import Doubt, Listed, Place, read_list


def superiors(listed: tuple[Listed, ...]) -> dict[str, list[int | str | None]]:
    return {
        row.readings[0].name: [p.line if p.line else p.key for p in row.superiors] for row in listed if row.readings
    }


def doubts(listed: tuple[Listed, ...]) -> dict[int, tuple[Doubt, ...]]:
    return {row.line: row.doubts for row in listed if row.doubts}


def test_superiors_by_indentation() -> None:
    listed = read_list("Petrov, CEO\n  Ivanova, CFO\n    Sidorov, accountant\n  Orlov, CTO\nSmirnov, chairman\n")
    assert superiors(listed) == {"Petrov": [], "Ivanova": [1], "Sidorov": [2], "Orlov": [1], "Smirnov": []}
    assert doubts(listed) == {}


def test_superiors_by_words_wherever_they_stand() -> None:
    listed = read_list(
        "Иванова, финансовый директор, под Петровым\n\nПетров, директор\nОрлов, у Смирновой", [("s", "Вера Смирнова")]
    )
    assert superiors(listed) == {"Иванова": [3], "Петров": [], "Орлов": ["s"]}
    assert [row.line for row in listed] == [1, 3, 4]
    assert doubts(listed) == {}


def test_bullets_and_numbers_are_no_part_of_a_name() -> None:
    listed = read_list("1. Petrov\n\t- Ivanova\n\t• Orlov\n2) Smirnov\n")
    assert superiors(listed) == {"Petrov": [], "Ivanova": [1], "Orlov": [1], "Smirnov": []}


def test_a_list_indented_as_a_whole_begins_with_roots() -> None:
    assert superiors(read_list("    Petrov\n      Ivanova\n    Orlov")) == {"Petrov": [], "Ivanova": [1], "Orlov": []}


def test_tabs_and_spaces_are_not_weighed_against_each_other() -> None:
    listed = read_list("Petrov\n    Ivanova\n\tOrlov")
    assert doubts(listed) == {3: (Doubt.INDENT_UNCLEAR,)}
    assert superiors(listed)["Orlov"] == []


def test_words_that_contradict_the_indentation_leave_both() -> None:
    listed = read_list("Petrov\n  Ivanova, under Smirnov\n  Orlov, under Petrov\nSmirnov")
    assert superiors(listed)["Ivanova"] == [1, 4] and superiors(listed)["Orlov"] == [1]
    assert doubts(listed) == {2: (Doubt.SEVERAL_SUPERIORS,)}


def test_of_two_namesakes_none_is_chosen() -> None:
    listed = read_list("Ivan Petrov\nOleg Petrov\nIvanova, under Petrov")
    assert superiors(listed)["Ivanova"] == [1, 2]
    assert doubts(listed) == {3: (Doubt.SEVERAL_SUPERIORS,)}


def test_a_superior_whom_nobody_knows_is_told() -> None:
    assert doubts(read_list("Ivanova, under Petrov")) == {1: (Doubt.SUPERIOR_UNKNOWN,)}


def test_words_that_are_nobodys_name_are_the_title_of_a_post() -> None:
    posts = [(3, "Финансовый директор"), (4, "Buyer"), (5, "Buyer"), (6, "Petrov")]
    listed = read_list(
        "Anna, under chairman\nBoris, chairman, under chairman\nИванова, бухгалтер, под финансовым директором\n"
        "Vera, under buyer\nGleb, under Petrov\nDina, under director\nPetrov",
        posts=posts,
    )
    found = [[place.line or place.post for place in row.superiors] for row in listed]
    assert found == [[2], [], [3], [4, 5], [7], [], []]
    assert doubts(listed) == {
        2: (Doubt.SUPERIOR_UNKNOWN,),
        4: (Doubt.SEVERAL_SUPERIORS,),
        6: (Doubt.SUPERIOR_UNKNOWN,),
    }


def test_who_stands_twice_or_is_on_the_map_already_is_told() -> None:
    listed = read_list("Ivanova, CFO\nIvanova, CTO\nPetrov", [(7, "petrov")])
    assert doubts(listed) == {1: (Doubt.NAMED_TWICE,), 2: (Doubt.NAMED_TWICE,), 3: (Doubt.ALREADY_KNOWN,)}
    assert listed[2].same_as == (Place(key=7),)


def test_two_vacancies_are_not_the_same_person() -> None:
    assert doubts(read_list("Vacant, CFO\nVacant, CTO")) == {}


def test_reports_to_oneself_and_in_a_circle_are_told() -> None:
    listed = read_list("Anna, under Boris\nBoris, under Vera\nVera, under Anna\nGleb, under Gleb\nDina, under Anna")
    assert doubts(listed) == {
        1: (Doubt.CIRCLE,),
        2: (Doubt.CIRCLE,),
        3: (Doubt.CIRCLE,),
        4: (Doubt.SELF_REPORT,),
    }


def test_a_line_with_several_readings_names_all_superiors_it_may_have() -> None:
    (first, second, row) = read_list("Petrov\nSidorov\nIvanova, under Petrov, under Sidorov")
    assert Doubt.SEVERAL_READINGS in row.doubts and set(row.superiors) == {Place(line=1), Place(line=2)}


def test_a_line_without_a_name_stays_in_the_list() -> None:
    listed = read_list("Petrov\nunder Petrov")
    assert [(row.text, row.doubts) for row in listed] == [("Petrov", ()), ("under Petrov", (Doubt.NOBODY_NAMED,))]


@given(st.text(alphabet="AB ,\t\n-у", max_size=60))
@settings(max_examples=200)
def test_every_line_that_is_not_blank_is_a_row_that_is_clear_or_says_why_not(text: str) -> None:
    listed = read_list(text)
    assert [row.line for row in listed] == [n for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    for row in listed:
        assert row.doubts or (len(row.readings) == 1 and len(row.superiors) <= 1)
        assert row.doubts or row.superiors or not row.readings[0].superior


def test_a_thousand_lines_are_read() -> None:
    listed = read_list("\n".join(f"Person{n} Surname{n}, title, under Surname{n // 2}" for n in range(1000)))
    assert list(doubts(listed)) == [1]  # the first one reports to herself
