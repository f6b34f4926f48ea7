"""Actions of a plan: what is refused, what the pages show, what two people do at once."""

from __future__ import annotations

import datetime
import gzip
import io
import re
import threading
from collections.abc import Callable
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.assigning import add_member
from accounts.models import Account
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from planning.actions.writing import add_action, drop_action, edit_action, finish_action, reopen_action, start_action
from planning.models import Action, Goal, Opportunity, Plan
from tests.conftest import readers_today
from tests.planning.acting import chain, day, plan_for

pytestmark = pytest.mark.django_db
Make = Callable[..., Account]
SignIn = Callable[[User], Client]
# Of the HTML of one page, gzipped.
LARGEST_PAGE = 25_000


@pytest.fixture
def plan(cast: SimpleNamespace, new_account: Make) -> Plan:
    return plan_for(new_account("Halvorsen", kam=cast.anna))


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: SignIn) -> Client:
    return signed_in(cast.anna)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def titles(client: Client, plan: Plan, query: str) -> list[str]:
    return [action.title for action in client.get(f"/plans/{plan.pk}/actions/?{query}").context["page"]]


def test_what_does_not_hold_is_refused_in_words(plan: Plan, anna: Client) -> None:
    survey, offer, answer = chain(plan)
    refusals: dict[str, dict[str, object]] = {
        "outside the plan, which runs from 1 Jan 2026 until 31 Dec 2027": {"due_on": "2030-01-01"},
        "An action is due after it begins": {"starts_on": "2026-12-24", "due_on": "2026-12-10"},
        "This cannot be below 0": {"cost_planned": "-5"},
        "This is not a date": {"starts_on": "soon"},
        "wait for one another in a circle": {"waits_for": answer.pk},
    }
    for words, sent in refusals.items():
        page = anna.post(
            f"/plans/{plan.pk}/actions/{survey.pk}/edit/", {"title": "Survey", "version": 1, **sent}
        ).content.decode()
        assert words in page, words
    quick = anna.post(f"/plans/{plan.pk}/actions/quick/", {"title": "Far", "due_on": "1999-01-01"})
    assert "outside the plan" in quick.content.decode()
    assert Action.objects.filter(version=1).count() == 3


def test_what_is_of_another_plan_or_not_for_this_client_is_refused_by_its_field(
    plan: Plan, anna: Client, cast: SimpleNamespace, new_account: Make
) -> None:
    other = plan_for(new_account("Fjord", kam=cast.viktor), title="Theirs")
    sibling = plan_for(plan.account, title="2028")
    action = add_action(plan=plan, title="Visit", owner=cast.anna)
    for foreign in (other, sibling):
        goal = Goal.objects.create(account=foreign.account, plan=foreign, title="Grow")
        chance = Opportunity.objects.create(account=foreign.account, plan=foreign, title="Pumps", kind="use")
        there = add_action(plan=foreign, title="There")
        sent = {"goal": goal.pk, "opportunity": chance.pk, "waits_for": there.pk, "owner": cast.viktor.pk}
        for name, number in sent.items():
            for address in (f"{action.pk}/edit/", "new/", "quick/"):
                if address == "quick/" and name != "owner":
                    continue
                typed = {"title": "Visit", "version": 1, name: number}
                form = anna.post(f"/plans/{plan.pk}/actions/{address}", typed).context["form"]
                assert list(form.errors) == [name], (address, name)
        filled = anna.get(f"/plans/{plan.pk}/actions/new/?goal={goal.pk}&opportunity={chance.pk}&p=power")
        assert filled.context["form"].initial == {"owner": cast.anna.pk}
        # A row of another plan is missing here, whatever is done with it.
        for step in ("", "edit/", "remove/", "move/"):
            assert anna.get(f"/plans/{plan.pk}/actions/{there.pk}/{step}").status_code == 404
        for step in ("start", "done", "reopen", "drop"):
            assert anna.post(f"/plans/{plan.pk}/actions/{there.pk}/{step}/", {"version": 1}).status_code == 404
        shown = anna.get(f"/plans/{plan.pk}/actions/?goal={goal.pk}&owner=x&status=&p=1&view=none&sort=-what&page=z")
        assert [each.title for each in shown.context["page"]] == ["Visit"]
        # The verbs, too, whoever calls.
        for name, row in (("goal", goal), ("opportunity", chance)):
            for write in (
                lambda values: add_action(plan=plan, title="More", **values),
                lambda values: edit_action(action=action, version=1, changes=values),
            ):
                with pytest.raises(ValidationError, match="of another plan") as refused:
                    write({name: row})
                assert list(refused.value.error_dict) == [name]
    with pytest.raises(ValidationError, match="one of its own plan"):
        edit_action(action=action, version=1, changes={"waits_for": there})
    own = Goal.objects.create(account=plan.account, plan=plan, title="Mail delivery")
    filled = anna.get(f"/plans/{plan.pk}/actions/new/?goal={own.pk}&p=price")
    assert filled.context["form"].initial == {"owner": cast.anna.pk, "goal": own.pk, "p": "price"}
    extra = {"title": "Visit 2", "version": 1, "status": "done", "account": other.account_id, "plan": other.pk}
    assert anna.post(f"/plans/{plan.pk}/actions/{action.pk}/edit/", extra).status_code == 302
    action.refresh_from_db()
    assert (action.title, action.status, action.plan_id) == ("Visit 2", "planned", plan.pk)


