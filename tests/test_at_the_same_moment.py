"""Two people at the same moment: whoever comes second is told so in words, and nothing is lost or doubled.

The first holds an open transaction; the second's request passes its guards and waits in the database; then the first
is done. So the order is always the same, and the guards have always seen the older state.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.assigning import assign
from accounts.keeping import create_contact, edit_account, record_year, remove_contact, remove_year
from accounts.models import Account, Assignment
from dossiers.reviews.locking import locked
from kam_portal.foundation.people.inviting import create_person, create_team, deactivate, edit_team
from kam_portal.foundation.people.models import Team, User
from tests.conftest import TODAY
from tests.waiting_for_locks import arriving_during

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]
NewAccount = Callable[..., Account]


def patient(client: Client) -> Client:
    client.raise_request_exception = False
    return client


def words(answer: HttpResponse) -> list[str]:
    """What the form of the answer says, field by field."""
    form = answer.context.get("assigning") or answer.context["form"]
    return [str(error) for errors in form.errors.values() for error in errors]


def test_of_two_handovers_the_second_is_refused(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    account = new_account("Halvorsen", kam=cast.anna)
    client, page = patient(signed_in(cast.leonid)), f"/accounts/{account.pk}/assign/"
    data = {"manager": cast.leonid.pk, "reason": "", "expected": cast.anna.pk}
    with arriving_during(lambda: client.post(page, data)) as answers:
        assign(account=account, manager=cast.boris, on=TODAY, reason="", by=cast.ada)
    said = "Meanwhile Boris Klein became the manager. Look again before you hand the account over."
    assert (answers[0].status_code, words(answers[0])) == (200, [said])
    assert [row.manager for row in Assignment.objects.filter(account=account).open()] == [cast.boris]


def test_whoever_waits_for_a_client_that_is_handed_over_meets_its_new_manager(
    cast: SimpleNamespace, new_account: NewAccount
) -> None:
    account = new_account("Halvorsen", kam=cast.anna)
    with arriving_during(transaction.atomic(lambda: locked(account.pk).kam)) as found:
        assign(account=account, manager=cast.boris, on=TODAY, reason="", by=cast.ada)
    assert found == [cast.boris]


def test_a_contact_removed_twice_is_missing_for_the_second(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    account = new_account("Halvorsen", kam=cast.anna)
    contact = create_contact(account=account, name="Kari")
    client, page = patient(signed_in(cast.anna)), f"/accounts/{account.pk}/contacts/{contact.pk}/remove/"
    with arriving_during(lambda: client.post(page, {"version": 1})) as answers:
        remove_contact(contact=contact, version=1)
    assert answers[0].status_code == 404


def test_a_year_removed_twice_is_missing_for_the_second(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    account = new_account("Halvorsen", kam=cast.anna)
    year = record_year(account=account, year=2025, currency="EUR")
    client, page = patient(signed_in(cast.anna)), f"/accounts/{account.pk}/years/{year.pk}/remove/"
    with arriving_during(lambda: client.post(page, {"version": 1})) as answers:
        remove_year(row=year, version=1)
    assert answers[0].status_code == 404


def test_of_two_teams_of_one_name_the_second_is_refused(cast: SimpleNamespace, signed_in: SignIn) -> None:
    client = patient(signed_in(cast.ada))
    with arriving_during(lambda: client.post("/people/teams/new/", {"name": "West"})) as answers:
        create_team(name="West")
    assert (answers[0].status_code, words(answers[0])) == (200, ["There is a team of this name already."])
    assert Team.objects.filter(name="West").count() == 1


def test_of_two_teams_renamed_alike_the_second_is_refused(cast: SimpleNamespace, signed_in: SignIn) -> None:
    north, south = (Team.objects.get(pk=person.team_id) for person in (cast.anna, cast.viktor))
    client, page = patient(signed_in(cast.ada)), f"/people/teams/{south.pk}/edit/"
    data = {"name": "West", "lead": cast.sofia.pk, "version": south.version}
    with arriving_during(lambda: client.post(page, data)) as answers:
        edit_team(team=north, version=north.version, changes={"name": "West"})
    assert (answers[0].status_code, words(answers[0])) == (200, ["There is a team of this name already."])


def test_an_e_mail_taken_at_the_moment_of_an_edit_is_refused(cast: SimpleNamespace, signed_in: SignIn) -> None:
    person = User.objects.get(pk=cast.boris.pk)
    client, page = patient(signed_in(cast.ada)), f"/people/{person.pk}/edit/"
    names = ("full_name", "role", "function", "language", "time_zone", "version")
    data = {name: getattr(person, name) for name in names} | {"team": person.team_id, "email": "new@nordvik.example"}
    with arriving_during(lambda: client.post(page, data)) as answers:
        create_person(email="New@nordvik.example", full_name="New")
    assert (answers[0].status_code, words(answers[0])) == (200, ["Somebody with this e-mail is here already."])


def test_a_leaver_who_is_given_an_account_at_that_moment_stays(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    account = new_account("Halvorsen", kam=cast.anna)
    client, page = patient(signed_in(cast.ada)), f"/people/{cast.boris.pk}/deactivate/"
    with arriving_during(lambda: client.post(page)) as answers:
        assign(account=account, manager=cast.boris, on=TODAY, reason="", by=cast.ada)
    boris = User.objects.get(pk=cast.boris.pk)
    assert (answers[0].status_code, boris.is_active, boris.accounts.count()) == (302, True, 1)


def test_an_account_is_not_handed_to_somebody_who_leaves_at_that_moment(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    account = new_account("Halvorsen", kam=cast.anna)
    client, page = patient(signed_in(cast.leonid)), f"/accounts/{account.pk}/assign/"
    data = {"manager": cast.boris.pk, "reason": "", "expected": cast.anna.pk}
    with arriving_during(lambda: client.post(page, data)) as answers:
        deactivate(person=cast.boris, by=cast.ada, at=timezone.now())
    said = "This person is deactivated. Choose somebody who works here."
    assert (answers[0].status_code, words(answers[0])) == (200, [said])


def test_an_edit_at_the_moment_of_a_handover_is_compared_and_then_refused(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    """The former manager's edit passed its guard as the owner; it is not written, and no word of it is lost."""
    account = new_account("Halvorsen", kam=cast.anna)
    client, page = patient(signed_in(cast.anna)), f"/accounts/{account.pk}/edit/"
    data = {"trade_name": "Halvorsen", "site": "Bergen harbour", "consent": account.consent, "version": account.version}
    with arriving_during(lambda: client.post(page, data)) as answers:
        assign(account=account, manager=cast.boris, on=TODAY, reason="", by=cast.leonid)
    later = client.post(page, data | {"version": answers[0].context["form"]["version"].value()})
    stored = Account.objects.get(pk=account.pk)
    assert [answer.status_code for answer in (answers[0], later)] == [409, 404]
    assert ["Bergen harbour" in answer.content.decode() for answer in (answers[0], later)] == [True, True]
    assert (stored.site, stored.kam, stored.version) == ("", cast.boris, account.version + 1)


def test_a_handover_at_the_moment_of_an_edit_keeps_both(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    account = new_account("Halvorsen", kam=cast.anna)
    client, page = patient(signed_in(cast.leonid)), f"/accounts/{account.pk}/assign/"
    data = {"manager": cast.boris.pk, "reason": "", "expected": cast.anna.pk}
    with arriving_during(lambda: client.post(page, data)) as answers:
        edit_account(account=account, version=account.version, changes={"site": "Bergen"})
    stored = Account.objects.get(pk=account.pk)
    assert (answers[0].status_code, stored.site, stored.kam) == (302, "Bergen", cast.boris)


def test_of_two_years_recorded_at_once_the_later_one_is_at_stake(
    cast: SimpleNamespace, new_account: NewAccount
) -> None:
    acme = new_account("Acme", kam=cast.anna)

    def second() -> HttpResponse:
        record_year(account=acme, year=2024, currency="EUR", sales=Decimal(10))
        return HttpResponse()

    with arriving_during(second) as answers:
        record_year(account=acme, year=2025, currency="NOK", sales=Decimal(20))
    assert len(answers) == 1
    stored = Account.objects.get(pk=acme.pk)
    assert (stored.annual_sales, stored.annual_sales_currency) == (Decimal(20), "NOK")
