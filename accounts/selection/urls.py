"""Addresses of account selection."""

from django.urls import URLPattern, path

from accounts.views.selection import factors, models

# Scoring models: the list, one model, its draft.
MODELS: list[URLPattern] = [
    path("selection/models/", models.scoring_models, name="scoring_models"),
    path("selection/models/new/", models.scoring_model_new, name="scoring_model_new"),
    path("selection/models/default/", models.scoring_model_default, name="scoring_model_default"),
    path("selection/models/<int:model_id>/", models.scoring_model, name="scoring_model"),
    path("selection/models/<int:model_id>/copy/", models.scoring_model_copy, name="scoring_model_copy"),
    path("selection/models/<int:model_id>/edit/", models.scoring_model_edit, name="scoring_model_edit"),
    path("selection/models/<int:model_id>/publish/", models.scoring_model_publish, name="scoring_model_publish"),
    path("selection/models/<int:model_id>/retire/", models.scoring_model_retire, name="scoring_model_retire"),
    path("selection/models/<int:model_id>/discard/", models.scoring_model_discard, name="scoring_model_discard"),
    path("selection/models/<int:model_id>/factors/new/", factors.factor_new, name="factor_new"),
    path("selection/models/<int:model_id>/factors/<int:pk>/edit/", factors.factor_edit, name="factor_edit"),
    path("selection/models/<int:model_id>/factors/<int:pk>/move/", factors.factor_move, name="factor_move"),
    path("selection/models/<int:model_id>/factors/<int:pk>/remove/", factors.factor_remove, name="factor_remove"),
]

# A round: setting up, raters, steps, nominations and the comparison of lists.
ROUNDS: list[URLPattern] = []

# Blind scores, and what was agreed on them.
SCORES: list[URLPattern] = []

# The matrix, its pictures and reports.
MATRIX: list[URLPattern] = []

# One account explained; what if.
QUESTIONS: list[URLPattern] = []

# How the client compares us with competitors; pages of the account.
COMPARISON: list[URLPattern] = []

# What the board decides.
DECISIONS: list[URLPattern] = []

urlpatterns = [*MODELS, *ROUNDS, *SCORES, *MATRIX, *QUESTIONS, *COMPARISON, *DECISIONS]
