"""The verification of a dossier: opened, answered topic by topic, signed and frozen, returned by a lead.

Every verb first locks the account's row, so that a double click, two people or a reassignment come one after another.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import tie_between
from accounts.models import Account
from dossiers.models import Answer, Dossier, FactCheck, Review, ReviewState
from dossiers.reviews import topics as review_topics
from dossiers.reviews.checking import confirmed, standing_checks
from dossiers.reviews.locking import locked, locked_running
from dossiers.reviews.newer_in_diary import newer_in_diary
from dossiers.scheduling import keep_cadence
from kam_portal.foundation.history.versions import StaleEdit, compare, values_at_version
from kam_portal.foundation.notifications.reading import mark_settled
from kam_portal.foundation.notifications.saying import say
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day

# [ours] A review whose sections were all confirmed in less time than this is marked for the lead.
SECONDS_OF_AN_EMPTY_REVIEW = 60
# 2: with the facts of which something else was said than of their sections. 3: with what the diary said later of facts.
SNAPSHOT_FORM = 3
# [ours] Verdicts by which the facts recorded get the day of the signature as their as-of date. Whoever says that the
# rest is still true has written down what changed; a bare "changed" verifies nothing.
CONFIRMING = (Answer.Verdict.TRUE, Answer.Verdict.PARTLY)
# The version of an answer nobody has given yet.
UNANSWERED = 0
CHANGED_WHILE_READ = gettext_lazy(
    "Something here was changed while you were reading; it stands above as it is now. Look at it, then answer again."
)
# Topics of messages that asked for the review and have nothing more to say once it is signed.
SETTLED_BY_A_SIGNATURE = ("review", "nudge", "returned")


@transaction.atomic
def start_review(*, account: Account, by: User | None, at: datetime.datetime) -> Review:
    """Open the next review; the running one when there is one already.

    Raises ValidationError for an account without a cadence: candidates and closed accounts are not reviewed.
    """
    stored = locked(account.pk)
    running = Review.objects.running().filter(account=stored).first()
    if running is not None:
        return running
    dossier = Dossier.objects.filter(account=stored).first()
    if dossier is None or dossier.due_on is None:
        raise ValidationError(_("This account has no review to come. Give it another status first."))
    review = _open(stored, dossier.due_on, by, at)
    _set_state(stored, ReviewState.IN_PROGRESS)
    return review


@transaction.atomic
def answer_topic(
    *,
    review: Review,
    topic: str,
    verdict: str,
    note: str,
    by: User | None,
    at: datetime.datetime,
    version: int | None = None,
    seen: str = "",
) -> Answer:
    """Give or change the verdict on one topic of a running review.

    `version` is that of the answer the person saw, UNANSWERED for none; StaleEdit is raised, with both answers, when
    somebody answered in between. `seen` is the fingerprint of the entries that the person read, "" when nobody read a
    page. Raises ValidationError when the review is closed, the topic or verdict is unknown, something is called still
    true that was changed since it was read, or the rest while nothing is written down as changed.
    """
    stored = locked_running(review)
    if topic not in {known.key for known in review_topics.asked(stored.account)}:
        raise ValidationError(_("A review has no such section. Open the review again."))
    if verdict not in Answer.Verdict.values:
        raise ValidationError({"verdict": _("Choose still true, changed or unknown.")})
    entries = review_topics.read(stored.account, [topic]).get(topic, ())
    if verdict in CONFIRMING and seen not in ("", review_topics.fingerprint(entries)):
        raise ValidationError(CHANGED_WHILE_READ)
    if verdict == Answer.Verdict.PARTLY:
        _refuse_unwritten(stored.account, topic, entries)
    note = note.replace("\r\n", "\n").strip()
    answer = Answer.objects.filter(review=stored, topic=topic).first()
    stands_at = answer.version if answer is not None else UNANSWERED
    if version is not None and version != stands_at:
        if answer is not None and (answer.verdict, answer.note, answer.answered_by) == (verdict, note, by):
            return answer
        _refuse_stale(version, stands_at, answer, verdict, note)
    answer = answer or Answer(review=stored, topic=topic)
    answer.version = stands_at + 1
    answer.seen = review_topics.fingerprint(entries)
    answer.verdict, answer.note, answer.answered_by, answer.answered_at = verdict, note, by, at
    answer.save()
    stored.version += 1
    stored.save(update_fields=["version"])
    return answer


@transaction.atomic
def sign_review(*, review: Review, by: User, at: datetime.datetime, version: int | None = None) -> Review:
    """Freeze a review in which every topic is answered; the next due date counts from its day in the manager's zone.

    `version` is the review the signer read: StaleEdit when an answer was changed since. Raises ValidationError when
    answers are missing, something called still true was changed after it was, the review is closed, or the account
    went to somebody else so that `by` may not sign (any more).
    """
    stored = locked_running(review)
    account = stored.account
    _refuse_strangers(account, by, at)
    if version is not None and version != stored.version:
        raise StaleEdit(version=stored.version, differences=[])
    answers = {answer.topic: answer for answer in stored.answers.all()}
    asked = review_topics.asked(account)
    _refuse_unanswered(asked, answers)
    kam = account.kam
    signed_on = local_day(kam or by, at)
    # Before anything is read that the signature confirms: an edit comes whole before it, or whole after it.
    review_topics.hold(account)
    # The signature moves the dates from which it is seen.
    newer = newer_in_diary(account)
    confirming = [topic for topic, answer in answers.items() if answer.verdict in CONFIRMING]
    review_topics.confirm(account, confirmed(stored, confirming), signed_on)
    entries = review_topics.read_all(account)
    _refuse_outdated(asked, answers, entries)
    changes = changes_since_last(account, last_signed(account), entries)
    stored.snapshot = {
        "form": SNAPSHOT_FORM,
        "topics": {topic: [entry.frozen() for entry in rows] for topic, rows in entries.items()},
        "checks": standing_checks(stored, entries),
        "newer": newer.frozen(until=signed_on),
    }
    stored.changes = [change.frozen() for change in changes]
    stored.state, stored.signed_at, stored.signed_on, stored.signed_by = Review.State.SIGNED, at, signed_on, by
    stored.on_behalf_of = kam if kam is not None and kam.pk != by.pk else None
    stored.is_empty = _is_empty(stored, list(answers.values()), at)
    stored.version += 1
    stored.save()
    _set_state(account, ReviewState.NONE)
    mark_settled(topics=SETTLED_BY_A_SIGNATURE, subject_id=account.pk, at=at)
    keep_cadence([account.pk])
    return stored


@transaction.atomic
def return_review(
    *, review: Review, reason: str, by: User, at: datetime.datetime, again: Collection[str] = ()
) -> Review:
    """Give the latest signed review back with a reason; returns the new running review with the answers copied.

    Of the topics in `again` nothing is copied: they are to be answered anew. The due date goes back to what it was
    before the signature. Raises ValidationError without a reason, or when the review is not the latest signed one (any
    more).
    """
    reason = reason.replace("\r\n", "\n").strip()
    if not reason:
        raise ValidationError({"reason": _("Say what should be verified again.")})
    account = locked(review.account_id)
    stored = Review.objects.select_for_update().get(pk=review.pk)
    if stored.state == Review.State.RETURNED:
        raise ValidationError(_("This review has been returned already."))
    latest = last_signed(account)
    if latest is None or latest.pk != stored.pk:
        raise ValidationError(_("Only the latest signed review can be returned. Open that one."))
    stored.state, stored.returned_at, stored.returned_by = Review.State.RETURNED, at, by
    stored.return_reason = reason
    stored.version += 1
    stored.save(update_fields=["state", "returned_at", "returned_by", "return_reason", "version"])
    running = Review.objects.running().filter(account=account).first() or _open(account, stored.due_on, by, at)
    _copy_answers(stored, running, again)
    _set_state(account, ReviewState.RETURNED)
    keep_cadence([account.pk])
    if account.kam is not None and account.kam.pk != by.pk:
        _tell_of_return(stored, account, account.kam, by, at)
    return running


def last_signed(account: Account) -> Review | None:
    """The latest review that counts."""
    return Review.objects.signed().filter(account=account).order_by("-number").first()


def changes_since_last(
    account: Account, last: Review | None, entries: Mapping[str, Sequence[review_topics.Entry]]
) -> list[review_topics.Change]:
    """What differs from the last signed review; nothing while there is none to compare with."""
    if last is None or "topics" not in last.snapshot:
        return []
    return review_topics.changes_since(account, last.snapshot["topics"], entries)


def outdated_topics(
    asked: Iterable[review_topics.Topic],
    answers: Mapping[str, Answer],
    entries: Mapping[str, Sequence[review_topics.Entry]],
) -> list[review_topics.Topic]:
    """Topics called still true of which something was changed afterwards: nobody has verified what stands there."""
    return [
        topic
        for topic in asked
        if (answer := answers.get(topic.key)) is not None
        and answer.verdict in CONFIRMING
        and answer.seen
        and answer.seen != review_topics.fingerprint(entries.get(topic.key, ()))
    ]


def _open(account: Account, due_on: datetime.date | None, by: User | None, at: datetime.datetime) -> Review:
    highest = Review.objects.filter(account=account).aggregate(highest=Max("number"))["highest"] or 0
    return Review.objects.create(account=account, number=highest + 1, due_on=due_on, opened_at=at, opened_by=by)


def _set_state(account: Account, state: ReviewState) -> None:
    Dossier.objects.filter(account=account).exclude(review_state=state).update(review_state=state)


def _refuse_unwritten(account: Account, topic: str, entries: Sequence[review_topics.Entry]) -> None:
    """Before the first review there is nothing to compare with; of an empty section no rest can be true."""
    if not entries:
        raise ValidationError({"verdict": _("Nothing is known here, so there is no rest that could still be true.")})
    last = last_signed(account)
    if last is not None and not changes_since_last(account, last, {topic: entries}):
        raise ValidationError(
            {
                "verdict": _(
                    "Nothing is written down as changed here since the last review. "
                    "Edit the section first, or answer “Changed” alone."
                )
            }
        )


def _refuse_unanswered(asked: Iterable[review_topics.Topic], answers: Mapping[str, Answer]) -> None:
    missing = [str(topic.title) for topic in asked if topic.key not in answers]
    if missing:
        listed = get_text_list(missing, _("and"))
        raise ValidationError(_("Not signed yet: %(sections)s wait for an answer.") % {"sections": listed})


def _refuse_strangers(account: Account, by: User, at: datetime.datetime) -> None:
    """Asked under the lock: since the page asked, the account may have gone to somebody else."""
    now = Account.objects.select_related("kam__team").get(pk=account.pk)
    tie = tie_between(by, now, local_day(by, at))
    if tie is None or not tie.may_sign:
        raise ValidationError(
            _("Not signed: only the key account manager, the team lead or an admin signs this review.")
        )


def _refuse_outdated(
    asked: Iterable[review_topics.Topic],
    answers: Mapping[str, Answer],
    entries: Mapping[str, Sequence[review_topics.Entry]],
) -> None:
    titles = [str(topic.title) for topic in outdated_topics(asked, answers, entries)]
    if titles:
        sentence = _("Not signed yet: %(sections)s changed after the answer “still true”. Look and answer again.")
        raise ValidationError(sentence % {"sections": get_text_list(titles, _("and"))})


def _refuse_stale(read: int, stands_at: int, answer: Answer | None, verdict: str, note: str) -> None:
    theirs = {"verdict": answer.verdict, "note": answer.note} if answer else {"verdict": "", "note": ""}
    fields = ["verdict", "note"]
    unanswered = {"verdict": "", "note": ""}
    before = unanswered if read == UNANSWERED or answer is None else values_at_version(answer, read, fields)
    raise StaleEdit(version=stands_at, differences=compare(before, theirs, {"verdict": verdict, "note": note}, fields))


def _is_empty(review: Review, answers: list[Answer], at: datetime.datetime) -> bool:
    """Whether everything was confirmed within seconds; answers copied from a returned review are no looking."""
    if any(answer.verdict != Answer.Verdict.TRUE for answer in answers):
        return False
    moments = [*(a.answered_at for a in answers), *review.checks.values_list("checked_at", flat=True)]
    began = min((moment for moment in moments if moment >= review.opened_at), default=at)
    return (at - began).total_seconds() < SECONDS_OF_AN_EMPTY_REVIEW


def _copy_answers(returned: Review, running: Review, again: Collection[str]) -> None:
    """What was said of sections and of single facts goes on, with who said it and when; but not of those topics."""
    for model in (Answer, FactCheck):
        said = model._default_manager.filter(review=returned).exclude(topic__in=again)
        model._default_manager.bulk_create([_copied(row, running) for row in said], ignore_conflicts=True)


def _copied(row: models.Model, review: Review) -> Any:
    own = {"id", "review", "version"}
    columns = [column.attname for column in row._meta.concrete_fields if column.name not in own]
    return type(row)(review=review, **{name: getattr(row, name) for name in columns})


def _tell_of_return(review: Review, account: Account, kam: User, by: User, at: datetime.datetime) -> None:
    """To the manager, and to whoever stands in for an absent one."""
    day = local_day(kam, at)
    told = [(kam, by)]
    other = kam.stand_in(day)
    if other is not None and other.pk != by.pk:
        told.append((other, kam))
    for recipient, about in told:
        say(
            topic="returned",
            recipient=recipient,
            subject_id=account.pk,
            day=day,
            stage=f"review-{review.number}",
            note=review.return_reason,
            about=about,
            at=at,
        )
