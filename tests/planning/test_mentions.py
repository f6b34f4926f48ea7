"""Who is named in a text, without a database."""

from __future__ import annotations

import pytest

from planning.discussion.mentions import named_in

PEOPLE = {1: "Anna Petrova", 2: "Anna Petrov", 3: "Boris Klein", 4: "Ivan Ivanov", 5: "Ivan Ivanov", 6: "Семён Орлов"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Anna Petrova, why?", {1}),
        ("@anna petrov: why? And @Boris  Klein.", {2, 3}),
        ("@Anna Petrovaya", set()),
        ("Anna Petrova", set()),
        ("@Anna", set()),
        ("mail@Boris Klein", set()),
        ("@ Boris Klein", set()),
        ("two are called so: @Ivan Ivanov", set()),
        ("(@Семен Орлов)", {6}),
        ("@", set()),
        ("@@Boris Klein", {3}),
    ],
)
def test_a_whole_name_after_the_sign_names_whoever_is_the_only_one(text: str, named: set[int]) -> None:
    assert named_in(text, PEOPLE) == named
