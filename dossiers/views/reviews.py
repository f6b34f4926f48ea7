"""The review of one dossier: answered section by section, signed, readable for ever, returned by a lead."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Tie, get_account, get_account_to_edit, get_account_to_lead, get_account_to_sign
from accounts.models import Account
from accounts.views.versions import version_of
from dossiers.models import Review, ReviewState
from dossiers.reviews.changes import between, comparable, groups, told_of
from dossiers.reviews.checking import check_fact
from dossiers.reviews.forms import AnswerForm, ReturnForm
from dossiers.reviews.page import SIGN, ReviewPage, fact_shown, review_page, signed_topics
from dossiers.reviews.verifying import answer_topic, last_signed, return_review, sign_review, start_review
from kam_portal.foundation.history.buttons import acted
from kam_portal.foundation.history.editing import SEEN, edit_page, keeps_typed_text
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.signed_in import SignedInRequest

# Frozen documents are not needed to list reviews.
FROZEN = ("snapshot", "changes")


@require_safe
def review(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    running = _running(account)
    page = review_page(account, running, request.GET.get("section", ""), timezone.localdate(), guarded=tie.may_edit)
    current = page.current
    form = AnswerForm(answer=current.answer, is_empty=not current.filled) if current and running else None
    came_on = "section" in request.GET
    return render(request, "dossiers/review.html", _context(account, tie, running, page, form=form, came_on=came_on))


@require_POST
def review_start(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, _tie = get_account_to_edit(request.user, account_id)
    return acted(
        request,
        act=lambda: start_review(account=account, by=request.user, at=timezone.now()),
        back=reverse("review", args=[account.pk]),
        then=lambda started: _where_it_begins(account, started),
    )


def _where_it_begins(account: Account, started: Review) -> str:
    """Named, so that the keyboard goes on there as it does after every answer."""
    current = review_page(account, started, "", timezone.localdate(), guarded=True).current
    return f"{reverse('review', args=[account.pk])}?section={current.topic.key if current else SIGN}"


@require_POST
@keeps_typed_text
def review_answer(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    running = _running(account)
    if running is None:
        messages.warning(request, _("No review is running here; it may have been signed meanwhile."))
        return redirect("review", account.pk)
    page = review_page(account, running, request.POST.get("topic", ""), timezone.localdate(), guarded=True)
    if page.current is None or page.current.topic.key != request.POST.get("topic"):
        raise Http404
    key = page.current.topic.key
    form = AnswerForm(request.POST, answer=page.current.answer, is_empty=not page.current.filled)

    def save() -> None:
        answer_topic(
            review=running,
            topic=key,
            by=request.user,
            at=timezone.now(),
            version=form.version,
            seen=request.POST.get(SEEN, ""),
            **form.changes(),
        )

    return edit_page(
        request,
        form=form,
        save=save,
        template="dossiers/review.html",
        then=f"{reverse('review', args=[account.pk])}?section={page.next_after(key)}",
        context=_context(account, tie, running, page),
        record=page.current.answer,
    )


@require_POST
def review_check(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    topic, key = request.POST.get("topic", ""), request.POST.get("key", "")
    running = _running(account)
    if running is None:
        messages.warning(request, _("No review is running here; it may have been signed meanwhile."))
        return redirect("review", account.pk)
    refused = ""
    try:
        check_fact(
            review=running,
            topic=topic,
            key=key,
            verdict=request.POST.get("verdict", ""),
            by=request.user,
            at=timezone.now(),
            seen=request.POST.get(SEEN, ""),
            said=request.POST.get("said"),
        )
    except ValidationError as refusal:
        refused = " ".join(refusal.messages)
    fact = fact_shown(account, running, topic, key, timezone.localdate())
    if request.htmx and fact:  # type: ignore[attr-defined]
        context = {"account": account, "tie": tie, "review": running, "fact": fact}
        return render(
            request, "dossiers/review_fact.html", context | {"refused": refused}, status=409 if refused else 200
        )
    if refused:
        messages.error(request, refused)
    anchor = f"#{fact.anchor}" if fact else ""
    return redirect(f"{reverse('review', args=[account.pk])}?{urlencode({'section': topic})}{anchor}")


@require_POST
def review_sign(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, _tie = get_account_to_sign(request.user, account_id)
    running = _running(account)
    if running is None:
        messages.warning(request, _("No review is running here; it may have been signed meanwhile."))
        return redirect("review", account.pk)
    try:
        signed = sign_review(review=running, by=request.user, at=timezone.now(), version=version_of(request))
    except StaleEdit:
        messages.warning(request, _("An answer was changed while you were reading. Look again, then sign."))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Review %(number)d is signed.") % {"number": signed.number})
        return redirect("review_signed", account.pk, signed.number)
    return redirect(f"{reverse('review', args=[account.pk])}?section={SIGN}")


@require_safe
def review_signed(request: SignedInRequest, account_id: int, number: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    return render(request, "dossiers/review_signed.html", _signed_context(account, tie, number))


@require_safe
def review_changes(request: SignedInRequest, account_id: int, number: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    offered = comparable(account)
    later = _signed(account, number)
    since = next((each.number for each in offered if each.number < number), None)
    asked = request.GET.get("since", "")
    if asked:
        since = next((each.number for each in offered if str(each.number) == asked and each.number < number), None)
        if since is None:
            raise Http404
    earlier = _signed(account, since) if since is not None else None
    found = between(earlier, later, guarded=tie.may_edit) if earlier else []
    context = {
        "account": account,
        "tie": tie,
        "review": later,
        "earlier": earlier,
        "groups": groups(found),
        "count": len(found),
        "offered": [each for each in offered if each.number < number],
        "told": told_of(signed_topics(later, guarded=tie.may_edit)),
        "may_return": tie.may_lead and bool(offered) and offered[0].number == number,
    }
    return render(request, "dossiers/review_changes.html", context)


@require_POST
@keeps_typed_text
def review_return(request: SignedInRequest, account_id: int, number: int) -> HttpResponse:
    account, tie = get_account_to_lead(request.user, account_id)
    context = _signed_context(account, tie, number)
    form = ReturnForm(request.POST, account=account)
    return edit_page(
        request,
        form=form,
        save=lambda: return_review(review=context["review"], by=request.user, at=timezone.now(), **form.cleaned_data),
        template="dossiers/review_signed.html",
        then=reverse("review_signed", args=[account.pk, number]),
        context=context,
        said=_("The review is returned; the manager reads your reason."),
    )


def _running(account: Account) -> Review | None:
    return Review.objects.running().filter(account=account).select_related("opened_by").first()


def _context(account: Account, tie: Tie, running: Review | None, page: ReviewPage, **more: Any) -> dict[str, Any]:
    reviews = Review.objects.filter(account=account).exclude(state=Review.State.IN_PROGRESS).defer(*FROZEN)
    closed = list(reviews.select_related("signed_by", "on_behalf_of", "returned_by"))
    return {
        "account": account,
        "tie": tie,
        "review": running,
        "page": page,
        "closed": closed,
        "returned": _returned(account, closed) if running else None,
        "sign": SIGN,
        "today": timezone.localdate(),
        **more,
    }


def _returned(account: Account, closed: Sequence[Review]) -> Review | None:
    """The review whose return the running one answers."""
    if account.dossier.review_state != ReviewState.RETURNED:
        return None
    returned = [(review.returned_at, review) for review in closed if review.returned_at]
    return max(returned, key=itemgetter(0))[1] if returned else None


def _signed(account: Account, number: int) -> Review:
    """A closed review with its frozen documents; Http404 for one that is running or missing."""
    reviews = Review.objects.filter(account=account, number=number).exclude(state=Review.State.IN_PROGRESS)
    found = reviews.select_related("account", "signed_by", "on_behalf_of", "returned_by").first()
    if found is None:
        raise Http404
    return found


def _signed_context(account: Account, tie: Tie, number: int) -> dict[str, Any]:
    found = _signed(account, number)
    latest = last_signed(account)
    topics = signed_topics(found, guarded=tie.may_edit)
    return {
        "account": account,
        "tie": tie,
        "review": found,
        "topics": topics,
        "told": told_of(topics),
        "may_return": tie.may_lead and latest is not None and latest.pk == found.pk,
        "form": ReturnForm(account=account),
    }
