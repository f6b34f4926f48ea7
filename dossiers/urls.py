"""Addresses; names follow the paths."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from dossiers.views import board, diary, dossier, events, financials, history, leaving, reviews, rows, sections

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/<int:account_id>/dossier/", dossier.dossier, name="dossier"),
    path("accounts/<int:account_id>/dossier.pdf", leaving.dossier_pdf, name="dossier_pdf"),
    path("accounts/<int:account_id>/dossier.xlsx", leaving.dossier_xlsx, name="dossier_xlsx"),
    path("accounts/<int:account_id>/dossier/<slug:section>/edit/", sections.section_edit, name="section_edit"),
    path("accounts/<int:account_id>/rows/<slug:table>/new/", rows.row_new, name="row_new"),
    path("accounts/<int:account_id>/rows/<int:pk>/edit/", rows.row_edit, name="row_edit"),
    path("accounts/<int:account_id>/rows/<int:pk>/remove/", rows.row_remove, name="row_remove"),
    path("accounts/<int:account_id>/financials/new/", financials.financial_new, name="financial_new"),
    path("accounts/<int:account_id>/financials/<int:pk>/edit/", financials.financial_edit, name="financial_edit"),
    path("accounts/<int:account_id>/financials/<int:pk>/remove/", financials.financial_remove, name="financial_remove"),
    path("accounts/<int:account_id>/events/new/", events.event_new, name="event_new"),
    path("accounts/<int:account_id>/events/<int:pk>/edit/", events.event_edit, name="event_edit"),
    path("accounts/<int:account_id>/events/<int:pk>/remove/", events.event_remove, name="event_remove"),
    path("accounts/<int:account_id>/diary/", diary.diary, name="diary"),
    path("accounts/<int:account_id>/diary/new/", diary.diary_new, name="diary_new"),
    path("accounts/<int:account_id>/diary/<int:pk>/edit/", diary.diary_edit, name="diary_edit"),
    path("accounts/<int:account_id>/diary/<int:pk>/done/", diary.next_step_done, name="next_step_done"),
    path("accounts/<int:account_id>/history/", history.account_history, name="account_history"),
    path("accounts/<int:account_id>/review/", reviews.review, name="review"),
    path("accounts/<int:account_id>/review/start/", reviews.review_start, name="review_start"),
    path("accounts/<int:account_id>/review/answer/", reviews.review_answer, name="review_answer"),
    path("accounts/<int:account_id>/review/check/", reviews.review_check, name="review_check"),
    path("accounts/<int:account_id>/review/sign/", reviews.review_sign, name="review_sign"),
    path("accounts/<int:account_id>/reviews/<int:number>/", reviews.review_signed, name="review_signed"),
    path("accounts/<int:account_id>/reviews/<int:number>/changes/", reviews.review_changes, name="review_changes"),
    path("accounts/<int:account_id>/reviews/<int:number>/return/", reviews.review_return, name="review_return"),
    path("reviews/", board.reviews, name="reviews"),
    path("reviews/nudge/", board.reviews_nudge, name="reviews_nudge"),
    path("reviews/export.xlsx", board.reviews_xlsx, name="reviews_xlsx"),
]
