"""A changed due date asks about those that wait: they move in one go, and are taken back in one go."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Account
from kam_portal.foundation.people.models import User
from planning.actions.forms import sent_of
from planning.actions.moving import move_due, move_waiting, open_waiting, take_back
from planning.actions.writing import add_action, edit_action, finish_action, remove_action
from planning.models import Action, Plan, Shift
from planning.plans import begin_plan
from tests.planning.acting import LAST, chain, day, days_of, plan_for

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)
SignIn = Callable[[User], Client]
Chain = tuple[Action, Action, Action]


@pytest.fixture
def plan(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Plan:
    return plan_for(new_account("Halvorsen", kam=cast.anna))


@pytest.fixture
def actions(plan: Plan) -> Chain:
    return chain(plan)


def moved_by_five(actions: Chain, cast: SimpleNamespace) -> Shift:
    survey, offer, answer = actions
    along = {offer.pk: 1, answer.pk: 1}
    return move_due(action=survey, version=1, due_on=day(12, 6), along=along, by=cast.anna, at=AT)


def test_those_that_wait_move_by_the_same_days_and_all_are_taken_back(actions: Chain, cast: SimpleNamespace) -> None:
    before = days_of(*actions)
    shift = moved_by_five(actions, cast)
    assert days_of(*actions) == [(None, "06.12"), ("07.12", "15.12"), (None, "25.12")]
    assert shift.moved[str(actions[0].pk)] == {"due_on": ["2026-12-01", "2026-12-06"]}
    for _again in range(2):
        assert take_back(shift=shift, by=cast.anna, at=AT).undone_at == AT
    assert days_of(*actions) == before
    assert set(Action.objects.values_list("version", flat=True)) == {3}


def test_who_is_not_ticked_stays_and_the_beginning_goes_along_only_where_it_must(
    actions: Chain, cast: SimpleNamespace
) -> None:
    survey, offer, answer = actions
    move_due(action=offer, version=1, due_on=day(12, 5), along={}, by=cast.anna, at=AT)
    assert days_of(*actions) == [(None, "01.12"), ("02.12", "05.12"), (None, "20.12")]
    move_due(action=offer, version=2, due_on=day(12, 1), along={answer.pk: 1}, by=cast.anna, at=AT)
    assert days_of(*actions) == [(None, "01.12"), ("28.11", "01.12"), (None, "16.12")]


def test_a_move_is_refused_whole_and_in_words(actions: Chain, cast: SimpleNamespace, plan: Plan) -> None:
    survey, offer, answer = actions
    edit_action(action=answer, version=1, changes={"due_on": LAST})
    refused = {
        "would leave the plan": {offer.pk: 1, answer.pk: 2},
        "was changed meanwhile": {offer.pk: 7},
        "does not wait any more": {survey.pk: 1},
    }
    for words, along in refused.items():
        with pytest.raises(ValidationError, match=words):
            move_due(action=survey, version=1, due_on=day(12, 6), along=along, by=cast.anna, at=AT)
    with pytest.raises(ValidationError, match=r"outside the plan, which runs from 1 Jan 2026 until 31 Dec 2027"):
        move_due(action=survey, version=1, due_on=day(1, 1, 2030), along={}, by=cast.anna, at=AT)
    with pytest.raises(ValidationError, match="already"):
        move_due(action=survey, version=1, due_on=day(12, 1), along={}, by=cast.anna, at=AT)
    assert (days_of(survey, offer), Shift.objects.count()) == ([(None, "01.12"), ("02.12", "10.12")], 0)


def test_a_move_that_would_take_the_beginning_out_of_the_plan_is_refused_by_its_due_date(
    cast: SimpleNamespace, plan: Plan, signed_in: SignIn
) -> None:
    fair = add_action(plan=plan, title="Fair", starts_on=day(1, 5), due_on=day(1, 20))
    words = "would then begin on 20 Dec 2025, outside the plan, which runs from 1 Jan 2026 until 31 Dec 2027"
    with pytest.raises(ValidationError, match=words) as refused:
        move_due(action=fair, version=1, due_on=day(1, 5) - datetime.timedelta(days=1), along={}, by=cast.anna, at=AT)
    assert list(refused.value.error_dict) == ["due_on"]
    sent = {"due_on": "2026-01-02", "version": 1}
    page = signed_in(cast.anna).post(f"{fair.get_absolute_url()}move/", sent)
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["due_on"])
    assert (days_of(fair), Shift.objects.count()) == ([("05.01", "20.01")], 0)


def test_many_are_moved_and_taken_back_by_as_many_statements_as_a_few(plan: Plan, cast: SimpleNamespace) -> None:
    counts = []
    for many in (3, 6):
        first = add_action(plan=plan, title=f"First of {many}", due_on=day(12, 1))
        waiting = [
            add_action(plan=plan, title=f"{n} of {many}", starts_on=day(12, 2), due_on=day(12, 9), waits_for=first)
            for n in range(many)
        ]
        along = {each.pk: 1 for each in waiting}
        with CaptureQueriesContext(connection) as moved:
            shift = move_due(action=first, version=1, due_on=day(12, 6), along=along, by=cast.anna, at=AT)
        assert set(days_of(*waiting)) == {("07.12", "14.12")}
        with CaptureQueriesContext(connection) as taken_back:
            take_back(shift=shift, by=cast.anna, at=AT)
        assert set(days_of(*waiting)) == {("02.12", "09.12")}
        counts.append((len(moved), len(taken_back)))
        # Both changes of each are in its history.
        recorded = Action.pgh_event_model.objects.filter(pgh_obj_id__in=along).order_by("pgh_obj_id", "pk")
        assert [(each.version, f"{each.due_on:%d.%m}") for each in recorded] == [
            (1, "09.12"), (2, "14.12"), (3, "09.12")
        ] * many  # fmt: skip
    assert counts[0] == counts[1]


def test_a_move_of_a_removed_action_does_not_keep_an_older_one_from_being_taken_back(
    actions: Chain, cast: SimpleNamespace, plan: Plan, signed_in: SignIn
) -> None:
    survey, offer, answer = actions
    older = move_due(action=survey, version=1, due_on=day(11, 30), along={}, by=cast.anna, at=timezone.now())
    later = move_due(action=offer, version=1, due_on=day(12, 12), along={answer.pk: 1}, by=cast.anna, at=timezone.now())
    with pytest.raises(ValidationError, match="You moved other days since"):
        take_back(shift=older, by=cast.anna, at=AT)
    remove_action(action=answer, version=2)
    with pytest.raises(ValidationError, match="was removed since"):
        take_back(shift=later, by=cast.anna, at=AT)
    board = signed_in(cast.anna).get(f"/plans/{plan.pk}/actions/").content.decode()
    assert [f"shifts/{each.pk}/undo/" in board for each in (older, later)] == [True, False]
    take_back(shift=older, by=cast.anna, at=AT)
    assert days_of(survey, offer) == [(None, "01.12"), ("02.12", "12.12")]


def test_a_day_that_a_shorter_plan_leaves_outside_is_not_taken_back(
    actions: Chain, cast: SimpleNamespace, plan: Plan
) -> None:
    survey, offer, answer = actions
    move_due(action=answer, version=1, due_on=day(11, 1), along={}, by=cast.anna, at=AT)
    shift = Shift.objects.get()
    Plan.objects.filter(pk=plan.pk).update(ends_on=day(12, 15))
    with pytest.raises(ValidationError, match="outside the plan"):
        take_back(shift=shift, by=cast.anna, at=AT)
    assert days_of(answer) == [(None, "01.11")]


def test_what_is_done_waits_no_more_nor_does_what_waits_for_it(actions: Chain) -> None:
    survey, offer, answer = actions
    assert open_waiting(survey) == [offer, answer]
    finish_action(action=offer, version=1, on=day(11, 30))
    assert open_waiting(survey) == []


def test_nothing_is_taken_back_that_was_changed_since(actions: Chain, cast: SimpleNamespace) -> None:
    survey, offer, answer = actions
    shift = moved_by_five(actions, cast)
    edit_action(action=offer, version=2, changes={"note": "Ask Per"})
    later = move_waiting(action=offer, days=1, along={answer.pk: 2}, by=cast.anna, at=AT)
    assert later is not None
    with pytest.raises(ValidationError, match="You moved other days since"):
        take_back(shift=shift, by=cast.anna, at=AT)
    take_back(shift=later, by=cast.anna, at=AT)
    finish_action(action=offer, version=3, on=day(12, 1))
    with pytest.raises(ValidationError, match="“Offer” was changed since"):
        take_back(shift=shift, by=cast.anna, at=AT)
    remove_action(action=offer, version=4)
    with pytest.raises(ValidationError, match="was removed since"):
        take_back(shift=shift, by=cast.anna, at=AT)
    assert days_of(survey, answer) == [(None, "06.12"), (None, "25.12")]


def test_the_page_shows_the_new_days_moves_the_ticked_ones_and_gives_them_back(
    actions: Chain, cast: SimpleNamespace, plan: Plan, signed_in: SignIn
) -> None:
    survey, offer, answer = actions
    far = add_action(plan=plan, title="Far", due_on=LAST, waits_for=survey)
    anna = signed_in(cast.anna)
    address = f"/plans/{plan.pk}/actions/{survey.pk}/move/"
    assert "3 actions wait for it" in anna.get(address).content.decode()
    page = anna.get(f"{address}?due_on=2026-12-06").content.decode()
    assert "25 Dec 2026" in page
    assert page.count(" checked>") == 2 and page.count(" disabled>") == 1
    sent = {"due_on": "2026-12-06", "version": 1, "along": [sent_of(offer)]}
    assert anna.post(f"{address}?due_on=2026-12-06", sent).status_code == 302
    assert days_of(*actions) == [(None, "06.12"), ("07.12", "15.12"), (None, "20.12")]
    stale = anna.post(address, {"due_on": "2026-12-09", "version": 1})
    assert (stale.status_code, days_of(survey)) == (409, [(None, "06.12")])
    gone = anna.post(address, {"due_on": "2026-12-09", "version": 2, "along": [sent_of(offer), f"{far.pk}-9"]})
    assert "was changed meanwhile, or waits no more" in gone.content.decode()
    addresses = [f"/plans/{plan.pk}/actions/", offer.get_absolute_url(), far.get_absolute_url()]
    pages = [anna.get(address).content.decode() for address in addresses]
    assert ["You moved the days of 2 actions" in page for page in pages] == [True, True, False]
    undo = f"/plans/{plan.pk}/shifts/{Shift.objects.get().pk}/undo/"
    assert signed_in(cast.leonid).post(undo).status_code == 403
    assert anna.post(undo).status_code == 302
    assert days_of(*actions) == [(None, "01.12"), ("02.12", "10.12"), (None, "20.12")]


def test_an_edited_due_date_leads_to_the_same_question(
    actions: Chain, cast: SimpleNamespace, plan: Plan, signed_in: SignIn
) -> None:
    survey, offer, answer = actions
    anna = signed_in(cast.anna)
    edit = f"/plans/{plan.pk}/actions/{survey.pk}/edit/"
    answered = anna.post(edit, {"title": "Survey", "due_on": "2026-12-04", "version": 1})
    asked = answered["Location"]
    assert asked == f"/plans/{plan.pk}/actions/{survey.pk}/move/?days=3"
    assert "It is due on 4 Dec 2026 now" in anna.get(asked).content.decode()
    assert anna.post(asked, {"along": [sent_of(offer), sent_of(answer)]}).status_code == 302
    assert days_of(*actions) == [(None, "04.12"), ("05.12", "13.12"), (None, "23.12")]
    # Edited and followed is one move, and one click takes all of it back.
    board = anna.get(f"/plans/{plan.pk}/actions/").content.decode()
    assert "You moved the days of 3 actions" in board
    anna.post(f"/plans/{plan.pk}/shifts/{Shift.objects.get().pk}/undo/")
    assert days_of(*actions) == [(None, "01.12"), ("02.12", "10.12"), (None, "20.12")]
    answer_edit = f"/plans/{plan.pk}/actions/{answer.pk}/edit/"
    for version, due in ((3, "2026-12-22"), (4, "2026-12-22"), (5, "")):
        anna.post(answer_edit, {"title": f"Answer {version}", "due_on": due, "version": version})
    alone = Shift.objects.get(undone_at=None)
    assert alone.moved == {str(answer.pk): {"due_on": ["2026-12-20", "2026-12-22"]}}
    refused = anna.post(f"/plans/{plan.pk}/shifts/{alone.pk}/undo/", follow=True).content.decode()
    assert "was changed since, so nothing is taken back" in refused
    for odd in ("x", "99999", "-", "0", "٣"):
        assert anna.get(f"/plans/{plan.pk}/actions/{survey.pk}/move/?days={odd}").status_code == 200
    assert anna.get(f"/plans/{plan.pk}/actions/{survey.pk}/move/?due_on=yesterday").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_move_and_an_edit_at_once_are_both_whole(cast: SimpleNamespace, new_account: Callable[..., Account]) -> None:
    plan = plan_for(new_account("Halvorsen", kam=cast.anna))
    actions = chain(plan)
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def run(change: Callable[[], object]) -> None:
        barrier.wait()
        try:
            change()
            outcomes.append("saved")
        except Exception as error:  # noqa: BLE001 - which one is asked below
            outcomes.append(type(error).__name__)
        connection.close()

    changes = (
        lambda: moved_by_five(actions, cast),
        lambda: edit_action(action=actions[1], version=1, changes={"due_on": day(12, 12)}),
    )
    threads = [threading.Thread(target=run, args=(change,)) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Whoever comes second is told: nothing is moved in part.
    by_outcome = {
        ("StaleEdit", "saved"): [(None, "06.12"), ("07.12", "15.12"), (None, "25.12")],
        ("ValidationError", "saved"): [(None, "01.12"), ("02.12", "12.12"), (None, "20.12")],
    }
    assert days_of(*actions) == by_outcome[tuple(sorted(outcomes))]  # type: ignore[index]


def test_a_closed_plan_is_kept_as_it_was(actions: Chain, cast: SimpleNamespace, plan: Plan) -> None:
    shift = moved_by_five(actions, cast)
    Plan.objects.filter(pk=plan.pk).update(state="closed")
    for change in (
        lambda: take_back(shift=shift, by=cast.anna, at=AT),
        lambda: move_due(action=actions[0], version=2, due_on=day(12, 7), along={}, by=cast.anna, at=AT),
        lambda: finish_action(action=actions[0], version=2, on=day(12, 1)),
        lambda: add_action(plan=plan, title="More"),
    ):
        with pytest.raises(ValidationError, match="This plan is closed"):
            change()
    assert begin_plan(account=plan.account, title="2", starts_on=day(1, 1), ends_on=LAST, currency="EUR")
