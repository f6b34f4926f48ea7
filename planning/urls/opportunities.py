from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from planning.models import Opportunity
from planning.views import company, opportunities
from planning.views import opportunity_steps as steps

Outcome = Opportunity.Outcome

_one = "opportunities/<int:pk>/"
of_a_plan: list[URLPattern | URLResolver] = [
    path("opportunities/", opportunities.opportunities, name="opportunities"),
    path("opportunities/new/", opportunities.opportunity_new, name="opportunity_new"),
    path(_one, opportunities.opportunity, name="opportunity"),
    path(f"{_one}edit/", opportunities.opportunity_edit, name="opportunity_edit"),
    path(f"{_one}remove/", opportunities.opportunity_remove, name="opportunity_remove"),
    path(f"{_one}forward/", steps.opportunity_stage, {"forward": True}, name="opportunity_forward"),
    path(f"{_one}back/", steps.opportunity_stage, {"forward": False}, name="opportunity_back"),
    path(f"{_one}won/", steps.opportunity_outcome, {"outcome": Outcome.WON}, name="opportunity_won"),
    path(f"{_one}lost/", steps.opportunity_outcome, {"outcome": Outcome.LOST}, name="opportunity_lost"),
    path(f"{_one}dropped/", steps.opportunity_outcome, {"outcome": Outcome.DROPPED}, name="opportunity_dropped"),
    path(f"{_one}reopened/", steps.opportunity_outcome, {"outcome": Outcome.OPEN}, name="opportunity_reopened"),
    path(f"{_one}work/<int:work_id>/done/", steps.work_done, name="work_done"),
    path(f"{_one}work/<int:work_id>/undo/", steps.work_undo, name="work_undo"),
]
of_the_company: list[URLPattern | URLResolver] = [
    path("plans/stages/", company.stage_works, name="stage_works"),
    path("plans/stages/new/", company.stage_work_new, name="stage_work_new"),
    path("plans/stages/<int:pk>/edit/", company.stage_work_edit, name="stage_work_edit"),
    path("plans/stages/<int:pk>/move/", company.stage_work_move, name="stage_work_move"),
]
