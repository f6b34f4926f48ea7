"""Addresses of account selection."""

from django.urls import URLPattern, path

from accounts.views.selection import comparing, nominations, progress, rounds, setting_up

# Scoring models: the list, one model, its draft.
MODELS: list[URLPattern] = []

# A round: setting up, raters, steps, nominations and the comparison of lists.
ROUNDS: list[URLPattern] = [
    path("selection/", rounds.rounds, name="rounds"),
    path("selection/new/", rounds.round_new, name="round_new"),
    path("selection/<int:round_id>/", rounds.round_page, name="round"),
    path("selection/<int:round_id>/edit/", rounds.round_edit, name="round_edit"),
    path("selection/<int:round_id>/setup/", setting_up.round_setup, name="round_setup"),
    path("selection/<int:round_id>/accounts/", setting_up.accounts_choose, name="accounts_choose"),
    path("selection/<int:round_id>/raters/add/", setting_up.rater_add, name="rater_add"),
    path("selection/<int:round_id>/raters/<int:pk>/remove/", setting_up.rater_remove, name="rater_remove"),
    path("selection/<int:round_id>/progress/", progress.round_progress, name="round_progress"),
    path("selection/<int:round_id>/step/", progress.round_step, name="round_step"),
    path("selection/<int:round_id>/cancel/", progress.round_cancel, name="round_cancel"),
    path("selection/<int:round_id>/back/", progress.round_back, name="round_back"),
    path("selection/<int:round_id>/reopen/", progress.round_reopen, name="round_reopen"),
    path("selection/<int:round_id>/remind/", progress.round_remind, name="round_remind"),
    path("selection/<int:round_id>/nominations/", nominations.nominations, name="nominations"),
    path("selection/<int:round_id>/nominations/save/", nominations.nominations_save, name="nominations_save"),
    path("selection/<int:round_id>/nominations/done/", nominations.nominations_done, name="nominations_done"),
    path("selection/<int:round_id>/nominations/keep/", comparing.candidates_keep, name="candidates_keep"),
    path("selection/<int:round_id>/nominations/<int:pk>/note/", comparing.difference_note, name="difference_note"),
]

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
