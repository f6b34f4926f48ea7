"""What the key-account board decides about the candidates of a round; statuses change when the round is published."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import leads
from accounts.models import Account, Candidate, Consent, Decision, Round, Status
from accounts.selection import capacity
from accounts.selection.batches import among
from accounts.selection.proposing import Proposal, proposal_for, with_earlier
from kam_portal.foundation.history.versions import StaleEdit, save_versioned
from kam_portal.foundation.people.models import User

# The version of a decision nobody has made yet.
UNDECIDED = 0
# Of candidates. PostgreSQL takes "decision IS NULL" for next to nobody, and plans for one row where thousands are.
IS_UNDECIDED = ~Q(Exists(Decision.objects.filter(candidate=OuterRef("pk"))))

NOT_THE_STEP = gettext_lazy("Decisions are made at the step of decisions. The round has left it; look at it again.")
NOT_YOURS = gettext_lazy(
    "You decide about the accounts of your own team. About %(account)s an admin decides, or the lead of its manager."
)
LEFT_OUT = gettext_lazy("%(account)s was left out of the round; nothing is decided about it.")
GIVE_A_REASON = gettext_lazy("Give a reason to go on.")
OTHERWISE = gettext_lazy("The rules propose something else. Say why you decide otherwise.")
MOVED = gettext_lazy("the proposal changed while you looked; it is “%(status)s” now.")

# All that confirming a proposal reads of a candidate: there are as many as the round has.
CONFIRMED_BY = (
    "quadrant",
    *(f"account__{name}" for name in ("trade_name", "status", "consent", "hours_a_month", "kam")),
    *(f"account__kam__{name}" for name in ("full_name", "hours_a_month", "team", "team__lead")),
)


def may_decide(user: User, account: Account) -> bool:
    """The lead of the account's manager, or an admin; that `user` runs the round is the door's business."""
    return leads(user, account)


@transaction.atomic
def decide(
    *,
    candidate: Candidate,
    status: str,
    by: User,
    on: datetime.date,
    reason: str = "",
    consent: str = Consent.NOT_ASKED,
    version: int | None = None,
) -> Decision:
    """Decide about one candidate, or decide anew. `version` is that of the decision that was read, UNDECIDED for none.

    Raises ValidationError at another step of the round, for a stranger's account, and where a reason is wanted and
    missing; StaleEdit when somebody decided since that version.
    """
    round_ = deciding(candidate.round_id)
    stored = the_candidate(round_, candidate.pk)
    _refuse_unless_decidable(stored, by)
    made = Decision.objects.filter(candidate=stored).first()
    proposed = proposal_for(stored)
    values = {"status": status, "reason": reason.strip(), "consent": consent, "on": on}
    if made is not None and version is not None and version != made.version:
        save_versioned(instance=made, version=version, changes=values)
    if made is None and version not in (None, UNDECIDED):
        raise Decision.DoesNotExist
    _refuse_without_reason(stored, round_, values, proposed)
    values |= {"proposed": proposed.status, "by": by}
    if made is None:
        return Decision.objects.create(
            candidate=stored, version=1 + _last_versions([stored.pk]).get(stored.pk, 0), **values
        )
    return _decide_anew(made, values)


def _last_versions(candidates: Collection[int]) -> dict[int, int]:
    """Of decisions taken back: one made again goes on counting, so that no page holds the version of another."""
    events = Decision.pgh_event_model.objects.filter(candidate__in=among(candidates))  # type: ignore[attr-defined]
    return dict(events.order_by().values_list("candidate").annotate(last=Max("version")))


def _decide_anew(made: Decision, values: dict[str, Any]) -> Decision:
    """Also the same decision made again counts as a new one: it weighs what has happened since."""
    for name, value in values.items():
        setattr(made, name, value)
    made.version += 1
    made.save()
    return made


@transaction.atomic
def withdraw(*, candidate: Candidate, by: User, version: int) -> None:
    """Take a decision back; the candidate is undecided again.

    Raises ValidationError as decide() does, StaleEdit when somebody decided anew, DoesNotExist when it is gone.
    """
    round_ = deciding(candidate.round_id)
    stored = the_candidate(round_, candidate.pk)
    _refuse_unless_decidable(stored, by)
    made = Decision.objects.get(candidate=stored)
    if made.version != version:
        raise StaleEdit(version=made.version, differences=[])
    made.delete()


@dataclass
class Confirmed:
    """What became of many: how many were decided, and who was left with the reason in words."""

    decided: int = 0
    left: list[tuple[Account, str]] = field(default_factory=list)


@transaction.atomic
def decide_many(*, round_: Round, by: User, on: datetime.date, read: Mapping[int, str] | None = None) -> Confirmed:
    """Confirm what the rules propose for undecided candidates: `read`, with the status that was read, or all of them.

    Those that want a reason, have no proposal or another one than was read, or are a stranger's stay undecided and are
    told. A few statements.
    """
    stored = deciding(round_.pk)
    undecided = with_earlier(Candidate.objects.filter(IS_UNDECIDED, round=stored, stays=True), stored)
    if read is not None:
        undecided = undecided.filter(pk__in=among(read.keys()))
    undecided = undecided.select_related("account__kam__team").only(*CONFIRMED_BY)
    rows = list(undecided.order_by("account__sort_key", "pk"))
    managers = {row.account.kam_id for row in rows if row.account.kam_id is not None}
    loads = capacity.loads_after(stored, managers)
    outcome, made = Confirmed(), []
    for row in rows:
        proposed = proposal_for(row)
        if why := _why_not(row, proposed, (read or {}).get(row.pk), by, loads):
            outcome.left.append((row.account, why))
            continue
        made.append(_confirmation(row, proposed, by, on))
        _count_in(row.account, proposed, loads)
    last = _last_versions([decision.candidate_id for decision in made])
    for decision in made:
        decision.version = 1 + last.get(decision.candidate_id, 0)
    Decision.objects.bulk_create(made, batch_size=1000)
    outcome.decided = len(made)
    return outcome


def _confirmation(row: Candidate, proposed: Proposal, by: User, on: datetime.date) -> Decision:
    status, consent = proposed.status, row.account.consent
    return Decision(candidate=row, status=status, proposed=status, consent=consent, by=by, on=on)


def _why_not(row: Candidate, proposed: Proposal, read: str | None, by: User, loads: dict[int, capacity.Load]) -> str:
    """Why the proposal cannot be confirmed without looking; "" when it can."""
    if not may_decide(by, row.account):
        return str(NOT_YOURS) % {"account": row.account}
    if not proposed.status:
        return str(proposed.remark_words)
    if read not in (None, proposed.status):
        return str(MOVED) % {"status": proposed.words}
    load = loads.get(row.account.kam_id or 0, capacity.Load())
    return " ".join(what_to_weigh(row, proposed.status, row.account.consent, load))


def _count_in(account: Account, proposed: Proposal, loads: dict[int, capacity.Load]) -> None:
    """The load of the manager once the account has the status; those that are key already were counted."""
    if account.kam_id is None or (account.status == Status.KEY) == (proposed.status == Status.KEY):
        return
    load, hours = loads[account.kam_id], account.hours_a_month
    if proposed.status == Status.KEY:
        loads[account.kam_id] = load.with_one_more(hours)
    else:
        unknown = load.unknown - (hours is None)
        loads[account.kam_id] = capacity.Load(load.count - 1, load.hours - (hours or 0), unknown)


def what_to_weigh(candidate: Candidate, status: str, consent: str, load: capacity.Load) -> list[str]:
    """What speaks against a new key account and wants a reason; empty when nothing does."""
    if status != Status.KEY:
        return []
    account, found = candidate.account, []
    if consent == Consent.REFUSED:
        found.append(_("The client does not want to be called key."))
    if account.status != Status.KEY:
        found += capacity.warnings(account, account.kam, load)
    return found


def load_beside(candidate: Candidate, round_: Round) -> capacity.Load:
    """What the candidate's manager carries after the round, without the candidate."""
    if candidate.account.kam_id is None:
        return capacity.Load()
    managers = [candidate.account.kam_id]
    return capacity.loads_after(round_, managers, without=[candidate.account_id])[candidate.account.kam_id]


