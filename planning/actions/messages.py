"""What a word about an action due says, and whether it is still worth saying."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.messages import group_of, readable
from accounts.models import Account, Status
from accounts.querysets import has_a_tie
from dossiers.messages import is_for
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import Line
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day
from planning.actions.reminder_days import stage_on
from planning.actions.reminders import TOPIC
from planning.models import Action
from planning.querysets import ActionQuerySet


def _action_of(message: Message) -> int:
    """The id that the stage names; 0 for a stage of another make."""
    return number_in(message.stage.rpartition("-")[2]) or 0


class ActionsDue:
    """An action is due in a few days, today, or has been for weeks."""

    key = TOPIC

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        """While the action is open, due on that day, promised, and the reader's; and the stage is in force."""
        promised = Action.objects.promised().filter(pk__in={_action_of(m) for m in messages})
        open_ones = promised.exclude(account__status=Status.CLOSED).select_related("owner", "account__kam__team__lead")
        actions = {action.pk: action for action in _looked_at(open_ones, timezone.localdate(at))}
        admins = frozenset(User.objects.active_admins().values_list("pk", flat=True))
        return {m.pk for m in messages if self._is_true(m, actions.get(_action_of(m)), at, admins)}

    @staticmethod
    def _is_true(message: Message, action: Action | None, at: datetime.datetime, admins: Collection[int]) -> bool:
        if action is None or action.owner is None:
            return False
        if (action.account_id, action.due_on) != (message.subject_id, message.due_on):
            return False
        if not _is_for(message, action, action.owner, at, admins):
            return False
        return message.stage == f"{stage_on(message.due_on, local_day(action.owner, at))}-{action.pk}"

    def lines(self, messages: Sequence[Message], reader: User, today: datetime.date) -> list[Line]:
        accounts = readable(messages, reader, today)
        found = Action.objects.filter(account__in=accounts).select_related("plan")
        actions = _looked_at(found, today).in_bulk({_action_of(m) for m in messages})
        lines = []
        for message in messages:
            account, action = accounts.get(message.subject_id), actions.get(_action_of(message))
            if account is not None and action is not None and action.account_id == account.pk:
                lines.append(_line(message, account, action, today))
        return lines


def _looked_at(actions: ActionQuerySet, on: datetime.date) -> ActionQuerySet:
    """Each with whether its owner works with the client."""
    return actions.annotate(is_theirs=has_a_tie(on))


def _is_for(message: Message, action: Any, owner: User, at: datetime.datetime, admins: Collection[int]) -> bool:
    """The owner, or who answers for the client in place of one who no longer works with it, and who stands in for
    them; the admins where nobody does.
    """
    told = owner if action.is_theirs else _answers_for(action.account)
    return is_for(message, told, at) if told is not None else message.recipient_id in admins


def _answers_for(account: Account) -> User | None:
    """The manager; of one who left, the lead who works here."""
    kam = account.kam
    if kam is None or kam.is_active:
        return kam
    lead = kam.team.lead if kam.team is not None else None
    return lead if lead is not None and lead.is_active else None


def _line(message: Message, account: Account, action: Any, today: datetime.date) -> Line:
    late = (today - message.due_on).days
    text = _in_words(action.title, formats.date_format(message.due_on, "DATE_FORMAT"), late)
    # Once somebody else owns it, there is nothing more to say of whom it was about.
    if message.about is not None and message.about_id == action.owner_id:
        text = _about(message.about, is_theirs=action.is_theirs) % {"text": text, "name": message.about}
    return Line(message.pk, str(account), text, action.get_absolute_url(), group_of(account), urgency=-late)


def _about(owner: User, *, is_theirs: bool) -> str:
    if is_theirs:
        return _("%(text)s You stand in for %(name)s.")
    if owner.is_active:
        return _("%(text)s %(name)s no longer works with this client: find another owner.")
    return _("%(text)s %(name)s does not work here any more: find another owner.")


def _in_words(title: str, day: str, late: int) -> str:
    values = {"title": title, "date": day, "days": abs(late)}
    if late == 0:
        return _("Action “%(title)s” is due today, on %(date)s.") % values
    if late < 0:
        text = ngettext(
            "Action “%(title)s” is due on %(date)s, in %(days)d day.",
            "Action “%(title)s” is due on %(date)s, in %(days)d days.",
            -late,
        )
        return text % values
    text = ngettext(
        "Action “%(title)s” was due on %(date)s, %(days)d day ago.",
        "Action “%(title)s” was due on %(date)s, %(days)d days ago.",
        late,
    )
    return text % values
