"""Addresses of account selection."""

from django.urls import URLPattern

# Scoring models: the list, one model, its draft.
MODELS: list[URLPattern] = []

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
