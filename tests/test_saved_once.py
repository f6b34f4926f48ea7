"""A form for something new makes one thing: sent twice at the same moment, or again after its answer was lost."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from accounts.models import (
    Account,
    AccountYear,
    BuyingCriterion,
    Competitor,
    Contact,
    Factor,
    Round,
    ScoringModel,
)
from accounts.selection.drafting import create_model
from decision_map.drawing import begin_map
from decision_map.models import Actor, DecisionMap, Line, Post
from decision_map.newcomers import Newcomer, add_newcomers
from dossiers.diary.writing import write_entry
from dossiers.models import DiaryEntry, EventAhead, FinancialYear, NextStep, TableRow
from kam_portal.foundation.history.models import SavedForm
from kam_portal.foundation.people.models import Team, User
from tests.access_rows import ROWS
from tests.accounts.selecting import published_model
from tests.conftest import TODAY
from tests.planning.saved_once import FORMS as PLANNING
from tests.planning.saved_once import in_a_plan
from tests.test_at_the_same_moment import arriving_during, patient

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]
NewAccount = Callable[..., Account]

PERSON = {"full_name": "Olga", "email": "olga@nordvik.example", "role": "manager", "function": "sales"}
# What is made, the page of its form under the account (or from the root), and what is typed. {entry} is one of its
# diary, {model} a draft of a scoring model.
FORMS: dict[str, tuple[type[models.Model], str, dict[str, Any]]] = {
    "account": (Account, "/accounts/new/", {"trade_name": "Quite another", "status": "candidate"}),
    "contact": (Contact, "contacts/new/", {"name": "Kari"}),
    "year": (AccountYear, "years/new/", {"year": 2025, "currency": "EUR", "sales": "5"}),
    "financial": (FinancialYear, "financials/new/", {"year": 2025, "currency": "EUR", "turnover": "5"}),
    "event": (EventAhead, "events/new/", {"kind": "other", "title": "Fair", "on": TODAY, "lead_days": 30}),
    "diary": (DiaryEntry, "diary/new/", {"kind": "call", "on": TODAY, "summary": "No answer"}),
    "row": (TableRow, "rows/goals/new/", {"name": "Grow"}),
    "step": (NextStep, "diary/{entry}/steps/new/", {"text": "Call back", "on": TODAY, "owner": "{owner}"}),
    "criterion": (BuyingCriterion, "comparison/criteria/new/", {"name": "Price", "weight": "40"}),
    "competitor": (Competitor, "comparison/competitors/new/", {"name": "Fjordmatic"}),
    "round": (Round, "/selection/new/", {"title": "Spring", "model": "{published}", "sales_year": 2025}),
    "scoring model": (ScoringModel, "/selection/models/new/", {"name": "Another", "scale_choice": "0-10"}),
    "factor": (Factor, "/selection/models/{model}/factors/new/", {"name_en": "Growth", "weight": "40"}),
    "person": (User, "/people/invite/", PERSON | {"language": "en", "time_zone": "Europe/Moscow"}),
    "map": (DecisionMap, "map/new/", {"title": "The mill"}),
    "post": (Post, "map/{map}/posts/new/", {"title": "CFO", "new_name": "Ivanova"}),
    "person of a map": (Actor, "map/{map}/people/new/", {"text": "Ivanova, CFO"}),
    "line of a map": (
        Line,
        "map/{map}/lines/new/",
        {"kind": "conflict", "from_actor": "{one}", "to_actor": "{other}"},
    ),
    "team": (Team, "/people/teams/new/", {"name": "West"}),
    **PLANNING,
}


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest, cast: SimpleNamespace, new_account: NewAccount) -> SimpleNamespace:
    account = new_account("Halvorsen", kam=cast.anna)
    model, page, data = FORMS[request.param]
    ids = {
        "entry": write_entry(account=account, by=cast.anna, on=TODAY, summary="Lunch").pk,
        "model": create_model(name="Draft", by=cast.ada).pk,
        "published": published_model(by=cast.ada).pk,
        "owner": cast.anna.pk,
        **on_a_map(account),
        **in_a_plan(account),
    }
    page = page if page.startswith("/") else f"/accounts/{account.pk}/{page}"
    filled = {name: text.format(**ids) if isinstance(text, str) else text for name, text in data.items()}
    return SimpleNamespace(model=model, page=page.format(**ids), data=filled)


def on_a_map(account: Account) -> dict[str, int]:
    map_ = begin_map(account=account, title="All of it")
    made = [Newcomer(1, "Petrov", "CEO"), Newcomer(2, "Orlov")]
    one, other = add_newcomers(map_=map_, newcomers=made, on=TODAY)
    return {"map": map_.pk, "one": one.pk, "other": other.pk}


def opened(client: Client, form: SimpleNamespace) -> dict[str, Any]:
    """What a browser sends back: the typed text and the token of the page."""
    return {**form.data, "form_token": client.get(form.page).context["form_token"]}


def count(form: SimpleNamespace) -> int:
    return int(form.model._default_manager.count())


def test_every_page_for_something_new_is_sent_twice() -> None:
    pages = [page if page.startswith("/") else f"/accounts/1/{page}" for _model, page, _data in FORMS.values()]
    ones = dict.fromkeys(("entry", "model", "map", "plan", "goal", "owner"), 1)
    names = {resolve(page.format(**ones)).url_name for page in pages}
    assert names == {name for name in ROWS if name.endswith("_new")} | {"person_invite"}


def test_sent_twice_at_the_same_moment_it_makes_one(
    form: SimpleNamespace, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    first, second = signed_in(cast.ada), patient(signed_in(cast.ada))
    data, before = opened(first, form), count(form)
    answers: list[HttpResponse] = []
    with arriving_during(lambda: second.post(form.page, data)) as later:
        answers.append(first.post(form.page, data))
    assert [answer.status_code for answer in [*answers, *later]] == [302, 302]
    assert later[0]["Location"] == answers[0]["Location"]
    assert (count(form) - before, SavedForm.objects.count()) == (1, 1)


def test_without_its_token_a_form_sent_twice_makes_two(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    """The negative control: the token is what keeps the second away."""
    account, client = new_account("Halvorsen", kam=cast.anna), signed_in(cast.anna)
    for _ in range(2):
        client.post(f"/accounts/{account.pk}/diary/new/", FORMS["diary"][2])
    assert account.diary.count() == 2


def test_sent_again_it_leads_to_what_it_made(form: SimpleNamespace, cast: SimpleNamespace, signed_in: SignIn) -> None:
    client = signed_in(cast.ada)
    data, before = opened(client, form), count(form)
    answers = [client.post(form.page, data) for _ in range(3)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, answers[0]["Location"])] * 3
    assert count(form) - before == 1


def test_what_was_removed_may_be_entered_again_from_the_same_page(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    client, account = signed_in(cast.anna), new_account("Halvorsen", kam=cast.anna)
    form = SimpleNamespace(page=f"/accounts/{account.pk}/years/new/", data=FORMS["year"][2])
    data = opened(client, form)
    client.post(form.page, data)
    AccountYear.objects.all().delete()
    client.post(form.page, data)
    assert AccountYear.objects.count() == 1


def test_an_invitation_sent_again_mails_once(cast: SimpleNamespace, signed_in: SignIn) -> None:
    client, form = signed_in(cast.ada), SimpleNamespace(page="/people/invite/", data=FORMS["person"][2])
    data = opened(client, form)
    for _ in range(2):
        client.post(form.page, data)
    assert [sent.to for sent in mail.outbox] == [["olga@nordvik.example"]]


def test_another_text_of_the_same_page_is_another_thing(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    account, client = new_account("Halvorsen", kam=cast.anna), signed_in(cast.anna)
    form = SimpleNamespace(page=f"/accounts/{account.pk}/diary/new/", data=FORMS["diary"][2])
    data = opened(client, form)
    for words in ("No answer", "Called back", "No answer"):
        assert client.post(form.page, data | {"summary": words}).status_code == 302
    assert sorted(account.diary.values_list("summary", flat=True)) == ["Called back", "No answer"]


def test_the_same_text_of_two_pages_is_two_things(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    account, client = new_account("Halvorsen", kam=cast.anna), signed_in(cast.anna)
    form = SimpleNamespace(page=f"/accounts/{account.pk}/diary/new/", data=FORMS["diary"][2])
    for _ in range(2):
        client.post(form.page, opened(client, form))
    assert account.diary.count() == 2


def test_a_token_of_somebody_else_keeps_nobody_from_saving(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    account, client = new_account("Halvorsen", kam=cast.anna), signed_in(cast.anna)
    form = SimpleNamespace(page=f"/accounts/{account.pk}/events/new/", data=FORMS["event"][2])
    data = opened(client, form)
    for sender in (client, signed_in(cast.leonid)):
        sender.post(form.page, data)
    assert account.events_ahead.count() == 2


def test_a_refused_form_keeps_its_token_and_saves_when_it_is_mended(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    account, client = new_account("Halvorsen", kam=cast.anna), signed_in(cast.anna)
    form = SimpleNamespace(page=f"/accounts/{account.pk}/contacts/new/", data={"name": ""})
    data = opened(client, form)
    refused = client.post(form.page, data)
    assert (refused.status_code, refused.context["form_token"]) == (200, data["form_token"])
    with transaction.atomic():
        Contact.objects.create(account=account, name="Kari")
    assert client.post(form.page, data | {"name": "Kari"}).status_code == 200
    assert client.post(form.page, data | {"name": "Siri"}).status_code == 302
    assert SavedForm.objects.count() == 1
