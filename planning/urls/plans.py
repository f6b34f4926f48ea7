from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from planning.views import plans

of_an_account: list[URLPattern | URLResolver] = [
    path("", plans.plans, name="plans"),
    path("new/", plans.plan_new, name="plan_new"),
]
of_a_plan: list[URLPattern | URLResolver] = [
    path("", plans.plan, name="plan"),
    path("edit/", plans.plan_edit, name="plan_edit"),
    path("remove/", plans.plan_remove, name="plan_remove"),
]
