"""Profile, absence, people and teams in the browser."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from kam_portal.foundation.people.inviting import create_person, edit_person
from kam_portal.foundation.people.models import Team, User

SignIn = Callable[[User], Client]


def absence(person: User, start: str, end: str, delegate: User | None, version: int = 1) -> dict[str, str]:
    chosen = str(delegate.pk) if delegate else ""
    return {"absent_from": start, "absent_until": end, "delegate": chosen, "version": str(version)}


def test_the_profile_changes_language_and_zone_for_the_next_page(cast: SimpleNamespace, signed_in: SignIn) -> None:
    anna = signed_in(cast.anna)
    posted = {"full_name": "Anna P.", "language": "ru", "time_zone": "Asia/Tokyo", "version": "1"}
    assert anna.post("/me/", posted)["Location"] == "/me/"
    answer = anna.get("/me/")
    assert "Ваш профиль сохранён." in answer.content.decode()
    stored = User.objects.get(pk=cast.anna.pk)
    assert (answer["Content-Language"], stored.full_name, stored.time_zone) == ("ru", "Anna P.", "Asia/Tokyo")


def test_nobody_gives_themselves_a_role(cast: SimpleNamespace, signed_in: SignIn) -> None:
    posted = {
        "full_name": "Anna",
        "language": "en",
        "time_zone": "UTC",
        "version": "1",
        "role": "admin",
        "is_active": "0",
    }
    signed_in(cast.anna).post("/me/", posted)
    stored = User.objects.get(pk=cast.anna.pk)
    assert (stored.full_name, stored.role, stored.is_active) == ("Anna", "manager", True)


def test_an_absence_has_days_and_a_delegate(cast: SimpleNamespace, signed_in: SignIn) -> None:
    signed_in(cast.anna).post("/me/absence/", absence(cast.anna, "2026-12-01", "2026-12-14", cast.boris))
    stored = User.objects.get(pk=cast.anna.pk)
    assert (stored.absent_from, stored.absent_until, stored.delegate) == (
        datetime.date(2026, 12, 1),
        datetime.date(2026, 12, 14),
        cast.boris,
    )


@pytest.mark.parametrize(
    ("start", "end", "field", "sentence"),
    [
        ("2026-12-01", "", "absent_until", "Give both days, the first and the last, or none."),
        ("", "2026-12-01", "absent_from", "Give both days, the first and the last, or none."),
        ("2026-12-02", "2026-12-01", "absent_until", "The last day of the absence lies before its first."),
        ("", "", "absent_from", "A delegate stands in for an absence: say from when."),
    ],
)
def test_a_half_absence_is_refused_in_words(
    cast: SimpleNamespace, signed_in: SignIn, start: str, end: str, field: str, sentence: str
) -> None:
    answer = signed_in(cast.anna).post("/me/absence/", absence(cast.anna, start, end, cast.boris))
    assert answer.context["form"].errors == {field: [sentence]}


def test_a_delegate_must_be_there_and_may_not_be_oneself_or_a_colleague(
    cast: SimpleNamespace, signed_in: SignIn
) -> None:
    days = {"absent_from": datetime.date(2026, 12, 10), "absent_until": datetime.date(2026, 12, 20)}
    edit_person(person=cast.boris, version=1, changes=days)
    anna = signed_in(cast.anna)
    away = anna.post("/me/absence/", absence(cast.anna, "2026-12-01", "2026-12-10", cast.boris))
    invalid = [
        anna.post("/me/absence/", absence(cast.anna, "2026-12-01", "2026-12-10", person)).context["form"].errors
        for person in (cast.anna, cast.irina)
    ]
    refusal = "Select a valid choice. That choice is not one of the available choices."
    assert away.context["form"].errors == {"delegate": ["Boris Klein is absent in these days too."]}
    assert invalid == [{"delegate": [refusal]}] * 2


def test_a_person_edited_by_two_admins_shows_both_versions(cast: SimpleNamespace, signed_in: SignIn) -> None:
    edit_person(person=cast.boris, version=1, changes={"full_name": "Boris K."})
    posted = {
        "full_name": "B. Klein",
        "email": cast.boris.email,
        "role": "manager",
        "function": "sales",
        "team": str(cast.boris.team_id),
        "language": "en",
        "time_zone": "Europe/Moscow",
        "version": "1",
    }
    answer = signed_in(cast.ada).post(f"/people/{cast.boris.pk}/edit/", posted)
    rows = [(row.title, row.before, row.theirs, row.mine) for row in answer.context["conflict"].rows]
    assert (answer.status_code, rows) == (409, [("Name", "Boris Klein", "Boris K.", "B. Klein")])
    again = signed_in(cast.ada).post(f"/people/{cast.boris.pk}/edit/", posted | {"version": "2"})
    assert (again.status_code, User.objects.get(pk=cast.boris.pk).full_name) == (302, "B. Klein")


def test_a_team_is_made_and_renamed(cast: SimpleNamespace, signed_in: SignIn) -> None:
    ada = signed_in(cast.ada)
    ada.post("/people/teams/new/", {"name": "East", "lead": str(cast.leonid.pk)})
    east = Team.objects.get(name="East")
    ada.post(f"/people/teams/{east.pk}/edit/", {"name": "Far East", "lead": "", "version": "1"})
    east.refresh_from_db()
    assert (east.name, east.lead, east.version) == ("Far East", None, 2)


def test_the_list_of_people_costs_the_same_at_one_and_at_many(
    cast: SimpleNamespace, signed_in: SignIn, django_assert_num_queries: Callable[..., object]
) -> None:
    ada = signed_in(cast.ada)
    with django_assert_num_queries(7):
        ada.get("/people/?q=anna")
    create_person(email="x@nordvik.example", full_name="X", team=cast.anna.team, delegate=cast.boris)
    with django_assert_num_queries(7):
        ada.get("/people/")


def test_filters_narrow_the_list_and_nonsense_in_the_address_does_not_break_it(
    cast: SimpleNamespace, signed_in: SignIn
) -> None:
    ada = signed_in(cast.ada)

    def names(query: str) -> list[str]:
        return [person.full_name for person in ada.get(f"/people/?{query}").context["page"]]

    everybody = names("")
    assert names("role=lead") == ["Leonid Orlov", "Sofia Marchenko"]
    assert names("q=KLEIN") == ["Boris Klein"]
    assert names("state=gone") == []
    assert names("role=king&team=99999999999999999999&page=x") == everybody


def test_the_common_time_zones_come_first_and_every_zone_once(cast: SimpleNamespace, signed_in: SignIn) -> None:
    zones = signed_in(cast.anna).get("/me/").context["form"].fields["time_zone"].choices
    names = [name for _title, group in zones for name, _city in group]
    assert (str(zones[0][0]), len(zones[0][1]), len(names)) == ("Often chosen", 18, len(set(names)))
    assert ("Europe/Moscow", "Moscow") in zones[0][1]


def test_the_hint_about_a_delegate_speaks_to_its_reader(cast: SimpleNamespace, signed_in: SignIn) -> None:
    pages = {cast.anna: "/me/absence/", cast.ada: f"/people/{cast.anna.pk}/edit/"}
    hints = [signed_in(who).get(page).context["form"].fields["delegate"].help_text for who, page in pages.items()]
    assert [str(hint) for hint in hints] == [
        "Reads and edits your accounts and gets your reminders while you are away.",
        "Reads and edits this person's accounts and gets their reminders while they are away.",
    ]
