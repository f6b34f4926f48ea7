"""Who is told when a plan goes on: the lead of what waits for them, the manager of what was said of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import leads
from accounts.messages import LEISURELY, group_of, readable
from accounts.models import Account
from dossiers.messages import is_for
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.saying import say_all
from kam_portal.foundation.notifications.topics import Line
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Role
from kam_portal.foundation.people.zones import local_day
from planning.models import PlanState, PlanStep

TOPIC = "plan_step"
TO_THE_LEAD = frozenset({PlanState.DISCUSSION})


def tell_of_step(*, step: PlanStep, account: Account) -> list[Message]:
    """What was said of the plan before has nothing more to say; whoever went this step knows it already."""
    _settle(step)
    told = _leads(account) if step.became in TO_THE_LEAD else _writers(account, step)
    by = step.by_id
    return say_all([_message(step, who, about) for who, about in told if who.pk != by])


def _message(step: PlanStep, who: User, about: User | None) -> Message:
    return Message(
        recipient=who,
        topic=TOPIC,
        subject_id=step.account_id,
        due_on=local_day(who, step.at),
        stage=stage_of(step.pk),
        note=step.reason,
        about=about,
        created_at=step.at,
    )


def stage_of(step_id: int) -> str:
    return f"step-{step_id}"


def _settle(step: PlanStep) -> None:
    earlier = PlanStep.objects.filter(plan=step.plan_id, pk__lt=step.pk).values_list("pk", flat=True)
    waiting = Message.objects.unread().filter(topic=TOPIC, subject_id=step.account_id)
    waiting.filter(stage__in=[stage_of(pk) for pk in earlier]).update(read_at=step.at)


def _leads(account: Account) -> list[tuple[User, User | None]]:
    """The lead of the manager's team; the admins where there is none."""
    lead = account.kam.team.lead if account.kam and account.kam.team else None
    if lead is not None and lead.is_active and leads(lead, account):
        return [(lead, None)]
    return [(admin, None) for admin in User.objects.active().filter(role=Role.ADMIN)]


def _writers(account: Account, step: PlanStep) -> Iterator[tuple[User, User | None]]:
    """The manager, and whoever stands in for an absent one; of what they did themselves there is nothing to tell."""
    kam = account.kam
    if kam is None or step.became in (PlanState.ACTIVE, PlanState.CLOSED) and step.was != PlanState.DISCUSSION:
        return
    yield kam, None
    if kam.delegate and kam.delegate.is_active and kam.is_absent(local_day(kam, step.at)):
        yield kam.delegate, kam


class PlanSteps:
    """A plan waits for its lead, was returned or approved."""

    key = TOPIC

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        """While the plan stands where the step brought it, and the reader is still whom it concerns."""
        steps = _steps(messages)
        return {m.pk for m in messages if (step := steps.get(m.stage)) is not None and _concerns(m, step, at)}

    def lines(self, messages: Sequence[Message], reader: User, today: datetime.date) -> list[Line]:
        accounts, steps = readable(messages, reader, today), _steps(messages)
        return [
            Line(
                message.pk,
                str(account),
                _in_words(message, step),
                reverse("plan", args=[step.plan_id]),
                group_of(account),
                -5 if step.became in TO_THE_LEAD or step.became == PlanState.DRAFT else LEISURELY,
            )
            for message in messages
            if (account := accounts.get(message.subject_id)) is not None
            and (step := steps.get(message.stage)) is not None
            and step.account_id == account.pk
        ]


def _steps(messages: Sequence[Message]) -> dict[str, PlanStep]:
    numbers = [m.stage.removeprefix("step-") for m in messages]
    found = PlanStep.objects.filter(pk__in=[number for number in numbers if number.isdecimal()])
    related = found.select_related("plan__account__kam__team", "plan__account__kam__delegate", "by")
    return {stage_of(step.pk): step for step in related}


def _concerns(message: Message, step: PlanStep, at: datetime.datetime) -> bool:
    account = step.plan.account
    if step.plan.state != step.became or account.kam is None:
        return False
    if step.became in TO_THE_LEAD:
        return message.recipient.is_active and leads(message.recipient, account)
    return is_for(message, account.kam, at)


def _in_words(message: Message, step: PlanStep) -> str:
    values = {
        "plan": step.plan.title,
        "name": step.by or _("Somebody"),
        "reason": message.note,
        "kam": message.about or "",
    }
    if step.became in TO_THE_LEAD:
        sentence = _("%(name)s submitted the plan “%(plan)s”: discuss it, then approve or return it.")
    elif step.became == PlanState.DRAFT and step.by and not leads(step.by, step.plan.account):
        sentence = _("%(name)s took back the plan “%(plan)s”: “%(reason)s”")
    elif step.became == PlanState.DRAFT:
        sentence = _("%(name)s returned the plan “%(plan)s”: “%(reason)s”")
    else:
        sentence = _("%(name)s approved the plan “%(plan)s”.")
    text = sentence % values
    return _("%(text)s You stand in for %(name)s.") % {"text": text, "name": message.about} if message.about else text
