"""The discussion of a plan: who may speak, who is asked and told, and what two do at the same moment."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.assigning import add_member
from accounts.models import Account, AccountMember
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.notifications.digest import send_digests
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import still_true
from kam_portal.foundation.people.models import User
from planning.actions.forms import ActionForm
from planning.communications.forms import CommunicationForm
from planning.discussion.messages import discussion_address
from planning.discussion.reading import comments_about, open_comments
from planning.discussion.writing import (
    answer_comment,
    edit_comment,
    may_be_asked,
    remove_comment,
    reopen_comment,
    resolve_comment,
    write_comment,
)
from planning.models import Action, Comment, Goal, Mention, Plan
from tests.conftest import readers_today
from tests.planning.edit_forms import plan_of
from tests.test_at_the_same_moment import arriving_during

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
AT = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
MORNING = datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)


@pytest.fixture
def plan(new_account: Callable[..., Account], cast: SimpleNamespace) -> Plan:
    """Anna's, whose lead is Leonid; Irina of marketing reads along."""
    account = new_account("Halvorsen Shipyards", kam=cast.anna)
    add_member(account=account, user=cast.irina, function="marketing", can_edit=False)
    return plan_of(account)


def told() -> list[tuple[str, str]]:
    return sorted((each.topic, each.recipient.full_name) for each in Message.objects.filter(topic__startswith="plan_"))


def test_whoever_is_asked_is_told_once_and_the_manager_of_every_comment_of_others(
    plan: Plan, cast: SimpleNamespace
) -> None:
    anna, irina, leonid = cast.anna, cast.irina, cast.leonid
    text = f"@{leonid.full_name}: why? @{cast.viktor.full_name} may not read this"
    first = write_comment(plan=plan, text=text, by=irina, at=AT, asked=[leonid])
    assert told() == [("plan_comment", anna.full_name), ("plan_mention", leonid.full_name)]
    edit_comment(comment=first, version=1, changes={"text": "Why?", "asked": []}, by=irina, at=AT)
    edit_comment(comment=first, version=2, changes={"text": text, "asked": [leonid, anna]}, by=irina, at=AT)
    answer_comment(comment=first, text="Because", by=leonid, at=AT)
    assert told() == [
        ("plan_comment", anna.full_name),
        ("plan_comment", anna.full_name),
        ("plan_comment", irina.full_name),
        ("plan_mention", anna.full_name),
        ("plan_mention", leonid.full_name),
    ]
    assert set(Mention.objects.values_list("user", flat=True)) == {leonid.pk, anna.pk}


