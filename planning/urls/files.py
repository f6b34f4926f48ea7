from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from planning.views import files

beside_a_plan: list[URLPattern | URLResolver] = [
    path("plans/<int:plan_id>.pdf", files.plan_pdf, name="plan_pdf"),
    path("plans/<int:plan_id>.pptx", files.plan_pptx, name="plan_pptx"),
]
