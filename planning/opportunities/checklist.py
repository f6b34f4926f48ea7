"""The company's checklist of work at each stage, and what of it is done for an opportunity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kam_portal.foundation.history.versions import save_versioned
from planning.models import Opportunity, Stage, StageWork, WorkDone
from planning.opportunities.stages import Phase, is_reached, phase_of
from planning.ordering import change_places

PHASE_WORDS: Mapping[Phase, str | Promise] = {
    Phase.BEFORE: _("Before the sale"),
    Phase.DURING: _("During the sale"),
    Phase.AFTER: _("After the sale"),
}


@dataclass(frozen=True)
class Line:
    work: StageWork
    done: WorkDone | None


@dataclass(frozen=True)
class OfStage:
    """The lines of one stage; `now` is the one where the client stands, `reached` it and those before."""

    stage: Stage
    lines: Sequence[Line]
    now: bool
    reached: bool

    @property
    def title(self) -> str | Promise:
        return self.stage.label

    @property
    def done(self) -> int:
        return sum(line.done is not None for line in self.lines)


def checklist_of(opportunity: Opportunity) -> list[tuple[str | Promise, list[OfStage]]]:
    """(before, during or after the sale, its stages). A line that is asked no longer stays where it was ticked."""
    done = {each.work_id: each for each in WorkDone.objects.filter(opportunity=opportunity).select_related("by")}
    works = list(StageWork.objects.filter(Q(is_asked=True) | Q(pk__in=done)))
    found: dict[Phase, list[OfStage]] = {phase: [] for phase in Phase}
    for stage in Stage:
        lines = [Line(work, done.get(work.pk)) for work in works if work.stage == stage]
        now, reached = stage == opportunity.stage, is_reached(stage, opportunity.stage)
        found[phase_of(stage)].append(OfStage(stage, lines, now, reached))
    return [(PHASE_WORDS[phase], of_stages) for phase, of_stages in found.items()]


@transaction.atomic
def add_stage_work(*, stage: str, text_en: str, text_ru: str, is_asked: bool = True) -> StageWork:
    """A further line at the end of its stage."""
    last = StageWork.objects.filter(stage=stage).aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    return StageWork.objects.create(stage=stage, text_en=text_en, text_ru=text_ru, is_asked=is_asked, position=position)


def edit_stage_work(*, work: StageWork, version: int, changes: Mapping[str, Any]) -> StageWork:
    """Raises StaleEdit when somebody saved in between."""
    return save_versioned(instance=work, version=version, changes=changes)


@transaction.atomic
def move_stage_work(*, work: StageWork, up: bool, order: str) -> None:
    """Change places with the neighbour of the stage; raises ValidationError when the order is not the one read."""
    change_places(StageWork.objects.filter(stage=work.stage), work.pk, up=up, order=order)


def works_by_stage() -> list[tuple[str | Promise, Stage, list[StageWork]]]:
    """(before, during or after the sale; stage; its lines), for who edits them."""
    works = list(StageWork.objects.order_by("position", "pk"))
    return [(PHASE_WORDS[phase_of(stage)], stage, [w for w in works if w.stage == stage]) for stage in Stage]
