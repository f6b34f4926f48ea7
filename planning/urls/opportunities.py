from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from planning.models import Opportunity
from planning.views import chances, company, opportunities, white_space

Outcome = Opportunity.Outcome

_one = "opportunities/<int:pk>/"
of_a_plan: list[URLPattern | URLResolver] = [
    path("opportunities/", opportunities.opportunities, name="opportunities"),
    path("opportunities/new/", opportunities.opportunity_new, name="opportunity_new"),
    path(_one, opportunities.opportunity, name="opportunity"),
    path(f"{_one}edit/", opportunities.opportunity_edit, name="opportunity_edit"),
    path(f"{_one}remove/", opportunities.opportunity_remove, name="opportunity_remove"),
    path(f"{_one}forward/", chances.opportunity_stage, {"forward": True}, name="opportunity_forward"),
    path(f"{_one}back/", chances.opportunity_stage, {"forward": False}, name="opportunity_back"),
    path(f"{_one}won/", chances.opportunity_outcome, {"outcome": Outcome.WON}, name="opportunity_won"),
    path(f"{_one}lost/", chances.opportunity_outcome, {"outcome": Outcome.LOST}, name="opportunity_lost"),
    path(f"{_one}dropped/", chances.opportunity_outcome, {"outcome": Outcome.DROPPED}, name="opportunity_dropped"),
    path(f"{_one}reopened/", chances.opportunity_outcome, {"outcome": Outcome.OPEN}, name="opportunity_reopened"),
    path(f"{_one}work/<int:work_id>/done/", chances.work_done, name="work_done"),
    path(f"{_one}work/<int:work_id>/undo/", chances.work_undo, name="work_undo"),
]
of_an_account: list[URLPattern | URLResolver] = [
    path("white-space/", white_space.white_space, name="white_space"),
    path("white-space/<int:unit_id>/<int:product_id>/", white_space.space_edit, name="space_edit"),
]
of_the_company: list[URLPattern | URLResolver] = [
    path("plans/products/", company.products, name="products"),
    path("plans/products/new/", company.product_new, name="product_new"),
    path("plans/products/<int:pk>/edit/", company.product_edit, name="product_edit"),
    path("plans/products/<int:pk>/move/", company.product_move, name="product_move"),
    path("plans/stages/", company.stage_works, name="stage_works"),
    path("plans/stages/new/", company.stage_work_new, name="stage_work_new"),
    path("plans/stages/<int:pk>/edit/", company.stage_work_edit, name="stage_work_edit"),
    path("plans/stages/<int:pk>/move/", company.stage_work_move, name="stage_work_move"),
]
