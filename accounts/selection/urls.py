"""Addresses of account selection."""

from django.urls import URLPattern, path

from accounts.views.selection import sensitivity, working

# Scoring models: the list, one model, its draft.
MODELS: list[URLPattern] = []

# A round: setting up, raters, steps, nominations and the comparison of lists.
ROUNDS: list[URLPattern] = []

# Blind scores, and what was agreed on them.
SCORES: list[URLPattern] = []

# The matrix, its pictures and reports.
MATRIX: list[URLPattern] = []

# Long work on a round, and how firm its places are.
FIGURES: list[URLPattern] = [
    path("selection/<int:round_id>/sensitivity/", sensitivity.sensitivity, name="sensitivity"),
    path("selection/<int:round_id>/work/", working.round_work, name="round_work"),
    path("selection/<int:round_id>/work/again/", working.round_work_again, name="round_work_again"),
]

# One account explained; what if.
QUESTIONS: list[URLPattern] = []

# How the client compares us with competitors; pages of the account.
COMPARISON: list[URLPattern] = []

# What the board decides.
DECISIONS: list[URLPattern] = []

urlpatterns = [*MODELS, *ROUNDS, *SCORES, *MATRIX, *FIGURES, *QUESTIONS, *COMPARISON, *DECISIONS]
