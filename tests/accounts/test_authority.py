"""Ranges of negotiating authority: who grants them, one at a time, with their history."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.granting import edit_authority, end_authority, grant, ranges_on
from accounts.models import Authority
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
DAY = datetime.timedelta(days=1)


def refused(verb: Callable[..., Any], **values: Any) -> str:
    with pytest.raises(ValidationError) as error:
        verb(**values)
    return " ".join(error.value.messages)


def test_a_manager_has_one_range_at_a_time(cast: SimpleNamespace) -> None:
    own = {"manager": cast.anna, "by": cast.ada, "discount": Decimal(10)}
    first = grant(valid_from=TODAY, valid_until=TODAY + 9 * DAY, **own)
    assert "Two at once are none" in refused(grant, valid_from=TODAY + 9 * DAY, **own)
    assert "Two at once are none" in refused(grant, valid_from=TODAY - DAY, **own)
    later = grant(valid_from=TODAY + 10 * DAY, **own)
    assert "from 2 Dec 2026 on" in refused(grant, valid_from=TODAY + 90 * DAY, **own)
    longer = {"valid_until": TODAY + 10 * DAY}
    assert "Two at once" in refused(edit_authority, authority=first, version=1, changes=longer, by=cast.leonid)
    grant(**{**own, "manager": cast.boris}, valid_from=TODAY)
    days = [TODAY - DAY, TODAY, TODAY + 9 * DAY, TODAY + 10 * DAY]
    assert [ranges_on([cast.anna.pk], day).get(cast.anna.pk) for day in days] == [None, first, first, later]


def test_a_lead_grants_up_to_what_they_may_agree_themselves(cast: SimpleNamespace) -> None:
    wanted = {"manager": cast.anna, "valid_from": TODAY, "by": cast.leonid}
    amounts = {"discount": Decimal(10), "contract_value": Decimal(500), "currency": "EUR", "payment_days": 30}
    assert refused(grant, **wanted, **amounts).count("an admin grants it") == 3
    own = {**amounts, "discount": Decimal(9), "currency": "USD"}
    grant(manager=cast.leonid, valid_from=TODAY, by=cast.ada, **own)
    said = refused(grant, **wanted, **amounts)
    assert "You may agree up to 9.00 yourself" in said and said.count("an admin grants it") == 1
    range_ = grant(**wanted, discount=Decimal(9), payment_days=30, general="Warranty")
    more = {"authority": range_, "version": 1, "by": cast.leonid}
    assert "up to 30 yourself" in refused(edit_authority, **more, changes={"payment_days": 31})
    # What an admin granted beyond that stays; a lead changes the words beside it.
    range_ = edit_authority(authority=range_, version=1, changes={"discount": Decimal(50)}, by=cast.ada)
    assert edit_authority(authority=range_, version=2, changes={"general": "None"}, by=cast.leonid).discount == 50


def test_nothing_is_no_range_and_money_has_a_currency(cast: SimpleNamespace) -> None:
    own = {"manager": cast.anna, "by": cast.leonid, "valid_from": TODAY}
    assert "Say what is granted" in refused(grant, **own)
    assert "currency" in refused(grant, **own, contract_value=Decimal(5))
    assert "ends before it begins" in refused(grant, **own, general="x", valid_until=TODAY - DAY)
    assert "no sales manager" in refused(grant, **{**own, "manager": cast.irina}, general="x")
    assert not Authority.objects.exists()


def test_a_range_is_ended_and_not_prolonged_by_ending_it(cast: SimpleNamespace) -> None:
    range_ = grant(manager=cast.anna, by=cast.leonid, valid_from=TODAY, general="Warranty")
    end = {"authority": range_, "by": cast.ada}
    assert "before it begins" in refused(end_authority, **end, version=1, valid_until=TODAY - DAY)
    ended = end_authority(**end, version=1, valid_until=TODAY + DAY)
    assert (ended.valid_until, ended.granted_by, ended.version) == (TODAY + DAY, cast.ada, 2)
    assert "already" in refused(end_authority, **end, version=2, valid_until=TODAY + 2 * DAY)
    with pytest.raises(StaleEdit):
        end_authority(**end, version=1, valid_until=TODAY)


def test_a_lead_grants_to_the_own_team_and_not_to_themselves(cast: SimpleNamespace, signed_in: SignIn) -> None:
    leonid, ada = signed_in(cast.leonid), signed_in(cast.ada)
    managers = [manager for manager, _range in leonid.get("/assignments/authority/").context["rows"]]
    assert managers == [cast.anna, cast.boris]
    everybody = [manager for manager, _range in ada.get("/assignments/authority/").context["rows"]]
    assert {cast.anna, cast.viktor, cast.leonid, cast.ada} <= set(everybody)
    for person in (cast.leonid, cast.viktor, cast.irina):
        assert leonid.get(f"/assignments/authority/of/{person.pk}/new/").status_code == 404
    assert ada.get(f"/assignments/authority/of/{cast.leonid.pk}/new/").status_code == 200


def test_what_is_granted_on_the_page_is_told_there_and_on_the_managers_own(
    cast: SimpleNamespace, signed_in: SignIn
) -> None:
    leads = {"discount": Decimal(20), "contract_value": Decimal(2_000_000), "currency": "EUR"}
    grant(manager=cast.leonid, valid_from=TODAY, by=cast.ada, **leads)
    leonid, address = signed_in(cast.leonid), f"/assignments/authority/of/{cast.anna.pk}/"
    bad = {"valid_from": "2026-12-01", "valid_until": "2026-11-01", "contract_value": "5", "discount": "101"}
    errors = leonid.post(f"{address}new/", bad).context["form"].errors
    assert set(errors) == {"valid_until", "currency", "discount"}
    sent = {"valid_from": "2026-12-01", "discount": "12,5", "contract_value": "1 000 000", "currency": "eur"}
    assert leonid.post(f"{address}new/", sent).status_code == 302
    range_ = Authority.objects.get(manager=cast.anna)
    assert (range_.discount, range_.contract_value, range_.currency, range_.granted_by) == (
        Decimal("12.5"),
        1_000_000,
        "EUR",
        cast.leonid,
    )
    leonid.post(f"/assignments/authority/{range_.pk}/end/", {"valid_until": "2026-12-31", "version": 1})
    page = leonid.get(address)
    subjects = [change.subject for moment in page.context["page"].moments for change in moment.changes]
    assert subjects == ["Range of authority from 1 Dec 2026"] * 2
    own = signed_in(cast.anna).get("/me/authority/")
    assert own.context["ranges"] == page.context["ranges"]
    assert "up to 12.5 %" in own.content.decode()
    assert "Nothing granted yet" in signed_in(cast.boris).get("/me/authority/").content.decode()
