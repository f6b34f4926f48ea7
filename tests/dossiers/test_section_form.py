"""Saving a section through its page: what is typed is stored, or refused in a sentence by the field."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import Account
from dossiers.description import BY_KEY, editable_sections
from dossiers.facts import stored_values
from dossiers.models import Fact, Section
from dossiers.values import to_stored
from kam_portal.foundation.people.models import User
from kam_portal.foundation.plain_text import plain

pytestmark = pytest.mark.django_db
HOSTILE = Path(settings.BASE_DIR).parent / "shared" / "data" / "hostile-text"


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cast.anna)


def post(client: Client, account: Account, section: str, version: int = 0, **values: Any) -> Any:
    return client.post(reverse("section_edit", args=[account.pk, section]), {"version": version, **values})


def errors(answer: Any) -> dict[str, list[str]]:
    return {name: list(messages) for name, messages in answer.context["form"].errors.items()}


def test_a_saved_section_leads_back_to_its_place_in_the_dossier(account: Account, anna: Client) -> None:
    answer = post(anna, account, "decision", actors="Ingrid\r\nMagnus", source="a visit")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/{account.pk}/dossier/#decision")
    fact = Fact.objects.get(account=account)
    assert (fact.key, fact.value, fact.source, fact.by_id, fact.section_version) == (
        *("actors", "Ingrid\nMagnus", "a visit", account.kam_id),
        1,
    )


def test_only_what_changed_gets_a_new_author_and_date(
    account: Account, anna: Client, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    post(anna, account, "decision", actors="Ingrid", criteria="price", source="a visit")
    post(signed_in(cast.leonid), account, "decision", 1, actors="Ingrid", criteria="quality", source="a call")
    found = Fact.objects.filter(account=account).order_by("key").values_list("key", "by__full_name", "source")
    assert list(found) == [("actors", "Anna Petrova", "a visit"), ("criteria", "Leonid Orlov", "a call")]


def test_a_source_without_a_change_is_refused_in_words_and_kept(account: Account, anna: Client) -> None:
    post(anna, account, "decision", actors="Ingrid")
    answer = post(anna, account, "decision", version=1, actors="Ingrid", source="the annual report")
    assert errors(answer) == {
        "source": [
            "A source is noted beside what you change, and nothing else was changed. "
            "Change a field, or empty the source."
        ]
    }
    assert 'value="the annual report"' in answer.content.decode()
    assert Section.objects.get(account=account, key="decision").version == 1


def test_fields_that_were_not_sent_stay_as_they_are(account: Account, anna: Client) -> None:
    post(anna, account, "decision", actors="Ingrid", criteria="price")
    post(anna, account, "decision", 1, actors="Magnus")
    stored = stored_values(account, BY_KEY["decision"])
    assert (stored["actors"], stored["criteria"]) == ("Magnus", "price")


def test_extra_fields_are_ignored(account: Account, anna: Client) -> None:
    address = reverse("section_edit", args=[account.pk, "decision"])
    extra = {"mission": "x", "account": "999", "by": "1", "as_of": "2000-01-01"}
    assert anna.post(address, {"version": 0, "actors": "Ingrid", **extra}).status_code == 302
    assert [(fact.account, fact.key, fact.by) for fact in Fact.objects.all()] == [(account, "actors", account.kam)]


def test_sizes_run_from_low_to_high_and_have_a_currency(account: Account, anna: Client) -> None:
    sentence = ["Low must not exceed base, nor base high. Correct one of them."]
    sizes = {"size_currency": "EUR", "size_1_low": "20", "size_1_base": "10", "size_3_low": "2", "size_3_high": "1"}
    assert errors(post(anna, account, "relationship", **sizes)) == {"size_1_base": sentence, "size_3_high": sentence}
    assert errors(post(anna, account, "relationship", size_1_low="1")) == {
        "size_currency": ["Say in which currency the sizes of opportunity are, such as EUR."]
    }
    assert (
        post(anna, account, "relationship", size_currency="eur", size_1_low="1,5", size_1_high="1.5").status_code == 302
    )
    stored = stored_values(account, BY_KEY["relationship"])
    assert (stored["size_currency"], stored["size_1_low"], stored["size_1_high"]) == ("EUR", "1.5", "1.5")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("size_currency", "euro"),
        ("size_5_high", "-1"),
        ("size_5_high", "9" * 3000),
        ("client_budget", "a" * 20_001),
        ("client_budget", "a\x00b"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field_with_the_typed_text_kept(
    account: Account, anna: Client, field: str, typed: str
) -> None:
    answer = post(anna, account, "relationship", **{"size_currency": "EUR", field: typed, "worked_before": "kept"})
    assert (answer.status_code, list(errors(answer))) == (200, [field])
    form = answer.context["form"]
    assert (form[field].value(), form["worked_before"].value()) == (typed, "kept")
    assert Fact.objects.count() == 0


@pytest.mark.parametrize(("field", "typed"), [("needs_us", "maybe"), ("client_answer", "5"), ("needs_us", "\x00")])
def test_an_answer_that_is_not_offered_is_refused(account: Account, anna: Client, field: str, typed: str) -> None:
    assert list(errors(post(anna, account, "ladder", **{field: typed}))) == [field]


@pytest.mark.parametrize("section", ["events", "diary", "nothing", "GENERAL"])
def test_a_section_without_fields_has_no_form(account: Account, anna: Client, section: str) -> None:
    assert anna.get(reverse("section_edit", args=[account.pk, section])).status_code == 404


@pytest.mark.parametrize("section", [section.key for section in editable_sections()])
def test_every_section_opens_with_what_is_stored(account: Account, anna: Client, section: str) -> None:
    answer = anna.get(reverse("section_edit", args=[account.pk, section]))
    assert answer.status_code == 200
    html = answer.content.decode()
    assert f'data-draft="{account.pk}-{section}"' in html
    assert [html.count(f'name="{field.key}"') for field in BY_KEY[section].fields] == [1] * len(BY_KEY[section].fields)


def test_a_russian_reader_types_and_sees_a_decimal_comma(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    User.objects.filter(pk=cast.anna.pk).update(language="ru")
    anna = signed_in(User.objects.get(pk=cast.anna.pk))
    post(anna, account, "relationship", size_currency="EUR", size_1_low="31,5")
    shown = anna.get(reverse("section_edit", args=[account.pk, "relationship"])).context["form"]["size_1_low"]
    assert ('value="31,5"' in str(shown), stored_values(account, BY_KEY["relationship"])["size_1_low"]) == (
        True,
        "31.5",
    )


@pytest.fixture
def hostile_texts() -> list[str]:
    plain, coded = HOSTILE / "blns.json", HOSTILE / "blns.base64.json"
    if not plain.exists():
        pytest.skip("the folder ../shared/data/hostile-text is not beside this project")
    decoded = [base64.b64decode(text).decode(errors="surrogateescape") for text in json.loads(coded.read_text())]
    return [*json.loads(plain.read_text()), *decoded]


def test_hostile_text_is_stored_as_it_is_seen_or_refused_by_its_field(
    account: Account, anna: Client, hostile_texts: list[str]
) -> None:
    """Six texts a save, one in each field; the fields that are refused are left out of the second try."""
    keys = [field.key for field in BY_KEY["decision"].fields]
    wrong: list[Any] = []
    version = 0
    for start in range(0, len(hostile_texts), len(keys)):
        texts = [text.encode(errors="surrogateescape").decode(errors="replace") for text in hostile_texts[start:]]
        sent = dict(zip(keys, texts, strict=False))
        answer = post(anna, account, "decision", version, **sent)
        if answer.status_code == 200:
            sent = {key: text for key, text in sent.items() if key not in errors(answer)}
            answer = post(anna, account, "decision", version, **sent)
        stored = stored_values(account, BY_KEY["decision"])
        version = Section.objects.get(account=account).version
        wrong += [(text, answer.status_code) for key, text in sent.items() if stored[key] != to_stored(plain(text))]
    assert wrong == []
    assert len(hostile_texts) > 900


def test_hostile_text_is_shown_as_text_on_dossier_diary_and_history(
    account: Account, anna: Client, hostile_texts: list[str]
) -> None:
    texts = [text for text in hostile_texts if "<" in text and text.isprintable() and len(text) < 200][:60]
    post(anna, account, "decision", 0, actors="\n".join(texts), source=texts[0][:200])
    note = {"kind": "call", "on": "2026-11-01", "summary": "\n".join(texts), "promises": texts[-1]}
    assert anna.post(reverse("diary_new", args=[account.pk]), note).status_code == 302
    for name in ("dossier", "diary", "account_history"):
        page = anna.get(reverse(name, args=[account.pk])).content.decode()
        assert [text for text in texts if text in page] == []
        assert escape(texts[0]) in page


def test_hostile_text_in_every_field_of_every_section_is_never_an_error_of_the_server(
    account: Account, anna: Client, hostile_texts: list[str]
) -> None:
    found = set()
    for number, text in enumerate(hostile_texts[::20]):
        section = editable_sections()[number % len(editable_sections())]
        sent = text.encode(errors="surrogateescape").decode(errors="replace")
        values = dict.fromkeys([field.key for field in section.fields], sent)
        answer = post(anna, account, section.key, 0, **values, source=sent)
        found.add(answer.status_code)
    assert found - {200, 302, 409} == set()


def test_a_collision_names_the_group_where_two_fields_have_one_title(
    account: Account, anna: Client, cast: SimpleNamespace
) -> None:
    post(anna, account, "swot", client_strengths="Theirs", our_strengths="Ours")
    answer = post(anna, account, "swot", client_strengths="Old", our_strengths="Older")
    assert answer.status_code == 409
    assert [row.title for row in answer.context["conflict"].rows] == [
        "The client: Strengths",
        "We at this client: Strengths",
    ]
