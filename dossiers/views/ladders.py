"""The ladder of a competitor, and the questions put to the client."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import get_account_to_edit
from accounts.models import Account, Competitor
from dossiers.access import get_row_to_edit
from dossiers.ladders.competitors import ladder_of, save_competitor_ladder, values_of
from dossiers.ladders.forms import CompetitorLadderEdit, LadderInvitationForm
from dossiers.ladders.inviting import invite_client, withdraw_invitation
from dossiers.ladders.reading import Asked
from dossiers.models import LadderInvitation
from kam_portal.foundation.history.buttons import acted
from kam_portal.foundation.history.editing import add_errors, edit_page, keeps_typed_text, posted
from kam_portal.foundation.history.once import FORM_TOKEN, save_once, token_of
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of

FORM = ["GET", "HEAD", "POST"]
INVITATIONS_A_PAGE = 20


@require_http_methods(FORM)
@keeps_typed_text
def competitor_ladder_edit(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, competitor = get_row_to_edit(request.user, account_id, Competitor, pk)
    today = timezone.localdate()
    row = ladder_of(competitor, today)
    form = CompetitorLadderEdit(posted(request), initial=values_of(row), version=row.version)
    back = f"{reverse('dossier', args=[account.pk])}#ladder"
    title = _("Ladder: %(name)s") % {"name": competitor.name}
    draft = f"{account.pk}-ladder-{competitor.pk}"
    return edit_page(
        request,
        form=form,
        record=row if row.pk else None,
        save=lambda: save_competitor_ladder(
            competitor=competitor, version=form.version, changes=form.changes(), on=today, by=request.user
        ),
        template="dossiers/ladders/competitor.html",
        context={"account": account, "tie": tie, "title": title, "back": back, "draft": draft},
        then=back,
    )


@require_http_methods(FORM)
@keeps_typed_text
def ladder_invitations(request: SignedInRequest, account_id: int) -> HttpResponse:
    """What was asked and what became of it, with the form for a new question."""
    account, tie = get_account_to_edit(request.user, account_id)
    form = LadderInvitationForm(posted(request), initial=_as_last_time(request.user), account=account)
    if request.method == "POST" and form.is_valid() and (answer := _ask(request, form, account)) is not None:
        return answer
    rows = LadderInvitation.objects.filter(account=account).select_related("contact", "made_by")
    page = page_of(rows, request.GET.get("page"), size=INVITATIONS_A_PAGE)
    asked = [Asked(invitation, invitation.state(timezone.now())) for invitation in page.rows]
    context = {"account": account, "tie": tie, "form": form, "page": page, "asked": asked}
    return render(request, "dossiers/ladders/invitations.html", {**context, FORM_TOKEN: token_of(request)})


def _as_last_time(person: User) -> dict[str, Any]:
    last = LadderInvitation.objects.filter(made_by=person).first()
    return {"language": person.language, "our_company": last.our_company if last else ""}


def _ask(request: SignedInRequest, form: LadderInvitationForm, account: Account) -> HttpResponse | None:
    """The page with the link, which only this answer ever shows; None when the question is refused in words."""
    told: list[str] = []

    def save() -> LadderInvitation:
        invitation, token = invite_client(account=account, by=request.user, at=timezone.now(), **form.cleaned_data)
        told.append(settings.SITE_URL + reverse("client_ladder", args=[token]))
        return invitation

    back = reverse("ladder_invitations", args=[account.pk])
    try:
        save_once(request, save, back)
    except ValidationError as error:
        add_errors(form, error)
        return None
    if not told:
        messages.warning(
            request,
            _("This link was made already, and it is shown only once. If nobody has it, withdraw it and make another."),
        )
        return redirect(back)
    context = {"account": account, "back": back, "link": told[0], "days": form.cleaned_data["days"]}
    return render(request, "dossiers/ladders/link.html", context)


@require_POST
def ladder_withdraw(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, _tie, invitation = get_row_to_edit(request.user, account_id, LadderInvitation, pk)
    return acted(
        request,
        act=lambda: withdraw_invitation(invitation=invitation, by=request.user, at=timezone.now()),
        back=reverse("ladder_invitations", args=[account.pk]),
        said=_("The link leads nowhere any more."),
    )
