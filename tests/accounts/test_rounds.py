"""Rounds: the list, setting up, steps, raters and reminders, as pages."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.assigning import add_member
from accounts.keeping import record_year
from accounts.models import Account, Candidate, Nomination, Rater, Round, RoundStep, Score, ScoringModel
from accounts.selection.choosing import accounts_offered, choice_of, choose_accounts
from accounts.selection.progress import backwards, stages_of, steps_on
from accounts.selection.rounds import ask_raters, create_round, remove_rater
from accounts.selection.standing import asked_of, missing_in, standing_of
from accounts.selection.steps import take_step
from kam_portal.foundation.people.inviting import deactivate
from kam_portal.foundation.people.models import User
from tests.accounts.selecting import AT, published_model, round_at
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]
SignIn = Callable[[User], Client]
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}'\"\u202e\u200b%s%(n)d"


def get(client: Client, page: str, /, *arguments: Any, **query: Any) -> Any:
    return client.get(reverse(page, args=arguments), query)


def post(client: Client, page: str, /, *arguments: Any, **data: Any) -> Any:
    client.cookies.pop("messages", None)  # those said before
    return client.post(reverse(page, args=arguments), data)


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def names(round_: Round) -> list[str]:
    return sorted(Candidate.objects.filter(round=round_).values_list("account__trade_name", flat=True))


@pytest.fixture
def north(cast: SimpleNamespace, new_account: NewAccount) -> SimpleNamespace:
    """Three accounts of the team North, one of the team South, one of nobody."""
    return SimpleNamespace(
        alfa=new_account("Alfa", kam=cast.anna, country="Norway", industry="Metals"),
        beta=new_account("Beta", kam=cast.anna, status="maintenance", country="Sweden"),
        gamma=new_account("Gamma", kam=cast.boris, status="candidate"),
        south=new_account("Southern", kam=cast.viktor),
        nobodys=new_account("Nobodys"),
    )


@pytest.fixture
def setup(cast: SimpleNamespace) -> Round:
    model = published_model(by=cast.ada)
    return create_round(title="Autumn round", model=model, sales_year=2025, runner=cast.leonid)


@pytest.fixture
def leonid(signed_in: SignIn, cast: SimpleNamespace) -> Client:
    return signed_in(cast.leonid)


@pytest.fixture
def nominating(cast: SimpleNamespace, north: SimpleNamespace) -> Round:
    accounts = [north.alfa, north.beta, north.gamma]
    return round_at("nominating", runner=cast.leonid, accounts=accounts, raters=(cast.anna, cast.irina))


def test_a_new_round_is_set_up_next(leonid: Client, cast: SimpleNamespace) -> None:
    model = published_model(by=cast.ada)
    form = get(leonid, "round_new").context["form"]
    assert (form["sales_year"].value(), form["model"].value()) == (datetime.date.today().year - 1, model.pk)
    response = post(leonid, "round_new", title="  Key  accounts ", model=model.pk, sales_year=2025)
    made = Round.objects.get()
    assert (made.title, made.runner, made.state) == ("Key accounts", cast.leonid, "setup")
    assert response.url == reverse("round_setup", args=[made.pk])


def test_two_clicks_make_one_round(leonid: Client, cast: SimpleNamespace) -> None:
    data = {"title": "Once", "model": published_model(by=cast.ada).pk, "sales_year": 2025, "form_token": "abc"}
    for _click in range(2):
        post(leonid, "round_new", **data)
    assert Round.objects.count() == 1


def test_scores_do_not_end_before_nominations(leonid: Client, cast: SimpleNamespace) -> None:
    data = {"title": "T", "model": published_model(by=cast.ada).pk, "sales_year": 2025}
    response = post(leonid, "round_new", **data, nominate_until="2026-12-10", score_until="2026-12-01")
    assert list(response.context["form"].errors) == ["score_until"]


def test_a_draft_model_is_not_offered(leonid: Client, cast: SimpleNamespace) -> None:
    draft = ScoringModel.objects.create(name="Draft", created_by=cast.ada)
    response = post(leonid, "round_new", title="T", model=draft.pk, sales_year=2025)
    assert list(response.context["form"].errors) == ["model"]
    with pytest.raises(ValidationError, match="Publish this one first"):
        create_round(title="T", model=draft, sales_year=2025, runner=cast.leonid)


def test_a_stale_edit_of_the_round_is_compared(leonid: Client, setup: Round) -> None:
    data = {"title": "Mine", "model": setup.model_id, "sales_year": 2025, "version": setup.version}
    Round.objects.filter(pk=setup.pk).update(title="Theirs", version=2)
    response = post(leonid, "round_edit", setup.pk, **data)
    [row] = response.context["conflict"].rows
    assert (response.status_code, row.theirs, row.mine) == (409, "Theirs", "Mine")


def test_model_and_year_stay_once_the_round_has_begun(leonid: Client, nominating: Round) -> None:
    other = published_model(name="Another")
    data = {"title": "New", "model": other.pk, "sales_year": 1999, "nominate_until": "2026-12-10"}
    response = post(leonid, "round_edit", nominating.pk, **data, version=nominating.version)
    stored = Round.objects.get(pk=nominating.pk)
    assert (response.status_code, stored.title, stored.nominate_until) == (302, "New", datetime.date(2026, 12, 10))
    assert (stored.model_id, stored.sales_year) == (nominating.model_id, 2025)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Alfa", "Beta", "Gamma"]),
        ({"status": "key"}, ["Alfa"]),
        ({"industry": "metal"}, ["Alfa"]),
        ({"country": "swe"}, ["Beta"]),
        ({"q": "gam"}, ["Gamma"]),
        ({"sales_from": "1,000.00"}, ["Beta"]),
    ],
)
def test_accounts_are_chosen_by_a_filter(
    leonid: Client, setup: Round, north: SimpleNamespace, asked: dict[str, str], found: list[str]
) -> None:
    for account, currency in ((north.alfa, "NOK"), (north.beta, "EUR")):
        record_year(account=account, year=2025, currency=currency, sales=5000)
    shown = get(leonid, "round_setup", setup.pk, **asked)
    assert (shown.context["found"], shown.context["first_found"]) == (len(found), found)
    post(leonid, "accounts_choose", setup.pk, **shown.context["choice"].sent_along())
    assert names(setup) == found


def test_accounts_are_chosen_by_manager(leonid: Client, setup: Round, north: SimpleNamespace) -> None:
    post(leonid, "accounts_choose", setup.pk, kam=north.gamma.kam_id)
    assert names(setup) == ["Gamma"]


def test_another_filter_takes_the_place_of_the_first(leonid: Client, setup: Round, north: SimpleNamespace) -> None:
    post(leonid, "accounts_choose", setup.pk, q="alfa")
    kept = Candidate.objects.get(round=setup).pk
    post(leonid, "accounts_choose", setup.pk)
    assert names(setup) == ["Alfa", "Beta", "Gamma"]
    assert Candidate.objects.get(round=setup, account=north.alfa).pk == kept
    response = post(leonid, "accounts_choose", setup.pk, q="beta")
    assert (names(setup), said(response)) == (["Beta"], ["The round looks at 1 account."])


def test_a_filter_that_cannot_be_used_chooses_nothing(leonid: Client, setup: Round, north: SimpleNamespace) -> None:
    for asked in ({"status": "nonsense"}, {"sales_from": "12,345"}, {"kam": north.south.kam_id}):
        response = post(leonid, "accounts_choose", setup.pk, **asked)
        assert (names(setup), len(said(response))) == ([], 1)


def test_a_lead_chooses_of_the_own_team_and_an_admin_of_all(
    cast: SimpleNamespace, setup: Round, north: SimpleNamespace
) -> None:
    def offered(user: User, round_: Round) -> list[str]:
        return [account.trade_name for account in accounts_offered(user, round_, TODAY).order_by("sort_key")]

    of_ada = create_round(title="All", model=setup.model, sales_year=2025, runner=cast.ada)
    assert offered(cast.leonid, setup) == ["Alfa", "Beta", "Gamma"]
    assert offered(cast.ada, setup) == ["Alfa", "Beta", "Gamma"]
    assert offered(cast.ada, of_ada) == ["Alfa", "Beta", "Gamma", "Nobodys", "Southern"]


def test_accounts_of_another_team_are_not_chosen_by_a_crafted_form(
    leonid: Client, setup: Round, north: SimpleNamespace
) -> None:
    post(leonid, "accounts_choose", setup.pk, q="Southern", account=north.south.pk)
    assert names(setup) == []


def test_accounts_stay_once_the_round_has_begun(leonid: Client, nominating: Round, north: SimpleNamespace) -> None:
    response = post(leonid, "accounts_choose", nominating.pk, q="alfa")
    assert said(response) == ["The round has begun; its accounts were chosen when it was set up."]
    assert names(nominating) == ["Alfa", "Beta", "Gamma"]


def test_choosing_takes_the_same_statements_for_one_and_for_many(
    cast: SimpleNamespace, setup: Round, north: SimpleNamespace
) -> None:
    counts = []
    for accounts in (Account.objects.filter(pk=north.alfa.pk), Account.objects.all()):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            choose_accounts(round_=setup, accounts=accounts)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert names(setup) == ["Alfa", "Beta", "Gamma", "Nobodys", "Southern"]


def test_a_chosen_candidate_is_like_any_other_row(setup: Round, north: SimpleNamespace) -> None:
    choose_accounts(round_=setup, accounts=Account.objects.filter(pk=north.alfa.pk))
    chosen = Candidate.objects.get(round=setup)
    made = Candidate.objects.create(round=setup, account=north.beta)
    made.refresh_from_db()
    apart = {"id", "account_id"}
    columns = [field.attname for field in Candidate._meta.concrete_fields if field.attname not in apart]
    assert {name: getattr(chosen, name) for name in columns} == {name: getattr(made, name) for name in columns}


def test_raters_are_asked_and_keep_their_function(leonid: Client, setup: Round, cast: SimpleNamespace) -> None:
    groups = get(leonid, "round_setup", setup.pk).context["groups"]
    assert [(title, [p.full_name for p in people]) for title, people in groups][1:] == [
        ("Finance", ["Irina Belova"]),
        ("Service", ["Pavel Sokolov"]),
        ("Management", ["Ada Lindqvist"]),
    ]
    response = post(leonid, "rater_add", setup.pk, user=[cast.irina.pk, cast.anna.pk])
    assert said(response) == ["Asked to rate: Anna Petrova, Irina Belova."]
    seats = Rater.objects.filter(round=setup).values_list("user", "function")
    assert sorted(seats) == sorted([(cast.anna.pk, "sales"), (cast.irina.pk, "finance")])


def test_people_are_found_by_a_part_of_the_name(leonid: Client, setup: Round) -> None:
    assert get(leonid, "round_setup", setup.pk, who="irin").context["groups"][0][1][0].full_name == "Irina Belova"
    assert "Nobody of this name" in text(get(leonid, "round_setup", setup.pk, who=HOSTILE + "\x00"))


def test_nobody_deactivated_missing_or_unticked_is_asked(leonid: Client, setup: Round, cast: SimpleNamespace) -> None:
    deactivate(person=cast.pavel)
    for users in ([], [cast.pavel.pk], ["x"], [99_999_999], ["9" * 30], [cast.irina.pk, cast.pavel.pk]):
        assert len(said(post(leonid, "rater_add", setup.pk, user=users))) == 1
    assert Rater.objects.count() == 0


def test_who_has_handed_something_in_stays(leonid: Client, nominating: Round, cast: SimpleNamespace) -> None:
    anna, irina = (Rater.objects.get(round=nominating, user=person) for person in (cast.anna, cast.irina))
    Nomination.objects.create(rater=anna, candidate=Candidate.objects.filter(round=nominating)[0])
    response = post(leonid, "rater_remove", nominating.pk, anna.pk)
    assert said(response) == ["Anna Petrova has handed something in already and stays; what was said is kept."]
    assert said(post(leonid, "rater_remove", nominating.pk, irina.pk)) == ["Irina Belova is not asked any more."]
    assert [rater.user for rater in Rater.objects.filter(round=nominating)] == [cast.anna]
    assert post(leonid, "rater_remove", nominating.pk, irina.pk).status_code == 404


def test_an_empty_list_that_was_handed_in_keeps_its_rater(nominating: Round, cast: SimpleNamespace) -> None:
    irina = Rater.objects.get(round=nominating, user=cast.irina)
    Rater.objects.filter(pk=irina.pk).update(nominated_at=AT)
    with pytest.raises(ValidationError, match="stays"):
        remove_rater(rater=irina)


def test_a_rater_of_another_round_is_not_removed_through_ones_own(
    leonid: Client, nominating: Round, north: SimpleNamespace, cast: SimpleNamespace
) -> None:
    people = {"runner": cast.sofia, "raters": [cast.irina], "model": nominating.model}
    other = round_at("setup", accounts=[north.south], title="South", **people)
    foreign = Rater.objects.get(round=other)
    assert post(leonid, "rater_remove", nominating.pk, foreign.pk).status_code == 404


def test_the_list_says_what_is_missing_and_asked(signed_in: SignIn, nominating: Round, cast: SimpleNamespace) -> None:
    Rater.objects.filter(round=nominating, user=cast.anna).update(nominated_at=AT)
    of = {person: get(signed_in(getattr(cast, person)), "rounds") for person in ("leonid", "anna", "irina", "viktor")}
    [line] = of["leonid"].context["lines"]
    assert (line.missing, line.waited_for, line.asked) == (1, 2, None)
    assert [ask.text for ask in of["irina"].context["to_do"]] == [
        "You are asked which clients you hold key: 0 named so far."
    ]
    assert (of["anna"].context["to_do"], of["viktor"].context["lines"]) == ([], [])
    assert "As soon as a team lead asks you" in text(of["viktor"])


def test_a_rater_is_told_how_many_cells_are_scored(
    signed_in: SignIn, north: SimpleNamespace, cast: SimpleNamespace
) -> None:
    scores = {"Alfa": {cast.anna.pk: ["5", None, "7"]}}
    round_ = round_at(
        "scoring", runner=cast.leonid, accounts=[north.alfa, north.beta], raters=[cast.anna], scores=scores
    )
    assert asked_of(cast.anna, [round_])[round_.pk].text == "You are asked to score: 2 of 6 done."
    standing = standing_of(round_)
    assert [(seat.done, seat.is_waited_for) for seat in standing.benches[0].seats] == [(2, True)]
    assert standing.cells == 6
    Score.objects.filter(factor__position=0).delete()
    assert "1 of 6" in text(get(signed_in(cast.leonid), "round_progress", round_.pk))


def test_factors_scored_by_bands_are_no_cells(north: SimpleNamespace, cast: SimpleNamespace) -> None:
    model = published_model(by=cast.ada, measures={0: "sales"})
    round_ = round_at("scoring", runner=cast.leonid, accounts=[north.alfa], raters=[cast.anna], model=model)
    assert standing_of(round_).cells == 2


def test_the_list_asks_the_same_for_one_round_and_for_three(
    signed_in: SignIn, north: SimpleNamespace, cast: SimpleNamespace
) -> None:
    model, client, counts = published_model(by=cast.ada), signed_in(cast.anna), []
    for many in (1, 3):
        for state in ("nominating", "scoring"):
            for n in range(many):
                people = {"raters": [cast.anna, cast.irina], "model": model}
                round_at(state, runner=cast.leonid, accounts=[north.alfa], title=f"{state} {n}", **people)
        with CaptureQueriesContext(connection) as queries:
            get(client, "rounds")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_progress_asks_the_same_for_one_rater_and_for_three(
    leonid: Client, north: SimpleNamespace, cast: SimpleNamespace
) -> None:
    counts = []
    for raters in ([cast.anna], [cast.anna, cast.boris, cast.irina]):
        scores = {"Alfa": {rater.pk: ["1", "2", "3"] for rater in raters}}
        people = {"raters": raters, "scores": scores, "model": published_model(name=f"Of {len(raters)}")}
        round_ = round_at("scoring", runner=cast.leonid, accounts=[north.alfa], **people)
        with CaptureQueriesContext(connection) as queries:
            get(leonid, "round_progress", round_.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_empty_list_says_the_next_step(leonid: Client, cast: SimpleNamespace) -> None:
    assert "its factors and weights come first" in text(get(leonid, "rounds"))
    published_model(by=cast.ada)
    assert "Choose the clients to look at" in text(get(leonid, "rounds"))


def test_a_round_is_set_up_before_it_begins(leonid: Client, setup: Round, north: SimpleNamespace, cast: Any) -> None:
    assert [way.needs for way in steps_on(setup, standing_of(setup))] == ["No accounts are chosen yet."] * 2
    choose_accounts(round_=setup, accounts=Account.objects.filter(pk=north.alfa.pk))
    assert [way.needs for way in steps_on(setup, standing_of(setup))] == ["Nobody is asked yet."] * 2
    response = post(leonid, "round_step", setup.pk, to="nominating", version=1)
    assert said(response) == ["The round has no raters yet. Ask people of several functions first."]
    ask_raters(round_=setup, users=[cast.anna])
    response = post(leonid, "round_step", setup.pk, to="nominating", version=1)
    assert said(response) == ["The round stands at “nominations” now."]


def test_where_bands_score_everything_nobody_need_be_asked(setup: Round, north: SimpleNamespace, cast: Any) -> None:
    model = published_model(name="Bands", weights=("100",), measures={0: "sales"})
    round_ = create_round(title="Bands", model=model, sales_year=2025, runner=cast.leonid)
    choose_accounts(round_=round_, accounts=Account.objects.filter(pk=north.alfa.pk))
    blocked = {way.to: way.is_blocked for way in steps_on(round_, standing_of(round_))}
    assert blocked == {"nominating": True, "scoring": False}


@pytest.mark.parametrize("to", ["scoring", "published", "cancelled", "setup", "nonsense", ""])
def test_a_click_takes_no_other_step(leonid: Client, nominating: Round, to: str) -> None:
    response = post(leonid, "round_step", nominating.pk, to=to, version=nominating.version)
    assert said(response) == ["The round cannot go there from the step it stands at. Look at it again."]
    assert Round.objects.get(pk=nominating.pk).state == "nominating"


@pytest.mark.parametrize("version", ["", "x", "1", "99999999999999"])
def test_a_click_on_an_old_page_is_told_where_the_round_stands(leonid: Client, nominating: Round, version: str) -> None:
    response = post(leonid, "round_step", nominating.pk, to="comparing", version=version)
    assert said(response) == [
        "Somebody took a step meanwhile: the round stands at “nominations” now. Look at it before you go on."
    ]
    assert Round.objects.get(pk=nominating.pk).state == "nominating"


def test_a_round_is_cancelled_and_reopened_with_reasons(leonid: Client, nominating: Round) -> None:
    page = get(leonid, "round_cancel", nominating.pk)
    assert page.context["form"]["version"].value() == nominating.version
    for reason in ("", "   "):
        response = post(leonid, "round_cancel", nominating.pk, reason=reason, version=nominating.version)
        assert list(response.context["form"].errors) == ["reason"]
    post(leonid, "round_cancel", nominating.pk, reason=HOSTILE, version=nominating.version)
    cancelled = Round.objects.get(pk=nominating.pk)
    assert (cancelled.state, [stage.place for stage in stages_of(cancelled)][:3]) == (
        "cancelled",
        ["done", "now", "ahead"],
    )
    shown = get(leonid, "round_progress", nominating.pk).content.decode()
    assert ("<script>alert" in shown, "&lt;script&gt;alert(1)" in shown, "{{ 7*7 }}" in shown) == (False, True, True)
    post(leonid, "round_reopen", nominating.pk, reason="They are back", version=cancelled.version)
    reopened = Round.objects.get(pk=nominating.pk)
    steps = RoundStep.objects.filter(round=nominating).values_list("before", "after", "reason")
    assert list(steps)[-2:] == [("nominating", "cancelled", HOSTILE), ("cancelled", "nominating", "They are back")]
    assert reopened.state == "nominating"


def test_a_reason_typed_too_late_is_kept(leonid: Client, nominating: Round, cast: SimpleNamespace) -> None:
    read = nominating.version
    take_step(round_=nominating, to="comparing", by=cast.ada, at=AT)
    response = post(leonid, "round_cancel", nominating.pk, reason="No time", version=read)
    form = response.context["form"]
    assert (response.status_code, form["reason"].value(), form["version"].value()) == (409, "No time", str(read + 1))
    assert form.non_field_errors() == [
        "Somebody took a step meanwhile: the round stands at “comparison of lists” now. Look at it before you go on."
    ]
    assert post(leonid, "round_cancel", nominating.pk, reason="No time", version=read + 1).status_code == 302


def test_a_round_goes_back_with_a_reason(leonid: Client, nominating: Round, cast: SimpleNamespace) -> None:
    assert backwards(nominating) is None
    assert post(leonid, "round_back", nominating.pk, reason="x", version=nominating.version).status_code == 302
    comparing = take_step(round_=nominating, to="comparing", by=cast.leonid, at=AT)
    assert backwards(comparing) == "nominating"
    post(leonid, "round_back", nominating.pk, reason="Finance forgot", version=comparing.version)
    assert Round.objects.get(pk=nominating.pk).state == "nominating"


def test_a_round_that_is_not_cancelled_is_not_reopened(leonid: Client, nominating: Round) -> None:
    response = post(leonid, "round_reopen", nominating.pk, reason="x", version=nominating.version)
    assert said(response) == ["The round cannot go there from the step it stands at. Look at it again."]


def test_the_page_of_a_round_is_that_of_its_step(leonid: Client, nominating: Round) -> None:
    assert get(leonid, "round", nominating.pk).url == reverse("round_progress", args=[nominating.pk])


def test_who_only_reads_an_account_does_not_read_how_the_round_went(
    signed_in: SignIn, north: SimpleNamespace, cast: SimpleNamespace
) -> None:
    scores = {"Alfa": {cast.anna.pk: ["5", "6", "7"]}}
    round_ = round_at("deciding", runner=cast.leonid, accounts=[north.alfa], raters=[cast.anna], scores=scores)
    Round.objects.filter(pk=round_.pk).update(state="published", published_on=TODAY)
    add_member(account=north.alfa, user=cast.pavel, function="service", can_edit=False)
    reader = signed_in(cast.pavel)
    assert [get(reader, page, round_.pk).status_code for page in ("round_progress", "nominations")] == [403, 403]


def test_a_deactivated_rater_is_not_waited_for(leonid: Client, nominating: Round, cast: SimpleNamespace) -> None:
    deactivate(person=cast.irina)
    assert [rater.user for rater in missing_in(nominating)] == [cast.anna]
    standing = standing_of(nominating)
    assert (standing.raters, standing.missing, standing.waited_for) == (2, 1, 1)
    assert "not waited for" in text(get(leonid, "round_progress", nominating.pk))


def test_a_choice_says_itself_back(cast: SimpleNamespace, north: SimpleNamespace) -> None:
    choice = choice_of(cast.leonid, {"q": " alfa ", "country": "N\x00orway", "sales_from": "10", "sort": "name"}, TODAY)
    assert choice.sent_along() == {"q": "alfa", "country": "Norway", "sales_from": "10"}
