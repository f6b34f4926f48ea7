from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from planning.views import goals, readings

of_a_plan: list[URLPattern | URLResolver] = [
    path("goals/", goals.goals, name="goals"),
    path("goals/new/", goals.goal_new, name="goal_new"),
    path("goals/<int:pk>/", goals.goal, name="goal"),
    path("goals/<int:pk>/edit/", goals.goal_edit, name="goal_edit"),
    path("goals/<int:pk>/remove/", goals.goal_remove, name="goal_remove"),
    path("goals/<int:pk>/readings/new/", readings.reading_new, name="reading_new"),
    path("readings/<int:pk>/edit/", readings.reading_edit, name="reading_edit"),
    path("readings/<int:pk>/remove/", readings.reading_remove, name="reading_remove"),
]
