"""Addresses of account selection."""

from django.urls import URLPattern, path

from accounts.views.selection import downloads, matrix

# Scoring models: the list, one model, its draft.
MODELS: list[URLPattern] = []

# A round: setting up, raters, steps, nominations and the comparison of lists.
ROUNDS: list[URLPattern] = []

# Blind scores, and what was agreed on them.
SCORES: list[URLPattern] = []

# The matrix, its pictures and reports.
MATRIX: list[URLPattern] = [
    path("selection/<int:round_id>/matrix/", matrix.matrix, name="matrix"),
    path("selection/<int:round_id>/matrix.svg", downloads.matrix_svg, name="matrix_svg"),
    path("selection/<int:round_id>/matrix.png", downloads.matrix_png, name="matrix_png"),
    path("selection/<int:round_id>/matrix.pdf", downloads.matrix_pdf, name="matrix_pdf"),
    path("selection/<int:round_id>/report.pdf", downloads.round_pdf, name="round_pdf"),
    path("selection/<int:round_id>/report.xlsx", downloads.round_xlsx, name="round_xlsx"),
]

# One account explained; what if.
QUESTIONS: list[URLPattern] = []

# How the client compares us with competitors; pages of the account.
COMPARISON: list[URLPattern] = []

# What the board decides.
DECISIONS: list[URLPattern] = []

urlpatterns = [*MODELS, *ROUNDS, *SCORES, *MATRIX, *QUESTIONS, *COMPARISON, *DECISIONS]