def deciding(round_id: int) -> Round:
    """The round, locked: two who decide at once follow each other, and it is not published in between.

    Raises ValidationError at any other step.
    """
    stored = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_id)
    if stored.state != Round.State.DECIDING:
        raise ValidationError(NOT_THE_STEP)
    return stored


def the_candidate(round_: Round, pk: int) -> Candidate:
    """With account, manager and what the round before found."""
    found = Candidate.objects.filter(round=round_).select_related("account__kam__team")
    return with_earlier(found, round_).get(pk=pk)


def _refuse_unless_decidable(candidate: Candidate, by: User) -> None:
    if not candidate.stays:
        raise ValidationError(LEFT_OUT, params={"account": candidate.account})
    if not may_decide(by, candidate.account):
        raise ValidationError(NOT_YOURS, params={"account": candidate.account})


def _refuse_without_reason(candidate: Candidate, round_: Round, values: dict[str, Any], proposed: Proposal) -> None:
    if values["reason"]:
        return
    sentences: Sequence[str] = what_to_weigh(
        candidate, values["status"], values["consent"], load_beside(candidate, round_)
    )
    if sentences:
        raise ValidationError({"reason": " ".join([*sentences, str(GIVE_A_REASON)])})
    if values["status"] != proposed.status:
        raise ValidationError({"reason": OTHERWISE})
