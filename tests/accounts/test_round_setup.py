"""Setting a round up: its title and dates, its accounts, its raters."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.keeping import record_year
from accounts.models import Account, Candidate, Nomination, Rater, Round, ScoringModel
from accounts.selection.choosing import accounts_offered, choose_accounts
from accounts.selection.rounds import create_round, edit_round, remove_rater
from kam_portal.foundation.people.inviting import deactivate
from kam_portal.foundation.people.models import User
from tests.accounts.asking import get, post, said, text
from tests.accounts.selecting import AT, published_model, round_at
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]
SignIn = Callable[[User], Client]
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}'\"\u202e\u200b%s%(n)d"


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


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_a_round_that_is_set_up_is_not_given_a_model_that_is_not_published(
    setup: Round, cast: SimpleNamespace, state: str
) -> None:
    other = published_model(name="Another")
    if state == "draft":
        other = ScoringModel.objects.create(name="Draft", created_by=cast.ada)
    else:
        ScoringModel.objects.filter(pk=other.pk).update(state=state)
        other.refresh_from_db()
    with pytest.raises(ValidationError, match="Publish this one first"):
        edit_round(round_=setup, version=setup.version, changes={"title": "New", "model": other})
    stored = Round.objects.get(pk=setup.pk)
    assert (stored.title, stored.model_id) == (setup.title, setup.model_id)


def test_a_round_whose_model_was_retired_meanwhile_keeps_it(setup: Round) -> None:
    ScoringModel.objects.filter(pk=setup.model_id).update(state="retired")
    model = ScoringModel.objects.get(pk=setup.model_id)
    stored = edit_round(round_=setup, version=setup.version, changes={"title": "New", "model": model})
    assert (stored.title, stored.model_id) == ("New", model.pk)


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


def test_history_knows_who_chose_which_accounts_and_where(
    leonid: Client, cast: SimpleNamespace, setup: Round, north: SimpleNamespace
) -> None:
    post(leonid, "accounts_choose", setup.pk)
    post(leonid, "accounts_choose", setup.pk, q="beta")
    events = Candidate.pgh_event_model.objects.filter(round=setup).select_related("pgh_context")  # type: ignore[attr-defined]
    by_leonid = {"user": cast.leonid.pk, "url": reverse("accounts_choose", args=[setup.pk])}
    assert [event.pgh_context.metadata for event in events] == [by_leonid] * 5
    every, gone = {north.alfa.pk, north.beta.pk, north.gamma.pk}, {north.alfa.pk, north.gamma.pk}
    for label, accounts in (("insert", every), ("delete", gone)):
        told = [event for event in events if event.pgh_label == label]
        assert sorted(event.account_id for event in told) == sorted(accounts)
        assert len({(event.pgh_context_id, event.pgh_created_at) for event in told}) == 1
    [kept] = Candidate.objects.filter(round=setup)
    assert [event.pgh_obj_id for event in events if event.account_id == north.beta.pk] == [kept.pk]


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


def test_only_what_was_counted_is_chosen(leonid: Client, setup: Round, north: SimpleNamespace) -> None:
    """Whoever types on and chooses before the new count is there is shown the new one first."""
    answer = post(leonid, "accounts_choose", setup.pk, country="Norway", counted="3")
    assert answer.url == f"{reverse('round_setup', args=[setup.pk])}?country=Norway"
    assert "finds other accounts than were counted" in said(answer)[0]
    assert names(setup) == []
    post(leonid, "accounts_choose", setup.pk, country="Norway", counted="1")
    assert names(setup) == ["Alfa"]


def test_sales_that_are_no_amount_are_said(leonid: Client, setup: Round) -> None:
    assert "Sales of at least “abc” cannot be looked for: Enter a number." in text(
        get(leonid, "round_setup", setup.pk, sales_from="abc")
    )


@pytest.mark.parametrize(
    ("field", "value"), [("sales_year", "1900"), ("sales_year", "2999"), ("nominate_until", "2020-01-01")]
)
def test_days_that_are_over_and_far_years_are_refused(
    leonid: Client, cast: SimpleNamespace, field: str, value: str
) -> None:
    data = {"title": "T", "model": published_model(by=cast.ada).pk, "sales_year": 2025} | {field: value}
    assert list(post(leonid, "round_new", **data).context["form"].errors) == [field]


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


def test_where_the_runner_leads_nobody_any_more_nothing_is_chosen(
    cast: SimpleNamespace, setup: Round, north: SimpleNamespace, signed_in: SignIn
) -> None:
    choose_accounts(round_=setup, accounts=Account.objects.all())
    User.objects.filter(pk=cast.leonid.pk).update(role="colleague")
    response = post(signed_in(cast.ada), "accounts_choose", setup.pk)
    assert (names(setup), said(response)) == ([], ["The round looks at 0 accounts."])


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
    deactivate(person=cast.pavel, by=cast.ada, at=AT)
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
