"""What was approved of a plan, frozen; and what differs from it.

A snapshot is the plan as planning/life/whole.py reads it, free of words: {"form", "plan": {...}, "goals": [...],
"strategies": [...], "opportunities": [...], "actions": [...], "communications": [...], "resources": [...]}. People of
the client stand in it in one shape alone, lists of {"id": the contact's, "name"}: `people` of a goal and `audience` of
a communication; whoever erases a person looks for these, and for the name in every text. Ours stand as
{"owner": name, "owner_id": number}. The database refuses every update of a version; an erasure writes within
unguarded(PlanVersion), as it does with reviews.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import Any

from django.db import transaction

from kam_portal.foundation.people.models import User
from planning.life.comparing import KINDS, PLAN, PROGRESS, ItemChange, Snapshot, differences, without_progress
from planning.life.whole import Whole
from planning.models import Plan, PlanVersion

SNAPSHOT_FORM = 1


def snapshot_of(whole: Whole) -> dict[str, Any]:
    return {"form": SNAPSHOT_FORM, "plan": whole.plan, **{kind: whole[kind] for kind in KINDS}}


def fingerprint(snapshot: Snapshot) -> str:
    """The same as long as the plan says the same, however far it is: who approves sends it with what they read."""
    said = {
        kind: [
            {name: value for name, value in row.items() if name != "version" and name not in PROGRESS.get(kind, ())}
            for row in rows
        ]
        for kind in KINDS
        if (rows := snapshot.get(kind))
    }
    whole = json.dumps({PLAN: snapshot.get(PLAN), **said}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


@transaction.atomic
def freeze(*, plan: Plan, snapshot: Snapshot, by: User, at: datetime.datetime) -> PlanVersion:
    """The next version of a plan that is held."""
    return PlanVersion.objects.create(
        account=plan.account,
        plan=plan,
        number=plan.approved_version + 1,
        snapshot=snapshot,
        approved_at=at,
        approved_by=by,
    )


def changed_since_approval(plan: Plan, whole: Whole) -> list[ItemChange]:
    """What differs from the version approved last, progress aside; nothing of a plan that never was."""
    if not plan.approved_version:
        return []
    frozen = PlanVersion.objects.filter(plan=plan, number=plan.approved_version).values_list("snapshot", flat=True)
    return without_progress(differences(frozen[0], snapshot_of(whole))) if frozen else []
