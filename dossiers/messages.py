"""What reminders, nudges and returned reviews say, and whether they are still worth saying."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.messages import group_of, readable
from accounts.models import Account
from dossiers.cadence import ANNOUNCED_DAYS_BEFORE_ESCALATION, escalates_from, stage_on
from dossiers.models import Dossier, Review, ReviewState
from dossiers.reminders import AHEAD, ESCALATE, TOPIC, UNMANAGED, unmanaged, week_of
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import Line
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day

# So many accounts are named in one line.
NAMED_AT_MOST = 5
# A message about an account as its text and urgency on a day.
InWords = Callable[[Message, Account, datetime.date], tuple[str, int]]
# An account and due date, the lead who is told, and the manager whom it is about.
Escalated = tuple[int, datetime.date, int, int]


def _dossiers(messages: Sequence[Message]) -> dict[int, Dossier]:
    ids = {message.subject_id for message in messages}
    found = Dossier.objects.filter(account__in=ids).select_related("account__kam__team__lead")
    return {dossier.account_id: dossier for dossier in found}


def is_for(message: Message, kam: User, at: datetime.datetime) -> bool:
    """Whether the message still concerns its recipient as the manager, or as the stand-in of an absent one."""
    recipient = message.recipient_id
    return recipient == kam.pk or (recipient == kam.delegate_id and kam.is_absent(local_day(kam, at)))


def _is_for_the_lead(message: Message, kam: User, at: datetime.datetime, escalated: set[Escalated]) -> bool:
    """A word to the lead about this very manager, or an escalation to whoever stands in for the absent lead."""
    lead = kam.team.lead if kam.team is not None else None
    if lead is None:
        return False
    if message.recipient_id == lead.pk:
        return message.about_id == kam.pk and (message.stage == ESCALATE or not kam.is_active)
    return (
        message.stage == ESCALATE
        and message.about_id == lead.pk
        and message.recipient_id == lead.delegate_id
        and lead.is_absent(local_day(lead, at))
        and (message.subject_id, message.due_on, lead.pk, kam.pk) in escalated
    )


def _escalated(messages: Sequence[Message]) -> set[Escalated]:
    """What leads are told of these accounts; asked only when somebody who stands in for a lead may be told."""
    subjects = {m.subject_id for m in messages if m.stage == ESCALATE}
    if not subjects:
        return set()
    told = Message.objects.filter(topic=TOPIC, stage=ESCALATE, subject_id__in=subjects, about__isnull=False)
    return {
        (m.subject_id, m.due_on, m.recipient_id, m.about_id or 0)
        for m in told.only("subject_id", "due_on", "recipient", "about")
    }


def _lines(messages: Sequence[Message], reader: User, today: datetime.date, words: InWords) -> list[Line]:
    accounts = readable(messages, reader, today)
    found = []
    for message in messages:
        account = accounts.get(message.subject_id)
        if account is not None:
            text, urgency = words(message, account, today)
            path = reverse("review", args=[account.pk])
            found.append(Line(message.pk, str(account), text, path, group_of(account), urgency))
    return found


class ReviewReminders:
    """Stages before and after the due date, the announcement to the manager and the word to the lead."""

    key = "review"

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        dossiers = _dossiers(messages)
        escalated = _escalated(messages)
        return {m.pk for m in messages if self._is_true(m, dossiers.get(m.subject_id), at, escalated)}

    def _is_true(
        self, message: Message, dossier: Dossier | None, at: datetime.datetime, escalated: set[Escalated]
    ) -> bool:
        if dossier is None or dossier.due_on != message.due_on or dossier.account.kam is None:
            return False
        kam = dossier.account.kam
        if not is_for(message, kam, at) and not _is_for_the_lead(message, kam, at, escalated):
            return False
        return message.stage in (AHEAD, ESCALATE) or message.stage == stage_on(message.due_on, local_day(kam, at))

    def lines(self, messages: Sequence[Message], reader: User, today: datetime.date) -> list[Line]:
        return _lines(messages, reader, today, _reminder_in_words)


def _reminder_in_words(message: Message, account: Account, today: datetime.date) -> tuple[str, int]:
    due = formats.date_format(message.due_on, "DATE_FORMAT")
    late = (today - message.due_on).days
    if message.stage == ESCALATE:
        text = _("%(name)s has not verified this dossier. The review was due on %(date)s.")
        return text % {"name": account.kam or _("Nobody"), "date": due}, -late - 100
    if message.stage == AHEAD:
        return _announcement(message, account), 1 - late
    return for_whom(message, account, _due_in_words(due, late)), -late


def _due_in_words(due: str, late: int) -> str:
    if late > 0:
        text = ngettext(
            "The review was due on %(date)s, %(days)d day ago.",
            "The review was due on %(date)s, %(days)d days ago.",
            late,
        )
        return text % {"date": due, "days": late}
    if late == 0:
        return _("The review is due today, on %(date)s.") % {"date": due}
    text = ngettext(
        "The review is due on %(date)s, in %(days)d day.", "The review is due on %(date)s, in %(days)d days.", -late
    )
    return text % {"date": due, "days": -late}


def _announcement(message: Message, account: Account) -> str:
    kam = account.kam
    lead = kam.team.lead if kam is not None and kam.team is not None else None
    if kam is None or lead is None:
        return _("The review is overdue.")
    told = local_day(kam, message.created_at) + datetime.timedelta(days=ANNOUNCED_DAYS_BEFORE_ESCALATION)
    day = formats.date_format(max(told, escalates_from(message.due_on)), "DATE_FORMAT")
    values = {"lead": lead, "date": day, "kam": kam}
    if message.about_id is not None:
        return (
            _("%(lead)s will be told on %(date)s unless the review is signed before. You stand in for %(kam)s.")
            % values
        )
    return _("Your team lead %(lead)s will be told on %(date)s unless the review is signed before.") % values


def for_whom(message: Message, account: Account, text: str) -> str:
    """A reminder to somebody else than the manager says why it comes to them."""
    if message.about_id is None or message.about is None:
        return text
    values = {"text": text, "name": message.about}
    if not message.about.is_active:
        return _("%(text)s %(name)s does not work here any more: assign another manager.") % values
    return _("%(text)s You stand in for %(name)s.") % values


class Unmanaged:
    """To admins: overdue accounts that have no manager who works here. Its subject is the reader."""

    key = UNMANAGED

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        """In its week, while one such account is left and the reader is an admin."""
        admins = User.objects.active().in_bulk({message.recipient_id for message in messages})
        days = {pk: local_day(admin, at) for pk, admin in admins.items() if admin.is_admin}
        waiting = {day for day in set(days.values()) if unmanaged(day).exists()}
        return {m.pk for m in messages if (day := days.get(m.recipient_id)) in waiting and m.due_on == week_of(day)}

    def lines(self, messages: Sequence[Message], reader: User, today: datetime.date) -> list[Line]:
        if not reader.is_admin:
            return []
        count, names = unmanaged(today).count(), list(unmanaged(today)[:NAMED_AT_MOST])
        title, path = _("Accounts without a manager"), reverse("assignments")
        return [Line(m.pk, title, _unmanaged_in_words(count, names), path, UNMANAGED, urgency=-50) for m in messages]


def _unmanaged_in_words(count: int, first: Sequence[Account]) -> str:
    if not count:
        return _("All overdue accounts have a manager again.")
    text = ngettext(
        "%(n)d review is overdue and reminds nobody: %(names)s. Assign a manager.",
        "%(n)d reviews are overdue and remind nobody: %(names)s. Assign managers.",
        count,
    )
    names = ", ".join(str(account) for account in first)
    return text % {"n": count, "names": f"{names}, …" if count > len(first) else names}


class Nudges:
    """A lead asked the manager to look at the dossier."""

    key = "nudge"

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        """Until a review is signed after the nudge, or the account goes to somebody else."""
        dossiers = _dossiers(messages)
        reviews = Review.objects.signed().filter(account__in=dossiers).order_by("signed_at")
        signed = {account: at for account, at in reviews.values_list("account", "signed_at") if at is not None}
        return {
            m.pk
            for m in messages
            if (dossier := dossiers.get(m.subject_id)) is not None
            and dossier.due_on is not None
            and dossier.account.kam is not None
            and is_for(m, dossier.account.kam, at)
            and not (m.subject_id in signed and signed[m.subject_id] > m.created_at)
        }

    def lines(self, messages: Sequence[Message], reader: User, today: datetime.date) -> list[Line]:
        return _lines(messages, reader, today, _nudge_in_words)


def _nudge_in_words(message: Message, account: Account, today: datetime.date) -> tuple[str, int]:
    if account.kam is not None and message.about_id == account.kam_id:
        return _("A team lead asks for a review. You stand in for %(name)s.") % {"name": account.kam}, -5
    return _("%(name)s asks you to review this dossier.") % {"name": message.about or _("A team lead")}, -5


class Returned:
    """A lead gave a signed review back."""

    key = "returned"

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        dossiers = _dossiers(messages)
        returned = {
            (account, f"review-{number}")
            for account, number in Review.objects.filter(account__in=dossiers, state=Review.State.RETURNED).values_list(
                "account", "number"
            )
        }
        return {
            m.pk
            for m in messages
            if (dossier := dossiers.get(m.subject_id)) is not None
            and dossier.review_state == ReviewState.RETURNED
            and (m.subject_id, m.stage) in returned
            and dossier.account.kam is not None
            and is_for(m, dossier.account.kam, at)
        }

    def lines(self, messages: Sequence[Message], reader: User, today: datetime.date) -> list[Line]:
        return _lines(messages, reader, today, _return_in_words)


def _return_in_words(message: Message, account: Account, today: datetime.date) -> tuple[str, int]:
    if account.kam is not None and message.about_id == account.kam_id:
        sentence = _("The review was returned: “%(reason)s”. You stand in for %(name)s.")
        return sentence % {"name": account.kam, "reason": message.note}, -10
    values = {"name": message.about or _("A team lead"), "reason": message.note}
    return _("%(name)s returned the review: “%(reason)s”") % values, -10
