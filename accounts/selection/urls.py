"""Addresses of account selection."""

from django.urls import URLPattern, path

from accounts.views.selection import agreeing, consensus, scores

# Scoring models: the list, one model, its draft.
MODELS: list[URLPattern] = []

# A round: setting up, raters, steps, nominations and the comparison of lists.
ROUNDS: list[URLPattern] = []

# Blind scores, and what was agreed on them.
SCORES: list[URLPattern] = [
    path("selection/<int:round_id>/scores/", scores.scores, name="scores"),
    path("selection/<int:round_id>/scores/save/", scores.score_save, name="score_save"),
    path("selection/<int:round_id>/scores/done/", scores.scores_done, name="scores_done"),
    path("selection/<int:round_id>/scores/take-back/", scores.scores_take_back, name="scores_take_back"),
    path("selection/<int:round_id>/consensus/", consensus.consensus, name="consensus"),
    path("selection/<int:round_id>/consensus/<int:candidate_id>/<int:factor_id>/", agreeing.agree, name="agree"),
    path(
        "selection/<int:round_id>/consensus/<int:candidate_id>/<int:factor_id>/withdraw/",
        agreeing.agree_withdraw,
        name="agree_withdraw",
    ),
    path("selection/<int:round_id>/forecast/<int:candidate_id>/", agreeing.forecast, name="forecast"),
    path("selection/<int:round_id>/leave-out/<int:candidate_id>/", agreeing.leave_out, name="leave_out"),
    path("selection/<int:round_id>/take-in/<int:candidate_id>/", agreeing.take_in, name="take_in"),
    path(
        "selection/<int:round_id>/leave-out/provisional/",
        agreeing.leave_out_provisional,
        name="leave_out_provisional",
    ),
]

# The matrix, its pictures and reports.
MATRIX: list[URLPattern] = []

# One account explained; what if.
QUESTIONS: list[URLPattern] = []

# How the client compares us with competitors; pages of the account.
COMPARISON: list[URLPattern] = []

# What the board decides.
DECISIONS: list[URLPattern] = []

urlpatterns = [*MODELS, *ROUNDS, *SCORES, *MATRIX, *QUESTIONS, *COMPARISON, *DECISIONS]
