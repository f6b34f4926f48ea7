"""Creating and changing accounts, contacts and years."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from accounts import keeping
from accounts.models import Account, AccountYear, Contact
from dossiers.models import DiaryEntry, TheirParticipant
from kam_portal.foundation.history.versions import StaleEdit
from tests.conftest import TODAY

NewAccount = Callable[..., Account]


def words(refusal: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return refusal.value.message_dict


def test_a_new_account_begins_with_its_decision(cast: SimpleNamespace) -> None:
    account = keeping.create_account(by=cast.ada, on=TODAY, status="key", reason="board", trade_name="Acme")
    decisions = account.status_changes.values_list("status", "since", "reason", "decided_by")
    assert list(decisions) == [("key", TODAY, "board", cast.ada.pk)]


def test_a_new_account_opens_its_dossier_with_a_due_date(new_account: NewAccount) -> None:
    assert new_account("Acme", on=datetime.date(2026, 11, 30)).dossier.due_on == datetime.date(2027, 2, 28)


def test_a_candidate_has_no_due_date(new_account: NewAccount) -> None:
    assert new_account("Acme", status="candidate").dossier.due_on is None


def test_a_registration_id_belongs_to_one_account(new_account: NewAccount) -> None:
    new_account("Acme", registration_id="77")
    with pytest.raises(ValidationError) as refusal:
        new_account("Other", registration_id="77")
    assert words(refusal) == {"registration_id": ["Another account has this registration id."]}


def test_accounts_without_a_registration_id_do_not_collide(new_account: NewAccount) -> None:
    assert new_account("Acme").pk != new_account("Other").pk


def test_an_edit_advances_the_version(new_account: NewAccount) -> None:
    account = new_account("Acme")
    edited = keeping.edit_account(account=account, version=account.version, changes={"industry": "Steel"})
    assert (edited.industry, edited.version) == ("Steel", account.version + 1)


def test_a_stale_edit_is_refused_with_the_difference(new_account: NewAccount) -> None:
    account = new_account("Acme", industry="Iron")
    keeping.edit_account(account=account, version=account.version, changes={"industry": "Steel"})
    with pytest.raises(StaleEdit) as refusal:
        keeping.edit_account(account=account, version=account.version, changes={"industry": "Copper"})
    [difference] = refusal.value.differences
    assert (difference.before, difference.theirs, difference.mine) == ("Iron", "Steel", "Copper")


def test_a_circle_in_the_group_is_refused_in_words(new_account: NewAccount) -> None:
    parent, child = new_account("Parent"), new_account("Child")
    keeping.edit_account(account=child, version=child.version, changes={"parent": parent})
    with pytest.raises(ValidationError) as refusal:
        keeping.edit_account(account=parent, version=parent.version, changes={"parent": child})
    sentence = "“Child” already belongs to this account, directly or through others. Choose another parent."
    assert words(refusal) == {"parent": [sentence]}


def test_an_account_cannot_belong_to_itself(new_account: NewAccount) -> None:
    account = new_account("Acme")
    with pytest.raises(ValidationError):
        keeping.edit_account(account=account, version=account.version, changes={"parent": account})
    assert Account.objects.get(pk=account.pk).parent_id is None


def test_a_status_is_decided_with_reason_and_day_and_the_cadence_follows(
    new_account: NewAccount, cast: SimpleNamespace
) -> None:
    account = new_account("Acme", status="candidate", on=datetime.date(2026, 1, 1))
    keeping.change_status(account=account, status="key", reason="grew", on=datetime.date(2026, 5, 31), by=cast.ada)
    account = Account.objects.get(pk=account.pk)
    due_on = datetime.date(2026, 8, 31)
    assert (account.status, account.status_since, account.dossier.due_on) == ("key", datetime.date(2026, 5, 31), due_on)


def test_key_development_keeps_the_date_counted_from_key(new_account: NewAccount) -> None:
    account = new_account("Acme", on=datetime.date(2026, 10, 1))
    keeping.change_status(
        account=account, status="key_development", reason="slower", on=datetime.date(2026, 11, 1), by=None
    )
    assert Account.objects.get(pk=account.pk).dossier.due_on == datetime.date(2027, 1, 1)


def test_closing_an_account_ends_its_reviews(new_account: NewAccount) -> None:
    account = new_account("Acme")
    keeping.change_status(account=account, status="closed", reason="bankrupt", on=TODAY, by=None)
    assert Account.objects.get(pk=account.pk).dossier.due_on is None


def test_the_same_status_is_not_decided_twice(new_account: NewAccount) -> None:
    with pytest.raises(ValidationError) as refusal:
        keeping.change_status(account=new_account("Acme"), status="key", reason="again", on=TODAY, by=None)
    assert words(refusal) == {"status": ["The account has this status already. Choose another one."]}


def test_a_decision_cannot_lie_before_the_present_one(new_account: NewAccount) -> None:
    account = new_account("Acme", on=datetime.date(2026, 3, 1))
    with pytest.raises(ValidationError) as refusal:
        keeping.change_status(account=account, status="closed", reason="x", on=datetime.date(2026, 2, 1), by=None)
    assert list(words(refusal)) == ["on"]


def test_a_contact_of_the_same_name_is_refused(new_account: NewAccount) -> None:
    account = new_account("Acme")
    keeping.create_contact(account=account, name="Ivan Petrov")
    with pytest.raises(ValidationError) as refusal:
        keeping.create_contact(account=account, name="Ivan Petrov")
    assert words(refusal) == {"name": ["A contact of this name is here already. Edit that one."]}


def test_a_contact_nobody_mentions_can_be_removed(new_account: NewAccount) -> None:
    contact = keeping.create_contact(account=new_account("Acme"), name="Ivan Petrov")
    keeping.remove_contact(contact=contact, version=1)
    assert Contact.objects.count() == 0


def test_a_contact_in_the_diary_stays(new_account: NewAccount) -> None:
    account = new_account("Acme")
    contact = keeping.create_contact(account=account, name="Ivan Petrov")
    entry = DiaryEntry.objects.create(account=account, on=TODAY, summary="met")
    TheirParticipant.objects.create(entry=entry, contact=contact)
    with pytest.raises(ValidationError):
        keeping.remove_contact(contact=contact, version=1)
    assert Contact.objects.count() == 1


def test_a_contact_changed_in_between_is_not_removed(new_account: NewAccount) -> None:
    contact = keeping.create_contact(account=new_account("Acme"), name="Ivan Petrov")
    keeping.edit_contact(contact=contact, version=1, changes={"title": "CEO"})
    with pytest.raises(StaleEdit):
        keeping.remove_contact(contact=contact, version=1)
    assert Contact.objects.get().title == "CEO"


def test_the_account_carries_the_sales_of_its_latest_known_year(new_account: NewAccount) -> None:
    account = new_account("Acme")

    def carried() -> tuple[Decimal | None, str]:
        stored = Account.objects.get(pk=account.pk)
        return stored.annual_sales, stored.annual_sales_currency

    first = keeping.record_year(account=account, year=2024, currency="EUR", sales=Decimal("10"))
    row = keeping.record_year(account=account, year=2025, currency="NOK", sales=Decimal("12.50"))
    keeping.record_year(account=account, year=2026, currency="USD", margin=Decimal("1"))
    assert carried() == (Decimal("12.50"), "NOK")
    keeping.edit_year(row=row, version=1, changes={"currency": "SEK"})
    assert carried() == (Decimal("12.50"), "SEK")
    keeping.remove_year(row=row, version=2)
    assert carried() == (Decimal("10"), "EUR")
    keeping.remove_year(row=first, version=1)
    assert carried() == (None, "")


def test_a_year_is_entered_once(new_account: NewAccount) -> None:
    account = new_account("Acme")
    keeping.record_year(account=account, year=2025, currency="EUR")
    with pytest.raises(ValidationError) as refusal:
        keeping.record_year(account=account, year=2025, currency="EUR")
    assert words(refusal) == {"year": ["This year is here already. Edit that one."]}
    assert AccountYear.objects.count() == 1


def test_a_year_changed_in_between_is_not_removed(new_account: NewAccount) -> None:
    row = keeping.record_year(account=new_account("Acme"), year=2025, currency="EUR")
    keeping.edit_year(row=row, version=1, changes={"sales": Decimal("5")})
    with pytest.raises(StaleEdit):
        keeping.remove_year(row=row, version=1)
    assert AccountYear.objects.get().sales == Decimal("5")
