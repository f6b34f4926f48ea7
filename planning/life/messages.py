"""Who is told when a plan goes on: the lead, and who else its terms ask, of what waits for them or was taken back from
them; the manager, and whoever submitted it, of what was said of it and of its end.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import leads, tie_between
from accounts.messages import LEISURELY, group_of, readable
from accounts.models import Account
from dossiers.messages import is_for
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.saying import say_all
from kam_portal.foundation.notifications.topics import Line
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day
from planning.models import PlanState, PlanStep

TOPIC = "plan_step"
TAKEN_BACK = "taken back"
WAITS_FOR_ANOTHER = gettext_lazy(
    "%(name)s submitted the plan “%(plan)s”: discuss it. You stand in for %(absent)s; approving stays with them and "
    "the admins."
)
APPROVED = gettext_lazy("%(name)s approved the plan “%(plan)s”.")
# What a step brought the plan to -> what is said of it.
SENTENCES: Mapping[str, str | Promise] = {
    PlanState.DISCUSSION: gettext_lazy(
        "%(name)s submitted the plan “%(plan)s”: discuss it, then approve or return it."
    ),
    TAKEN_BACK: gettext_lazy("%(name)s took back the plan “%(plan)s”: “%(reason)s”"),
    PlanState.DRAFT: gettext_lazy("%(name)s returned the plan “%(plan)s”: “%(reason)s”"),
    PlanState.APPROVED: APPROVED,
    # Told of only where it was approved and so goes on.
    PlanState.ACTIVE: APPROVED,
    PlanState.CLOSED: gettext_lazy("%(name)s closed the plan “%(plan)s”: “%(reason)s”"),
}
URGENT = frozenset({PlanState.DISCUSSION, PlanState.DRAFT})
_Told = tuple[User, User | None]


def tell_of_step(*, step: PlanStep, account: Account, asked: Iterable[User] = ()) -> list[Message]:
    """What was said of the plan before has nothing more to say; whoever went this step knows it already.

    `asked` are those who must say yes to the terms of the plan, lead or not.
    """
    _settle(step)
    everybody = [*_told(account, step), *((who, None) for who in asked)]
    told = {who.pk: (who, about) for who, about in reversed(everybody)}
    return say_all([_message(step, who, about) for who, about in told.values() if who.pk != step.by_id])


def tell_also(*, step: PlanStep, asked: Iterable[User]) -> list[Message]:
    """Those whom the terms ask only since the step; whoever was told of it is not told twice."""
    return say_all([_message(step, who, None) for who in asked if who.pk != step.by_id])


def _told(account: Account, step: PlanStep) -> Iterator[_Told]:
    """Who is named first is told in that role."""
    if step.became == PlanState.DISCUSSION:
        yield from _leads(account, step)
    elif step.became != PlanState.ACTIVE or step.was == PlanState.DISCUSSION:
        yield from _writers(account, step)
        yield from _submitter(account, step)
        if _outcome(step, account) == TAKEN_BACK:
            yield from _leads(account, step)


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


def _lead(account: Account) -> User | None:
    """Who leads the manager's team."""
    return account.kam.team.lead if account.kam and account.kam.team else None


def _leads(account: Account, step: PlanStep) -> Iterator[_Told]:
    """The lead of the manager's team, and whoever stands in for an absent one; the admins where there is none."""
    lead = _lead(account)
    if lead is not None and lead.is_active and leads(lead, account):
        yield from _and_stand_in(lead, step)
    else:
        yield from ((admin, None) for admin in User.objects.active_admins())


def _writers(account: Account, step: PlanStep) -> Iterator[_Told]:
    """The manager, and whoever stands in for an absent one."""
    if account.kam is not None:
        yield from _and_stand_in(account.kam, step)


def _and_stand_in(who: User, step: PlanStep) -> Iterator[_Told]:
    yield who, None
    if (other := who.stand_in(local_day(who, step.at))) is not None:
        yield other, who


def _submitter(account: Account, step: PlanStep) -> Iterator[_Told]:
    """Whoever laid the plan before the lead last, while they may still read it."""
    last = _submissions(step.plan_id, step.pk).select_related("by").first()
    who = last.by if last else None
    if who is not None and who.is_active and tie_between(who, account, local_day(who, step.at)):
        yield who, None


def _submissions(plan: Any, before: Any) -> QuerySet[PlanStep]:
    """The latest first."""
    return PlanStep.objects.filter(plan=plan, became=PlanState.DISCUSSION, pk__lt=before).order_by("-pk")


def _outcome(step: PlanStep, account: Account) -> str:
    """Where the step brought the plan; a draft that no lead made of it was taken back, and what was approved before."""
    if step.became == PlanState.DRAFT:
        return TAKEN_BACK if step.by and not leads(step.by, account) else step.became
    is_back = step.was == PlanState.DISCUSSION and step.became != PlanState.CLOSED and not step.is_approval
    return TAKEN_BACK if is_back else step.became


class PlanSteps:
    """A plan waits for its lead, was returned, taken back, approved or closed."""

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
                -5 if step.became in URGENT else LEISURELY,
            )
            for message in messages
            if (account := accounts.get(message.subject_id)) is not None
            and (step := steps.get(message.stage)) is not None
            and step.account_id == account.pk
        ]


def _steps(messages: Sequence[Message]) -> dict[str, PlanStep]:
    numbers = [m.stage.removeprefix("step-") for m in messages]
    found = PlanStep.objects.filter(pk__in=[number for number in numbers if number.isdecimal()])
    related = found.select_related("plan__account__kam__team__lead", "plan__account__kam__delegate", "by")
    submitted = related.annotate(submitted_by=Subquery(_submissions(OuterRef("plan"), OuterRef("pk")).values("by")[:1]))
    return {stage_of(step.pk): step for step in submitted}


def _concerns(message: Message, step: PlanStep, at: datetime.datetime) -> bool:
    account = step.plan.account
    if step.plan.state != step.became:
        return False
    recipient = message.recipient
    if step.became == PlanState.DISCUSSION:
        return _is_for_leads(message, account, at)
    if account.kam is not None and is_for(message, account.kam, at):
        return True
    if _outcome(step, account) == TAKEN_BACK and _is_for_leads(message, account, at):
        return True
    is_theirs = recipient.pk == step.submitted_by and recipient.is_active  # type: ignore[attr-defined]
    return is_theirs and tie_between(recipient, account, local_day(recipient, at)) is not None


def _is_for_leads(message: Message, account: Account, at: datetime.datetime) -> bool:
    recipient, lead = message.recipient, _lead(account)
    return recipient.is_active and (leads(recipient, account) or (lead is not None and is_for(message, lead, at)))


def _in_words(message: Message, step: PlanStep) -> str:
    values = {
        "plan": step.plan.title,
        "name": step.by or _("Somebody"),
        "reason": message.note,
        "absent": message.about,
    }
    if message.about is not None and step.became == PlanState.DISCUSSION:
        return str(WAITS_FOR_ANOTHER) % values
    text = str(SENTENCES[_outcome(step, step.plan.account)]) % values
    return _("%(text)s You stand in for %(name)s.") % {"text": text, "name": message.about} if message.about else text
