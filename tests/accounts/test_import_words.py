"""What people may write for the portal's choices: the code and the label of every language; a refusal offers labels."""

from __future__ import annotations

import pytest
from django.db.models import TextChoices
from django.utils import translation

from accounts.importing.words import FUNCTION, LANGUAGE, ROLE, STATUS
from accounts.models import Status
from kam_portal.foundation.people.models import Function
from kam_portal.foundation.people.roles import Role
from kam_portal.foundation.tabular.cells import Doubtful, Reader

READERS: list[tuple[Reader, type[TextChoices]]] = [(STATUS, Status), (ROLE, Role), (FUNCTION, Function)]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(("read", "choices"), READERS)
def test_code_and_label_are_read_in_both_languages(read: Reader, choices: type[TextChoices], language: str) -> None:
    with translation.override(language):
        labels = [str(label) for _value, label in choices.choices]
    assert [read(label) for label in labels] == choices.values
    assert [read(code) for code in choices.values] == choices.values


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "“boss of all” is not known here. Write one of: Colleague, Sales manager, Team lead, Admin."),
        (
            "ru",
            "Значение «boss of all» здесь неизвестно. Напишите одно из: Коллега, Менеджер по продажам, "
            "Руководитель группы, Администратор.",
        ),
    ],
)
def test_a_refusal_offers_the_words_of_the_pages(language: str, sentence: str) -> None:
    with translation.override(language), pytest.raises(Doubtful) as refusal:
        ROLE("boss of all")
    assert str(refusal.value) == sentence


def test_a_language_is_offered_by_its_own_name() -> None:
    with pytest.raises(Doubtful) as refusal:
        LANGUAGE("Klingon")
    assert str(refusal.value) == "“Klingon” is not known here. Write one of: English, Русский."
