from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from planning.views import action_steps, actions

of_a_plan: list[URLPattern | URLResolver] = [
    path("actions/", actions.actions, name="actions"),
    path("actions.xlsx", actions.actions_xlsx, name="actions_xlsx"),
    path("actions/new/", actions.action_new, name="action_new"),
    path("actions/quick/", actions.action_quick, name="action_quick"),
    path("actions/<int:pk>/", actions.action, name="action"),
    path("actions/<int:pk>/edit/", actions.action_edit, name="action_edit"),
    path("actions/<int:pk>/remove/", actions.action_remove, name="action_remove"),
    path("actions/<int:pk>/start/", action_steps.action_start, name="action_start"),
    path("actions/<int:pk>/done/", action_steps.action_done, name="action_done"),
    path("actions/<int:pk>/reopen/", action_steps.action_reopen, name="action_reopen"),
    path("actions/<int:pk>/drop/", action_steps.action_drop, name="action_drop"),
    path("actions/<int:pk>/move/", action_steps.action_move, name="action_move"),
    path("shifts/<int:pk>/undo/", action_steps.shift_undo, name="shift_undo"),
]
