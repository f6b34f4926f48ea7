from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from planning.views import strategies

of_a_plan: list[URLPattern | URLResolver] = [
    path("strategy/<str:p>/", strategies.strategy, name="strategy"),
    path("strategy/<str:p>/edit/", strategies.strategy_edit, name="strategy_edit"),
]
