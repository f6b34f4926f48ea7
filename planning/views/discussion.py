"""The discussion of a plan: read, written, answered, resolved. Whoever may read the account may speak."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Tie, allow
from accounts.models import Account
from dossiers.forms import RemoveForm
from kam_portal.foundation.history.buttons import acted, in_sentences
from kam_portal.foundation.history.editing import asked_next, edit_page, keeps_typed_text, posted
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_in_plan, get_plan
from planning.discussion.forms import CommentEdit, CommentForm, DiscussionFilter
from planning.discussion.messages import discussion_address
from planning.discussion.reading import discussed_on, open_comments, page_of_discussion, page_of_thread
from planning.discussion.writing import (
    ASKED,
    answer_comment,
    edit_comment,
    refuse_resolved,
    refuse_settled,
    remove_comment,
    reopen_comment,
    resolve_comment,
    write_comment,
)
from planning.models import Action, Comment, Goal, Plan

FORM = ["GET", "HEAD", "POST"]


@require_safe
def discussion(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan(request.user, plan_id)
    filters = DiscussionFilter(request.GET or None, auto_id="filter_%s")
    goal, action, comment = (_named(request, plan, model) for model in (Goal, Action, Comment))
    number = request.GET.get("page")
    if comment:
        parts, page = page_of_thread(plan, comment, number)
    else:
        page = page_of_discussion(plan, number, filters.asked, goal, action)
        parts = discussed_on(plan, page)
    context = {
        "account": account,
        "tie": tie,
        "plan": plan,
        "filters": filters,
        "parts": parts,
        "page": page,
        "is_part": bool(goal or action or comment),
        "open": open_comments(plan),
    }
    return render(request, "planning/discussion.html", context)


@require_http_methods(FORM)
@keeps_typed_text
def comment_new(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan(request.user, plan_id)
    goal, action = _named(request, plan, Goal), _named(request, plan, Action)
    if goal and action:
        raise Http404
    form = CommentForm(posted(request), plan=plan, writer=request.user)
    thing = goal or action
    title = _("Comment on “%(thing)s”") % {"thing": thing or plan}
    return edit_page(
        request,
        form=form,
        save=lambda: write_comment(
            plan=plan, by=request.user, at=timezone.now(), goal=goal, action=action, **form.cleaned_data
        ),
        template="planning/comment_edit.html",
        context=_context(account, tie, plan, title) | {"draft": f"{plan.pk}-comment-{thing.pk if thing else 0}"},
        then=discussion_address,
    )


@require_http_methods(FORM)
@keeps_typed_text
def comment_answer(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, comment = _get_first(request.user, plan_id, pk)
    if refused := _refused_at_once(request, comment, refuse_resolved):
        return refused
    form = CommentForm(posted(request), plan=plan, writer=request.user)
    return edit_page(
        request,
        form=form,
        save=lambda: answer_comment(comment=comment, by=request.user, at=timezone.now(), **form.cleaned_data),
        template="planning/comment_edit.html",
        context=_context(account, tie, plan, _("Answer"))
        | {"draft": f"{plan.pk}-answer-{comment.pk}", "answered": comment},
        then=discussion_address,
    )


@require_http_methods(FORM)
@keeps_typed_text
def comment_edit(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, comment = _get_own(request.user, plan_id, pk)
    if refused := _refused_at_once(request, comment, refuse_settled):
        return refused
    initial = {"text": comment.text, "asked": ASKED.ids(comment)}
    form = CommentEdit(
        posted(request), initial=initial, version=comment.version, plan=plan, writer=request.user, comment=comment
    )
    return edit_page(
        request,
        form=form,
        record=comment,
        save=lambda: edit_comment(
            comment=comment, version=form.version, changes=form.changes(), by=request.user, at=timezone.now()
        ),
        template="planning/comment_edit.html",
        context=_context(account, tie, plan, _("Edit the comment"))
        | {
            "draft": f"{plan.pk}-comment-edit-{comment.pk}",
            "remove": reverse("comment_remove", args=[plan.pk, comment.pk]),
        },
        then=discussion_address,
    )


@require_http_methods(FORM)
def comment_remove(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, comment = _get_own(request.user, plan_id, pk)
    if refused := _refused_at_once(request, comment, refuse_settled):
        return refused
    form = RemoveForm(posted(request), version=comment.version)
    return edit_page(
        request,
        form=form,
        record=comment,
        save=lambda: remove_comment(comment=comment, version=form.version),
        template="dossiers/row_remove.html",
        context=_context(account, tie, plan, _("Remove your comment?"))
        | {"warning": _("It disappears from the discussion. The history keeps what it said.")},
        then=reverse("discussion", args=[plan.pk]),
        said=_("Removed."),
    )


@require_POST
def comment_resolve(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    comment = _get_to_resolve(request.user, plan_id, pk)
    by, at = request.user, timezone.now()
    return _marked(
        request,
        comment,
        lambda version: resolve_comment(comment=comment, version=version, by=by, at=at),
        _("The comment is resolved."),
    )


@require_POST
def comment_reopen(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    comment = _get_to_resolve(request.user, plan_id, pk)
    return _marked(
        request,
        comment,
        lambda version: reopen_comment(comment=comment, version=version),
        _("The comment is open again."),
    )


def _marked(request: SignedInRequest, comment: Comment, mark: Callable[[int], Comment], said: str) -> HttpResponse:
    form = RemoveForm(request.POST, version=comment.version)
    back = asked_next(request) or discussion_address(comment)
    if not form.is_valid():
        messages.error(request, _("Open the discussion and mark the comment there."))
        return redirect(back)
    return acted(
        request,
        act=lambda: mark(form.version),
        back=back,
        said=said,
        stale=_("It was answered or changed since you read it. Read it below, then mark it."),
        gone=_("The comment was removed since you read it."),
    )


def _refused_at_once(
    request: SignedInRequest, comment: Comment, refuse: Callable[[Comment], object]
) -> HttpResponse | None:
    """Back to the discussion before anything is typed in vain; what was typed already the verb refuses beside it."""
    if request.method == "POST":
        return None
    try:
        refuse(comment)
    except ValidationError as refusal:
        messages.error(request, in_sentences(refusal))
        return redirect(asked_next(request) or discussion_address(comment))
    return None


def _get_first(user: User, plan_id: int, pk: int) -> tuple[Account, Tie, Plan, Comment]:
    """The comment that a thread begins with; an answer is none."""
    account, tie, plan, comment = get_in_plan(user, plan_id, Comment, pk)
    if comment.answers_id is not None:
        raise Http404
    return account, tie, plan, comment


def _get_own(user: User, plan_id: int, pk: int) -> tuple[Account, Tie, Plan, Comment]:
    account, tie, plan, comment = get_in_plan(user, plan_id, Comment, pk)
    allow(comment.by_id == user.pk, _("Only who wrote a comment changes or removes it."))
    return account, tie, plan, comment


def _get_to_resolve(user: User, plan_id: int, pk: int) -> Comment:
    _account, tie, _plan, comment = _get_first(user, plan_id, pk)
    allow(
        tie.may_edit or comment.by_id == user.pk,
        _("Who wrote a comment, or who may edit the plan, resolves it."),
    )
    return comment


def _named(request: SignedInRequest, plan: Plan, model: type[models.Model]) -> Any:
    """The goal or action of the plan that the address names; Http404 for a foreign one."""
    asked = request.GET.get(model._meta.model_name or "", "")
    if not asked:
        return None
    pk = number_in(asked)
    row = model._default_manager.filter(plan=plan, pk=pk).first() if pk else None
    if row is None:
        raise Http404
    return row


def _context(account: Account, tie: Tie, plan: Plan, title: str) -> dict[str, Any]:
    back = reverse("discussion", args=[plan.pk])
    return {"account": account, "tie": tie, "plan": plan, "title": title, "back": back}
