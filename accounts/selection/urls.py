"""Addresses of account selection."""

from django.urls import URLPattern, path

from accounts.views.selection import comparison, criteria, what_if, why

# Scoring models: the list, one model, its draft.
MODELS: list[URLPattern] = []

# A round: setting up, raters, steps, nominations and the comparison of lists.
ROUNDS: list[URLPattern] = []

# Blind scores, and what was agreed on them.
SCORES: list[URLPattern] = []

# The matrix, its pictures and reports.
MATRIX: list[URLPattern] = []

# One account explained; what if.
QUESTIONS: list[URLPattern] = [
    path("selection/<int:round_id>/accounts/<int:account_id>/", why.why, name="why"),
    path("selection/<int:round_id>/what-if/", what_if.what_if, name="what_if"),
]

# How the client compares us with competitors; pages of the account.
COMPARISON: list[URLPattern] = [
    path("accounts/<int:account_id>/comparison/", comparison.comparison, name="comparison"),
    path("accounts/<int:account_id>/comparison/save/", comparison.comparison_save, name="comparison_save"),
    path("accounts/<int:account_id>/comparison/criteria/new/", criteria.criterion_new, name="criterion_new"),
    path("accounts/<int:account_id>/comparison/criteria/<int:pk>/", criteria.criterion_edit, name="criterion_edit"),
    path(
        "accounts/<int:account_id>/comparison/criteria/<int:pk>/remove/",
        criteria.criterion_remove,
        name="criterion_remove",
    ),
    path(
        "accounts/<int:account_id>/comparison/criteria/<int:pk>/move/", criteria.criterion_move, name="criterion_move"
    ),
    path("accounts/<int:account_id>/comparison/competitors/new/", criteria.competitor_new, name="competitor_new"),
    path(
        "accounts/<int:account_id>/comparison/competitors/<int:pk>/", criteria.competitor_edit, name="competitor_edit"
    ),
    path(
        "accounts/<int:account_id>/comparison/competitors/<int:pk>/remove/",
        criteria.competitor_remove,
        name="competitor_remove",
    ),
]

# What the board decides.
DECISIONS: list[URLPattern] = []

urlpatterns = [*MODELS, *ROUNDS, *SCORES, *MATRIX, *QUESTIONS, *COMPARISON, *DECISIONS]
