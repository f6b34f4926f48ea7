"""A plan goes from one state to another: submitted, taken back, returned, approved, active, discussed again, closed.

Every verb holds the plan first, so that a double click, two people or an edit come one after another. The same person
who asks for the same again has it already. Refusals are ValidationErrors in words.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import tie_between
from accounts.keeping import Refusals, refused_in_words
from accounts.models import Account
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day
from planning.access import ONLY_LEADS
from planning.four_ps.authority import AuthorityShown, authority_asked
from planning.life.carried import still_to_change
from planning.life.lacks import missing_in
from planning.life.messages import tell_also, tell_of_step
from planning.life.versions import changed_since_approval, fingerprint, freeze, snapshot_of
from planning.life.whole import Whole, read_whole
from planning.models import Plan, PlanState, PlanStep
from planning.plans import hold

REFUSALS: Refusals = {
    "one_active_plan_an_account": (
        "state",
        gettext_lazy("Another plan of this client is active. Close it first, or carry it over."),
    ),
}
NAMED_AT_MOST = 5
# Why an approval was refused, for the page that leads there.
OPEN_COMMENTS = "open comments"


@transaction.atomic
def submit(*, plan: Plan, by: User, at: datetime.datetime) -> Plan:
    """A draft that is ready is laid before the lead. Refused with each thing that is missing."""
    stored = hold(plan)
    if _stands_already(stored, {PlanState.DISCUSSION}, by):
        return stored
    _expect(stored, {PlanState.DRAFT}, _("Only a draft is submitted."))
    whole = read_whole(stored)
    _refuse_unready(stored, whole)
    return _step(stored, PlanState.DISCUSSION, by, at, whole=whole)


@transaction.atomic
def take_back(*, plan: Plan, reason: str, by: User, at: datetime.datetime) -> Plan:
    """Out of the discussion by who writes it; who discusses it reads why. What had been approved goes on as before."""
    stored = hold(plan)
    _expect(stored, {PlanState.DISCUSSION}, _("Only a plan in discussion is taken back."))
    became = _approved_state(stored) if stored.approved_version else PlanState.DRAFT
    return _step(stored, became, by, at, reason=_said(reason, _("Say why it is taken back.")))


@transaction.atomic
def return_plan(*, plan: Plan, reason: str, by: User, at: datetime.datetime) -> Plan:
    """Back to its writer, by a lead, with what is to be done better."""
    stored = hold(plan)
    _refuse_strangers(stored.account_id, by, at)
    _expect(stored, {PlanState.DISCUSSION}, _("Only a plan in discussion is returned."))
    return _step(stored, PlanState.DRAFT, by, at, reason=_said(reason, _("Say what should be different.")))


@transaction.atomic
def approve(*, plan: Plan, by: User, at: datetime.datetime, seen: str = "") -> Plan:
    """Freeze the plan as it stands; one that had been active goes on at once.

    `seen` is the fingerprint of what the lead read, "" where nobody read a page. Refused when it was changed since,
    while comments are open, while it is not ready, and to whom its terms do not ask.
    """
    stored = hold(plan)
    whole = read_whole(stored)
    snapshot = snapshot_of(whole)
    if seen and seen != fingerprint(snapshot):
        raise ValidationError(_("The plan was changed while you were reading. Look at it again, then approve it."))
    if _stands_already(stored, {PlanState.APPROVED, PlanState.ACTIVE}, by):
        return stored
    _refuse_strangers(stored.account_id, by, at)
    _expect(stored, {PlanState.DISCUSSION}, _("Only a plan in discussion is approved."))
    _refuse_open(whole.open_comments)
    _refuse_unready(stored, whole)
    _refuse_beyond(_authority(stored, whole, by, at), by)
    stored.approved_version = freeze(plan=stored, snapshot=snapshot, by=by, at=at).number
    return _step(stored, _approved_state(stored), by, at)


@transaction.atomic
def activate(*, plan: Plan, by: User, at: datetime.datetime) -> Plan:
    """Work begins. Refused while another plan of the client is active, and with terms that nobody approved."""
    stored = hold(plan)
    if _stands_already(stored, {PlanState.ACTIVE}, by):
        return stored
    _expect(stored, {PlanState.APPROVED}, _("Only an approved plan becomes active."))
    other = _other_active(stored)
    if other is not None:
        sentence = _("The plan “%(title)s” is active. Close it first: a client has one active plan at a time.")
        raise ValidationError(sentence % {"title": other.title})
    authority = _authority(stored, read_whole(stored), by, at)
    if authority and authority.needs:
        sentence = _("What the price means to offer was changed since the approval and %(needs)s. Discuss it first.")
        raise ValidationError(sentence % {"needs": authority.needs})
    return _step(stored, PlanState.ACTIVE, by, at)


@transaction.atomic
def discuss_again(*, plan: Plan, by: User, at: datetime.datetime, reason: str = "") -> Plan:
    """What was changed since the approval is laid before the lead; the plan goes on meanwhile."""
    stored = hold(plan)
    if _stands_already(stored, {PlanState.DISCUSSION}, by):
        return stored
    running = {PlanState.APPROVED, PlanState.ACTIVE}
    _expect(stored, running, _("Only an approved or active plan is discussed again."))
    whole = read_whole(stored)
    _refuse_unready(stored, whole)
    return _step(stored, PlanState.DISCUSSION, by, at, reason=_plain(reason), whole=whole)


@transaction.atomic
def close(*, plan: Plan, lessons: str, by: User, at: datetime.datetime) -> Plan:
    """The end of a plan that was approved once or spoken of, with what was learnt. It is kept as it is then."""
    stored = hold(plan)
    if not stored.is_running and not stored.comments.exists():
        raise ValidationError(_("A draft that was never approved is not closed. Remove it instead."))
    return _step(stored, PlanState.CLOSED, by, at, reason=_said(lessons, _("Say what was learnt from the plan.")))


def _step(
    stored: Plan, became: PlanState, by: User, at: datetime.datetime, *, reason: str = "", whole: Whole | None = None
) -> Plan:
    """The state and the row that tells of it; whom it concerns is told, and of a `whole` plan whom its terms ask."""
    was, stored.state = stored.state, became
    stored.version += 1
    with refused_in_words(REFUSALS):
        stored.save(update_fields=["state", "approved_version", "version"])
    step = PlanStep.objects.create(
        account_id=stored.account_id, plan=stored, was=was, became=became, reason=reason, at=at, by=by
    )
    authority = _authority(stored, whole, by, at) if whole else None
    tell_of_step(step=step, account=_account(stored.account_id), asked=authority.approvers if authority else ())
    return stored


def _stands_already(stored: Plan, states: Collection[str], by: User) -> bool:
    """Whether `by` has brought it there: the second of two clicks."""
    if stored.state not in states:
        return False
    last = stored.steps.first()
    return last is not None and last.by_id == by.pk


def _expect(stored: Plan, states: Collection[str], only: str) -> None:
    if stored.state in states:
        return
    last = stored.steps.select_related("by").first()
    if last is None or last.by is None:
        raise ValidationError(only)
    sentence = _("%(only)s This one is “%(state)s” since %(name)s said so. Look at it again.")
    raise ValidationError(
        sentence % {"only": only, "state": str(PlanState(stored.state).label).lower(), "name": last.by}
    )


def _refuse_unready(stored: Plan, whole: Whole) -> None:
    """One sentence for each thing that is missing."""
    found = [missing.text for missing in missing_in(stored.pk, whole, still_to_change(stored, whole))]
    if found:
        more = len(found) - NAMED_AT_MOST
        rest = [ngettext("And %(n)d thing more.", "And %(n)d things more.", more) % {"n": more}] if more > 0 else []
        raise ValidationError([_("The plan is not ready yet."), *found[:NAMED_AT_MOST], *rest])


def _refuse_open(comments: int) -> None:
    if comments:
        sentence = ngettext(
            "%(n)d comment is still open. Answer and resolve it, then approve the plan.",
            "%(n)d comments are still open. Answer and resolve them, then approve the plan.",
            comments,
        )
        raise ValidationError(sentence % {"n": comments}, code=OPEN_COMMENTS)


def _authority(stored: Plan, whole: Whole, by: User, at: datetime.datetime) -> AuthorityShown | None:
    return authority_asked(stored, whole, changed_since_approval(stored, whole), local_day(by, at))


def ask_about_terms(*, plan: Plan, at: datetime.datetime) -> None:
    """Whom the terms of a held plan ask since they were changed: in discussion they are told as if it were laid before
    them now.
    """
    step = plan.steps.select_related("by").first()
    if plan.state != PlanState.DISCUSSION or step is None or step.by is None:
        return
    authority = _authority(plan, read_whole(plan), step.by, at)
    tell_also(step=step, asked=authority.approvers if authority else ())


def _refuse_beyond(authority: AuthorityShown | None, by: User) -> None:
    """Terms that `by` may not grant, one by one."""
    if authority is None or authority.may_be_approved_by(by):
        return
    sentence = _("What the price means to offer %(needs)s. So does the plan.") % {"needs": authority.needs}
    raise ValidationError([sentence, *(f"{term.title}: {term.planned}, {term.why}." for term in authority.beyond)])


def _refuse_strangers(account_id: int, by: User, at: datetime.datetime) -> None:
    """Asked under the lock: since the page asked, the account may have gone to somebody else."""
    tie = tie_between(by, _account(account_id), local_day(by, at))
    if tie is None or not tie.may_lead:
        raise ValidationError(ONLY_LEADS)


def _approved_state(stored: Plan) -> PlanState:
    """Active at once where it had been, unless another plan has become so."""
    was_active = stored.steps.filter(became=PlanState.ACTIVE).exists()
    return PlanState.ACTIVE if was_active and _other_active(stored) is None else PlanState.APPROVED


def _other_active(stored: Plan) -> Plan | None:
    actives = Plan.objects.filter(account=stored.account_id, state=PlanState.ACTIVE)
    return actives.exclude(pk=stored.pk).first()


def _account(pk: int) -> Account:
    return Account.objects.select_related("kam__team__lead", "kam__delegate").get(pk=pk)


def _plain(reason: str) -> str:
    return reason.replace("\r\n", "\n").strip()


def _said(reason: str, ask: str) -> str:
    if not _plain(reason):
        raise ValidationError({"reason": ask})
    return _plain(reason)
