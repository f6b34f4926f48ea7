"""Agreeing on a score, and the forecast of an account."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import AgreedScore, Round
from accounts.selection import agreeing
from accounts.selection.access import get_candidate, get_consensus_to_reach, get_factor
from accounts.selection.agreeing_forms import AgreeForm, ForecastForm
from accounts.selection.discussing import entries_of
from accounts.selection.holding import may_change
from accounts.views.selection.consensus import readable_of
from accounts.views.versions import version_of
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def agree(request: SignedInRequest, round_id: int, candidate_id: int, factor_id: int) -> HttpResponse:
    round_, tie = get_consensus_to_reach(request.user, round_id)
    candidate, factor = get_candidate(round_, candidate_id), get_factor(round_, factor_id)
    candidate.round = round_
    agreed = AgreedScore.objects.filter(candidate=candidate, factor=factor).select_related("by").first()
    form = AgreeForm(posted(request), scale=round_.model.scale, agreed=agreed)
    readable = readable_of(request.user, {candidate.account_id})
    [entry] = entries_of([candidate], [factor], round_.model, readable)
    return edit_page(
        request,
        form=form,
        record=agreed,
        save=lambda: agreeing.agree(
            candidate=candidate,
            factor=factor,
            version=form.version,
            by=request.user,
            on=timezone.localdate(),
            **form.changes(),
        ),
        template="accounts/selection/agree.html",
        then=back_to_consensus(request, round_),
        context={
            "round": round_,
            "tie": tie,
            "candidate": candidate,
            "entry": entry,
            "item": entry.items[0],
            "factor": factor,
            "agreed": agreed,
            "may_change": may_change(round_),
        },
        said=_("The agreed score was saved."),
    )


@require_POST
def agree_withdraw(request: SignedInRequest, round_id: int, candidate_id: int, factor_id: int) -> HttpResponse:
    round_, _tie = get_consensus_to_reach(request.user, round_id)
    candidate, factor = get_candidate(round_, candidate_id), get_factor(round_, factor_id)
    try:
        agreeing.withdraw(candidate=candidate, factor=factor, version=version_of(request))
    except StaleEdit:
        messages.error(request, _("Somebody changed this in between. Look again before you go on."))
        return redirect("agree", round_.pk, candidate.pk, factor.pk)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("agree", round_.pk, candidate.pk, factor.pk)
    except AgreedScore.DoesNotExist:
        messages.info(request, _("The agreed score was withdrawn already."))
        return redirect(back_to_consensus(request, round_))
    messages.success(request, _("The agreed score was withdrawn; what the raters gave counts again."))
    return redirect(back_to_consensus(request, round_))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def forecast(request: SignedInRequest, round_id: int, candidate_id: int) -> HttpResponse:
    round_, tie = get_consensus_to_reach(request.user, round_id)
    candidate = get_candidate(round_, candidate_id)
    candidate.round = round_
    form = ForecastForm(posted(request), instance=candidate)
    return edit_page(
        request,
        form=form,
        record=candidate,
        save=lambda: agreeing.forecast(candidate=candidate, version=form.version, changes=form.changes()),
        template="accounts/selection/forecast.html",
        then=back_to_consensus(request, round_),
        context={
            "round": round_,
            "tie": tie,
            "candidate": candidate,
            "may_change": may_change(round_, Round.State.CONSENSUS, Round.State.DECIDING),
        },
        said=_("The forecast was saved."),
    )


def back_to_consensus(request: HttpRequest, round_: Round) -> str:
    """The list as the reader had it: the filter travels with the forms and links."""
    show = request.POST.get("show") or request.GET.get("show") or ""
    address = reverse("consensus", args=[round_.pk])
    return f"{address}?show={show}" if show.replace("-", "").isalpha() and show.isascii() else address
