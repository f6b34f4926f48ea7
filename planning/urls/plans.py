from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from planning.views import carrying, left_behind, plans, stating, versions

of_an_account: list[URLPattern | URLResolver] = [
    path("", plans.plans, name="plans"),
    path("new/", plans.plan_new, name="plan_new"),
]
of_a_plan: list[URLPattern | URLResolver] = [
    path("", plans.plan, name="plan"),
    path("edit/", plans.plan_edit, name="plan_edit"),
    path("remove/", plans.plan_remove, name="plan_remove"),
    path("submit/", stating.plan_submit, name="plan_submit"),
    path("take-back/", stating.plan_take_back, name="plan_take_back"),
    path("return/", stating.plan_return, name="plan_return"),
    path("approve/", stating.plan_approve, name="plan_approve"),
    path("activate/", stating.plan_activate, name="plan_activate"),
    path("discuss-again/", stating.plan_discuss_again, name="plan_discuss_again"),
    path("close/", stating.plan_close, name="plan_close"),
    path("take-over/", left_behind.plan_take_over, name="plan_take_over"),
    path("carry/", carrying.plan_carry, name="plan_carry"),
    path("carried/<int:decision_id>/settle/", stating.carried_settle, name="carried_settle"),
    path("versions/", versions.plan_versions, name="plan_versions"),
    path("versions/<int:number>/", versions.plan_version, name="plan_version"),
]