def test_a_member_of_the_team_may_own_an_action_and_says_how_far_it_is(
    plan: Plan, anna: Client, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    add_member(account=plan.account, user=cast.pavel, function="finance", can_edit=False)
    sent = {"title": "Reckon the margin", "owner": cast.pavel.pk, "due_on": "2026-12-01"}
    assert anna.post(f"/plans/{plan.pk}/actions/quick/", sent)["Location"] == f"/plans/{plan.pk}/actions/"
    action = Action.objects.get()
    assert action.owner == cast.pavel
    other = add_action(plan=plan, title="Visit", owner=cast.anna)
    pavel, lists = signed_in(cast.pavel), [f"/plans/{plan.pk}/actions/{view}" for view in ("", "?view=board")]
    for page in (*lists, action.get_absolute_url()):
        shown = text_of(pavel, page)
        assert [shown.count(f"Begin: {title}") for title in ("Reckon the margin", "Visit")] == [1, 0]
        assert "Drop: " not in shown
    assert "Begin: " not in text_of(pavel, other.get_absolute_url())
    for version, step in enumerate(("start", "done", "reopen"), 1):
        assert pavel.post(f"{action.get_absolute_url()}{step}/", {"version": version}).status_code == 302
        action.refresh_from_db()
        assert (action.version, action.is_open) == (version + 1, step != "done")
        refused = pavel.post(f"{other.get_absolute_url()}{step}/", {"version": 1})
        assert refused.status_code == 403
        assert "Its owner, or who may edit the plan, says what became of it." in refused.content.decode()
    assert pavel.post(f"{action.get_absolute_url()}drop/", {"version": 4}).status_code == 403
    Plan.objects.filter(pk=plan.pk).update(state="closed")
    assert "Begin: " not in text_of(pavel, action.get_absolute_url()) + text_of(pavel, lists[0])


def test_its_owner_says_how_far_an_action_is_and_does_nothing_else_to_the_plan(
    plan: Plan, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    add_member(account=plan.account, user=cast.pavel, function="finance", can_edit=False)
    own, other = (add_action(plan=plan, title=who.full_name, owner=who) for who in (cast.pavel, cast.anna))
    pavel, there = signed_in(cast.pavel), f"/plans/{plan.pk}/actions/"

    def offered(address: str) -> set[str]:
        return set(re.findall(r'formaction="([^?]+)', text_of(pavel, address)))

    for version, step in enumerate(("start", "done", "reopen"), 1):
        # The list, the board and its own page offer it to him, for his own action alone.
        for address in (there, f"{there}?view=board", f"{there}{own.pk}/"):
            assert f"{there}{own.pk}/{step}/" in offered(address)
            assert not [each for each in offered(address) if f"/{other.pk}/" in each or "drop" in each]
        assert pavel.post(f"{there}{own.pk}/{step}/", {"version": version}).status_code == 302
        assert pavel.post(f"{there}{other.pk}/{step}/", {"version": 1}).status_code == 403
    own.refresh_from_db()
    assert (own.status, own.version) == ("planned", 4)
    for refused in ("drop", "move", "edit", "remove"):
        assert pavel.post(f"{there}{own.pk}/{refused}/", {"version": 4}).status_code == 403
    Plan.objects.filter(pk=plan.pk).update(state="closed")
    assert offered(there) == set()
    assert "kept as it was" in pavel.post(f"{there}{own.pk}/done/", {"version": 4}, follow=True).content.decode()


def test_one_click_takes_it_on_and_a_second_or_a_late_one_is_told(
    plan: Plan, anna: Client, cast: SimpleNamespace
) -> None:
    action = add_action(plan=plan, title="Visit")
    address = f"/plans/{plan.pk}/actions/{action.pk}"
    back = f"/plans/{plan.pk}/actions/?view=board"
    assert anna.post(f"{address}/start/?next={back}", {"version": 1})["Location"] == back
    for _twice in range(2):
        anna.post(f"{address}/done/", {"version": 2})
    action.refresh_from_db()
    assert (action.status, action.done_on, action.version) == ("done", readers_today(), 3)
    late = anna.post(f"{address}/drop/", {"version": 2}, follow=True).content.decode()
    assert "“Visit” was changed since you read it" in late
    assert "Open the action and mark it there" in anna.post(f"{address}/drop/", {}, follow=True).content.decode()
    anna.post(f"{address}/reopen/", {"version": 3})
    action.refresh_from_db()
    assert (action.status, action.done_on) == ("planned", None)
    for verb in (start_action, drop_action, reopen_action):
        with pytest.raises(StaleEdit):
            verb(action=finish_action(action=action, version=Action.objects.get().version, on=day(12, 1)), version=1)
    assert anna.post(f"{address}/remove/", {"version": Action.objects.get().version}).status_code == 302
    assert anna.post(f"{address}/done/", {"version": 3}).status_code == 404


def test_the_address_narrows_and_sorts(plan: Plan, anna: Client, cast: SimpleNamespace) -> None:
    goal = Goal.objects.create(account=plan.account, plan=plan, title="Grow")
    add_action(plan=plan, title="Late", owner=cast.anna, due_on=day(1, 2), goal=goal, p="price")
    add_action(plan=plan, title="Never", cost_planned=5)
    done = add_action(plan=plan, title="Done", owner=cast.leonid, due_on=day(1, 1), cost_planned=7)
    finish_action(action=done, version=1, on=day(1, 1))
    asked = {
        "": ["Done", "Late", "Never"],
        "sort=-due": ["Late", "Done", "Never"],
        "sort=title": ["Done", "Late", "Never"],
        "sort=cost": ["Never", "Done", "Late"],
        "sort=-status": ["Done", "Late", "Never"],
        "late=on": ["Late"],
        "status=open": ["Late", "Never"],
        "status=done": ["Done"],
        f"goal={goal.pk}": ["Late"],
        "p=price": ["Late"],
        "owner=nobody": ["Never"],
        f"owner={cast.leonid.pk}": ["Done"],
        "p=place": [],
    }
    assert {query: titles(anna, plan, query) for query in asked} == asked
    assert "No action fits all of this" in text_of(anna, f"/plans/{plan.pk}/actions/?view=board&p=place")
    assert "No action yet" in text_of(anna, f"/plans/{plan_for(plan.account, title='2').pk}/actions/")


def test_whoever_begins_before_what_it_waits_for_ends_is_warned(plan: Plan, anna: Client) -> None:
    survey, offer, _answer = chain(plan)
    edit_action(action=survey, version=1, changes={"due_on": day(12, 5)})
    assert "which is due later, on 5 Dec 2026" in text_of(anna, f"/plans/{plan.pk}/actions/")
    assert "This one begins before that one ends" in text_of(anna, offer.get_absolute_url())
    drawn = text_of(anna, f"/plans/{plan.pk}/actions/?view=timeline")
    # One in the picture, one in its legend.
    assert drawn.count('class="arrow is-back"') == 2
    finish_action(action=survey, version=2, on=day(12, 1))
    assert "which is due later" not in text_of(anna, f"/plans/{plan.pk}/actions/")


def test_two_hundred_actions_are_a_light_page_and_cost_no_statement_each(plan: Plan, anna: Client) -> None:
    words = ("survey", "offer", "visit", "pilot", "contract", "training", "delivery", "audit", "margin", "seminar")
    add_action(plan=plan, title="First", due_on=day(12, 1))

    def statements(view: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            text_of(anna, f"/plans/{plan.pk}/actions/?view={view}")
        return len(asked)

    few = {view: statements(view) for view in ("list", "board", "timeline")}
    above = Action.objects.get()
    rows = []
    for n in range(199):
        title = f"{words[n % 10].title()} {words[n * 7 % 9]} {words[n * 3 % 8]} with unit {n * 7919 % 1000}"
        starts = day(1 + n % 12, 1 + n % 20)
        due = day(1 + n % 12, 21 + n % 8, 2027 if n % 4 == 0 else 2026)
        rows.append(Action(account=plan.account, plan=plan, title=title, starts_on=starts, due_on=due, waits_for=above))
    Action.objects.bulk_create(rows)
    assert {view: statements(view) for view in few} == few and max(few.values()) <= 14
    for view in few:
        assert len(gzip.compress(anna.get(f"/plans/{plan.pk}/actions/?view={view}").content)) <= LARGEST_PAGE, view
    more = (Action(account=plan.account, plan=plan, title="More") for _n in range(302))
    Action.objects.bulk_create(more)
    for view, is_cut in (("board", True), ("list", False)):
        shown = text_of(anna, f"/plans/{plan.pk}/actions/?view={view}")
        assert ("The first 500 actions stand here, and 2 more on the list." in shown) == is_cut


def test_the_workbook_holds_days_as_days_and_no_formula(plan: Plan, anna: Client, cast: SimpleNamespace) -> None:
    first = add_action(plan=plan, title="=2+2", owner=cast.anna, due_on=day(12, 1), cost_planned=12)
    add_action(plan=plan, title="Later", due_on=day(12, 2), waits_for=first)
    answer = anna.get(f"/plans/{plan.pk}/actions.xlsx?sort=-due")
    assert "Halvorsen".lower() in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    header, later, formula = sheet.iter_rows(values_only=True)
    assert header[:8] == (
        "Action", "Who does it", "From", "Due", "Status", "Done on", "Cost, planned, EUR", "Cost, used, EUR"
    )  # fmt: skip
    assert formula[:7] == ("'=2+2", "Anna Petrova", None, _midnight(12, 1), "Planned", None, 12)
    assert (later[0], later[11]) == ("Later", "'=2+2")
    # What is long is read without a click: over several lines of a column that is no wider than a page.
    Action.objects.filter(title="Later").update(note="Many words " * 40)
    longer = openpyxl.load_workbook(io.BytesIO(anna.get(f"/plans/{plan.pk}/actions.xlsx?sort=-due").content)).active
    assert longer is not None
    assert longer["M2"].alignment.wrap_text and 60 <= longer.column_dimensions["M"].width < 62


def _midnight(month: int, number: int) -> datetime.datetime:
    return datetime.datetime.combine(day(month, number), datetime.time())


@pytest.mark.django_db(transaction=True)
def test_two_that_would_wait_for_one_another_do_not(cast: SimpleNamespace, new_account: Make) -> None:
    plan = plan_for(new_account("Halvorsen", kam=cast.anna))
    one, other = add_action(plan=plan, title="One"), add_action(plan=plan, title="Other")
    barrier, outcomes = threading.Barrier(2), []

    def wait(action: Action, above: Action) -> None:
        barrier.wait()
        try:
            edit_action(action=action, version=1, changes={"waits_for": above})
            outcomes.append("saved")
        except ValidationError as refusal:
            outcomes.append(str(refusal.message_dict["waits_for"][0]))
        connection.close()

    threads = [threading.Thread(target=wait, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [
        "These actions would wait for one another in a circle. Choose another one, or none.",
        "saved",
    ]