def test_what_was_resolved_taken_back_or_is_not_for_the_reader_any_more_is_not_said(
    plan: Plan, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    irina, word = cast.irina, "Nachtigallenhain"
    asks = {name: write_comment(plan=plan, text=f"{word} {name}", by=cast.anna, at=AT) for name in "abc"}
    for comment in asks.values():
        changes = {"text": comment.text, "asked": [irina, cast.leonid]}
        edit_comment(comment=comment, version=1, changes=changes, by=cast.anna, at=AT)
    resolve_comment(comment=asks["a"], version=2, by=cast.anna, at=AT)
    edit_comment(comment=asks["b"], version=2, changes={"text": "x", "asked": [irina]}, by=cast.anna, at=AT)
    AccountMember.objects.filter(user=irina).delete()
    send_digests(at=MORNING)
    mails = {address: str(each.message()) for each in mail.outbox for address in each.to}
    assert irina.email not in mails
    said = mails[cast.leonid.email]
    assert [f"{word} {name}" in said for name in "abc"] == [False, False, True]
    assert word not in signed_in(irina).get("/notifications/").content.decode()


def test_who_stands_in_for_whom_a_comment_concerns_is_told_too_while_they_may_read_it(
    plan: Plan, cast: SimpleNamespace
) -> None:
    anna, irina, leonid, sofia, viktor = cast.anna, cast.irina, cast.leonid, cast.sofia, cast.viktor
    day = datetime.timedelta(days=1)
    for person, delegate in ((anna, viktor), (leonid, sofia), (irina, cast.pavel)):
        absent = {"absent_from": AT.date(), "absent_until": MORNING.date() + day, "delegate": delegate}
        User.objects.filter(pk=person.pk).update(**absent)
    plan = Plan.objects.get(pk=plan.pk)
    # Pavel may not read what Irina is asked.
    asked = User.objects.filter(pk__in=[irina.pk, leonid.pk])
    first = write_comment(plan=plan, text="Why?", by=cast.ada, at=AT, asked=asked)
    assert told() == [
        ("plan_comment", anna.full_name),
        ("plan_comment", viktor.full_name),
        ("plan_mention", irina.full_name),
        ("plan_mention", leonid.full_name),
        ("plan_mention", sofia.full_name),
    ]
    # Who stands in and speaks knows it; whom they stand in for reads it.
    answer_comment(comment=first, text="Because", by=viktor, at=AT)
    assert len(told()) == 7
    send_digests(at=MORNING)
    mails = {address: str(each.body) for each in mail.outbox for address in each.to}
    assert "Ada Lindqvist asks Leonid Orlov in the plan" in mails[sofia.email]
    assert "“Why?” You stand in for Leonid Orlov." in mails[sofia.email]
    assert "“Why?” You stand in for Anna Petrova." in mails[viktor.email] and "Because" not in mails[viktor.email]
    messages = list(Message.objects.filter(topic__startswith="plan_", recipient__in=[sofia, viktor]))
    assert still_true(messages, MORNING) == {each.pk for each in messages}
    assert still_true(messages, MORNING + 2 * day) == set()


def test_who_stands_in_and_an_admin_who_spoke_can_be_asked_and_own_what_is_done(
    plan: Plan, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    anna, ada, viktor = cast.anna, cast.ada, cast.viktor
    assert {ada.pk, viktor.pk}.isdisjoint(may_be_asked(plan, anna))
    day, today = datetime.timedelta(days=1), readers_today()
    User.objects.filter(pk=anna.pk).update(absent_from=today - day, absent_until=today + day, delegate=viktor)
    asks = write_comment(plan=plan, text="Why?", by=ada, at=AT)
    assert {ada.pk, viktor.pk} <= set(may_be_asked(plan, anna))
    page = signed_in(viktor).get(f"/plans/{plan.pk}/comments/{asks.pk}/answer/").context["form"]
    assert set(page.fields["asked"].queryset) == {anna, ada, cast.irina, cast.leonid}
    for form in (ActionForm(plan=plan, writer=viktor), CommunicationForm(plan=plan, writer=viktor, left=frozenset())):
        assert {ada, viktor} <= set(form.fields["owner"].queryset)  # type: ignore[attr-defined]


def test_every_reader_speaks_and_only_the_writer_changes_or_removes(
    plan: Plan, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    goal = Goal.objects.create(account=plan.account, plan=plan, title="Grow")
    irina, anna, base = signed_in(cast.irina), signed_in(cast.anna), f"/plans/{plan.pk}"
    sent = irina.post(f"{base}/comments/new/?goal={goal.pk}", {"text": "<script>alert(1)</script>\u202e why?"})
    comment = Comment.objects.get()
    assert sent.headers["Location"] == f"{base}/discussion/?comment={comment.pk}#comment-{comment.pk}"
    assert (comment.goal, comment.by) == (goal, cast.irina)
    other = Goal.objects.create(account=plan.account, plan=plan_of(plan.account), title="Other")
    call = Action.objects.create(account=plan.account, plan=plan, title="Call")
    both = f"goal={goal.pk}&action={call.pk}"
    for foreign in (f"goal={other.pk}", "goal=x", f"action={goal.pk}x", "goal=99999999999999999999", both):
        assert irina.post(f"{base}/comments/new/?{foreign}", {"text": "Why?"}).status_code == 404
    page = anna.get(f"{base}/discussion/").content.decode()
    assert ("<script>alert" in page, "&lt;script&gt;alert" in page) == (False, True)
    own = f"{base}/comments/{comment.pk}"
    for address in (f"{own}/edit/", f"{own}/remove/"):
        assert anna.post(address, {"text": "Mine", "version": 1}).status_code == 403
    assert irina.post(f"{own}/answer/", {"text": "Nobody?", "asked": cast.leonid.pk}).status_code == 302
    assert "so it stays" in irina.post(f"{own}/remove/", {"version": 2}).content.decode()
    answer = Comment.objects.get(answers=comment)
    assert (answer.goal, anna.post(f"{base}/comments/{answer.pk}/resolve/", {"version": 1}).status_code) == (goal, 404)
    anna.post(f"{own}/resolve/", {"version": 1})
    assert (Comment.objects.get(pk=comment.pk).resolved_at, open_comments(plan)) == (None, 1)
    anna.post(f"{own}/resolve/", {"version": 2})
    assert (Comment.objects.get(pk=comment.pk).resolved_by, open_comments(plan)) == (cast.anna, 0)
    shown = [len(anna.get(f"{base}/discussion/?state={state}").context["parts"]) for state in ("open", "resolved", "x")]
    assert shown == [0, 1, 1]
    assert irina.post(f"{own}/reopen/?next=/plans/{plan.pk}/", {"version": 3}).headers["Location"] == f"{base}/"
    assert irina.post(f"{base}/comments/{answer.pk}/remove/", {"version": 1}).status_code == 302
    Plan.objects.filter(pk=plan.pk).update(state="closed")
    assert "This plan is closed" in irina.post(f"{base}/comments/new/", {"text": "Late"}).content.decode()
    assert "Write a comment" not in irina.get(f"{base}/discussion/").content.decode()


def test_who_resolves_has_read_the_last_answer_and_nothing_is_answered_that_is_resolved(
    plan: Plan, cast: SimpleNamespace
) -> None:
    first = write_comment(plan=plan, text="Why?", by=cast.irina, at=AT)
    answer = answer_comment(comment=first, text="Because", by=cast.anna, at=AT)
    with pytest.raises(StaleEdit):
        resolve_comment(comment=first, version=1, by=cast.anna, at=AT)
    resolve_comment(comment=first, version=2, by=cast.anna, at=AT)
    assert resolve_comment(comment=first, version=2, by=cast.irina, at=AT).resolved_by == cast.anna
    with pytest.raises(ValidationError, match="resolved in the meantime"):
        answer_comment(comment=first, text="But", by=cast.irina, at=AT)
    with pytest.raises(ValidationError, match="together with what it answers"):
        reopen_comment(comment=answer, version=1)
    with pytest.raises(StaleEdit):
        remove_comment(comment=answer, version=7)
    foreign = Action.objects.create(account=plan.account, plan=plan_of(plan.account), title="Call")
    with pytest.raises(ValidationError, match="another plan"):
        write_comment(plan=plan, text="Why?", by=cast.anna, at=AT, action=foreign)


def test_a_long_discussion_asks_no_more_than_a_short_one(plan: Plan, cast: SimpleNamespace, signed_in: SignIn) -> None:
    goal = Goal.objects.create(account=plan.account, plan=plan, title="Grow")
    anna, counts = signed_in(cast.anna), []
    for _round in range(2):
        for thing in (None, goal, goal):
            first = write_comment(plan=plan, text="Why?", by=cast.irina, at=AT, goal=thing, asked=[cast.leonid])
            answer_comment(comment=first, text="So", by=cast.anna, at=AT, asked=[cast.irina])
        with CaptureQueriesContext(connection) as asked:
            anna.get(f"/plans/{plan.pk}/discussion/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    about = [comments_about(plan), comments_about(plan, goal=goal)]
    assert [len(each.threads) for each in about] == [2, 4]


def test_words_that_were_answered_or_resolved_stay_and_others_written_before_are_marked(
    plan: Plan, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    irina, anna = signed_in(cast.irina), signed_in(cast.anna)
    first = write_comment(plan=plan, text="Why?", by=cast.irina, at=AT)
    base = f"/plans/{plan.pk}/comments"
    edit_comment(comment=first, version=1, changes={"text": "Why?", "asked": [cast.leonid]}, by=cast.irina, at=AT)
    more = answer_comment(comment=first, text="I mean: why now?", by=cast.irina, at=AT)
    assert Comment.objects.get(pk=first.pk).edited_at is None
    assert irina.post(f"{base}/{first.pk}/edit/", {"text": "How?", "version": 3}).status_code == 302
    assert Comment.objects.get(pk=first.pk).edited_at is not None
    pages = [anna.get(f"/plans/{plan.pk}/discussion/").content.decode()]
    answer = answer_comment(comment=first, text="Because", by=cast.anna, at=AT)
    pages.append(irina.get(f"/plans/{plan.pk}/discussion/").content.decode())
    assert [("edited on" in page, f"{base}/{first.pk}/edit/" in page) for page in pages] == [(True, False)] * 2
    for settled, version in ((first, 5), (more, 1)):
        for act in ("edit", "remove"):
            sent = irina.post(f"{base}/{settled.pk}/{act}/", {"text": "Never", "version": version})
            assert (sent.status_code, "stays" in (page := sent.content.decode()) or "stay as" in page) == (200, True)
            looked = irina.get(f"{base}/{settled.pk}/{act}/", follow=True)
            assert looked.redirect_chain == [(discussion_address(settled), 302)]
            assert "stay as they were read" in looked.content.decode()
    assert anna.post(f"{base}/{answer.pk}/edit/", {"text": "Because!", "version": 1}).status_code == 302
    resolve_comment(comment=first, version=5, by=cast.irina, at=AT)
    assert (
        "stay as they were read"
        in anna.post(f"{base}/{answer.pk}/edit/", {"text": "No", "version": 2}).content.decode()
    )
    assert sorted(Comment.objects.values_list("text", flat=True)) == ["Because!", "How?", "I mean: why now?"]
    answering = anna.get(f"{base}/{first.pk}/answer/", follow=True)
    assert answering.redirect_chain == [(discussion_address(first), 302)]
    assert "This was resolved in the meantime" in answering.content.decode()


def test_nothing_goes_while_a_question_on_it_is_open_nor_a_plan_with_the_words_of_others(
    plan: Plan, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    anna, base = signed_in(cast.anna), f"/plans/{plan.pk}"
    for kind, thing in (
        ("goal", Goal.objects.create(account=plan.account, plan=plan, title="Grow")),
        ("action", Action.objects.create(account=plan.account, plan=plan, title="Call")),
    ):
        address = f"{base}/{kind}s/{thing.pk}/remove/"
        assert "Read the open comments" not in anna.get(address).content.decode()
        asks = write_comment(plan=plan, text="Why?", by=cast.irina, at=AT, **{kind: thing})
        page = anna.post(address, {"version": 1}).content.decode()
        assert f"{base}/discussion/?{kind}={thing.pk}&amp;state=open" in page
        assert page.count("Answer and resolve them first") == 2
        assert [
            each.threads[0].first for each in anna.get(f"{base}/discussion/?{kind}={thing.pk}").context["parts"]
        ] == [asks]
        assert "Somebody else has said" in anna.post(f"{base}/remove/", {"version": 1}).content.decode()
        resolve_comment(comment=asks, version=1, by=cast.anna, at=AT)
        assert anna.post(address, {"version": 1}).status_code == 302
    write_comment(plan=plan, text="To myself", by=cast.anna, at=AT)
    assert anna.post(f"{base}/remove/", {"version": 1}).status_code == 302
    assert Plan.objects.count() == Comment.objects.count() == 0


def test_a_page_holds_fifty_threads_with_their_last_answers_and_leads_to_every_comment(
    plan: Plan, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    def said(n: int, **about: object) -> list[Comment]:
        rows = [Comment(account=plan.account, plan=plan, text=f"{i}.", by=cast.irina, at=AT, **about) for i in range(n)]
        return Comment.objects.bulk_create(rows)

    anna, address = signed_in(cast.anna), f"/plans/{plan.pk}/discussion/"
    goal = Goal.objects.create(account=plan.account, plan=plan, title="Grow")
    firsts, of_goal = said(40), said(60, goal=goal)
    answers = said(60, answers=firsts[0])
    resolve_comment(comment=firsts[39], version=1, by=cast.anna, at=AT)
    one, two = (anna.get(f"{address}?page={number}") for number in (1, 2))
    shown = [[[thread.first for thread in part.threads] for part in page.context["parts"]] for page in (one, two)]
    assert shown[0] == [[*firsts[38::-1], firsts[39]], of_goal[:49:-1]]
    assert shown[1] == [of_goal[49::-1]]
    long = one.context["parts"][0].threads[38]
    assert (long.answers, long.folded) == (answers[40:], 40)
    assert "Read 40 earlier answers" in one.content.decode()
    for comment, page in ((firsts[0], answers[:50]), (answers[3], answers[:50]), (answers[55], answers[50:])):
        alone = anna.get(f"{address}?comment={comment.pk}")
        [[thread]] = [part.threads for part in alone.context["parts"]]
        assert (thread.first, list(thread.answers)) == (firsts[0], page)
        assert f'id="comment-{comment.pk}"' in alone.content.decode()
    about = comments_about(plan, goal=goal)
    # On paper a discussion is what was said; beside a goal it stays on the screen.
    pages = [anna.get(page).content.decode() for page in (address, goal.get_absolute_url())]
    assert ['class="comments no-print"' in page for page in pages] == [False, True]
    assert (len(about.threads), about.further) == (50, f"{address}?goal={goal.pk}")
    assert anna.get(f"{address}?comment=x").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_who_resolves_is_led_to_the_answer_and_who_answers_is_told_it_is_resolved(
    plan: Plan, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    first = write_comment(plan=plan, text="Why?", by=cast.irina, at=AT)
    anna, own = signed_in(cast.anna), f"/plans/{plan.pk}/comments/{first.pk}"
    with arriving_during(lambda: anna.post(f"{own}/resolve/", {"version": 1})) as answers:
        answer_comment(comment=first, text="Because", by=cast.leonid, at=AT)
    assert answers[0].status_code == 302
    assert "It was answered or changed since" in anna.get(answers[0].headers["Location"]).content.decode()
    assert (open_comments(plan), Comment.objects.get(pk=first.pk).version) == (1, 2)
    with arriving_during(lambda: anna.post(f"{own}/answer/", {"text": "One more word"})) as answers:
        resolve_comment(comment=first, version=2, by=cast.leonid, at=AT)
    page = answers[0].content.decode()
    assert ("resolved in the meantime" in page, "One more word" in page) == (True, True)
    assert (open_comments(plan), first.replies.count()) == (0, 1)
