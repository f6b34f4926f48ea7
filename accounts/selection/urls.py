"""Addresses of account selection."""

from django.urls import URLPattern, path

from accounts.views.selection import (
    agreeing,
    comparing,
    comparison,
    consensus,
    criteria,
    decisions,
    downloads,
    factors,
    leaving_out,
    matrix,
    models,
    nominations,
    progress,
    rounds,
    scores,
    sensitivity,
    setting_up,
    what_if,
    why,
    working,
)

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
    path("selection/<int:round_id>/leave-out/<int:candidate_id>/", leaving_out.leave_out, name="leave_out"),
    path("selection/<int:round_id>/take-in/<int:candidate_id>/", leaving_out.take_in, name="take_in"),
    path(
        "selection/<int:round_id>/leave-out/provisional/",
        leaving_out.leave_out_provisional,
        name="leave_out_provisional",
    ),
]

# The matrix, its pictures and reports.
MATRIX: list[URLPattern] = [
    path("selection/<int:round_id>/matrix/", matrix.matrix, name="matrix"),
    path("selection/<int:round_id>/matrix.svg", downloads.matrix_svg, name="matrix_svg"),
    path("selection/<int:round_id>/matrix.png", downloads.matrix_png, name="matrix_png"),
    path("selection/<int:round_id>/matrix.pdf", downloads.matrix_pdf, name="matrix_pdf"),
    path("selection/<int:round_id>/report.pdf", downloads.round_pdf, name="round_pdf"),
    path("selection/<int:round_id>/report.xlsx", downloads.round_xlsx, name="round_xlsx"),
]

# Long work on a round, and how firm its places are.
FIGURES: list[URLPattern] = [
    path("selection/<int:round_id>/sensitivity/", sensitivity.sensitivity, name="sensitivity"),
    path("selection/<int:round_id>/work/", working.round_work, name="round_work"),
    path("selection/<int:round_id>/work/again/", working.round_work_again, name="round_work_again"),
]

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
DECISIONS: list[URLPattern] = [
    path("selection/<int:round_id>/decisions/", decisions.decisions, name="decisions"),
    path("selection/<int:round_id>/decisions/publish/", decisions.round_publish, name="round_publish"),
    path("selection/<int:round_id>/decisions/confirm/", decisions.decide_many, name="decide_many"),
    path("selection/<int:round_id>/decisions/<int:candidate_id>/", decisions.decision_edit, name="decide"),
    path(
        "selection/<int:round_id>/decisions/<int:candidate_id>/withdraw/",
        decisions.decision_withdraw,
        name="decision_withdraw",
    ),
]

urlpatterns = [*MODELS, *ROUNDS, *SCORES, *MATRIX, *FIGURES, *QUESTIONS, *COMPARISON, *DECISIONS]
