"""Ranges of negotiating authority: of a team, with their history; and one's own."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.authority_access import get_authority_to_grant, get_manager_to_grant, managers_granted_by
from accounts.authority_forms import AuthorityEdit, AuthorityEnd, AuthorityForm
from accounts.granting import edit_authority, end_authority, grant, ranges_on
from accounts.models import Authority
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.history.timeline import chronicle
from kam_portal.foundation.people.roles import Right
from kam_portal.foundation.people.signed_in import SignedInRequest

FORM = ["GET", "HEAD", "POST"]


@require_safe
def authorities(request: SignedInRequest) -> HttpResponse:
    require(request.user, Right.LEAD_TEAM)
    managers = list(managers_granted_by(request.user).select_related("team"))
    ranges = ranges_on([manager.pk for manager in managers], timezone.localdate())
    rows = [(manager, ranges.get(manager.pk)) for manager in managers]
    return render(request, "accounts/authorities.html", {"rows": rows})


@require_safe
def authority_person(request: SignedInRequest, person_id: int) -> HttpResponse:
    manager = get_manager_to_grant(request.user, person_id)
    found = Authority.objects.filter(manager=manager).select_related("granted_by")
    context = {"manager": manager, "ranges": list(found), "today": timezone.localdate()}
    return render(request, "accounts/authority_person.html", {**context, "page": chronicle(manager)})


@require_safe
def me_authority(request: SignedInRequest) -> HttpResponse:
    found = list(Authority.objects.filter(manager=request.user).select_related("granted_by"))
    return render(request, "accounts/me_authority.html", {"ranges": found, "today": timezone.localdate()})


@require_http_methods(FORM)
@keeps_typed_text
def authority_new(request: SignedInRequest, person_id: int) -> HttpResponse:
    manager = get_manager_to_grant(request.user, person_id)
    initial = {"valid_from": timezone.localdate(), "currency": settings.COMPANY_CURRENCY}
    form = AuthorityForm(posted(request), initial=initial)
    title = _("What may %(name)s agree without asking?") % {"name": manager.full_name}
    back = _back(manager.pk)
    return edit_page(
        request,
        form=form,
        save=lambda: grant(manager=manager, by=request.user, **form.cleaned_data),
        template="accounts/authority_form.html",
        context={"title": title, "back": back, "draft": f"authority-of-{manager.pk}"},
        then=back,
    )


@require_http_methods(FORM)
@keeps_typed_text
def authority_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    authority = get_authority_to_grant(request.user, pk)
    form = AuthorityEdit(posted(request), instance=authority)
    title = _("Range of authority of %(name)s") % {"name": authority.manager.full_name}
    back = _back(authority.manager_id)
    return edit_page(
        request,
        form=form,
        record=authority,
        save=lambda: edit_authority(authority=authority, version=form.version, changes=form.changes(), by=request.user),
        template="accounts/authority_form.html",
        context={"title": title, "back": back, "draft": f"authority-{authority.pk}"},
        then=back,
    )


@require_http_methods(FORM)
def authority_end(request: SignedInRequest, pk: int) -> HttpResponse:
    authority = get_authority_to_grant(request.user, pk)
    form = AuthorityEnd(posted(request), authority=authority, today=timezone.localdate())
    title = _("End the range of authority of %(name)s") % {"name": authority.manager.full_name}
    back = _back(authority.manager_id)
    return edit_page(
        request,
        form=form,
        record=authority,
        save=lambda: end_authority(
            authority=authority,
            version=form.version,
            valid_until=form.cleaned_data["valid_until"],
            by=request.user,
        ),
        template="accounts/authority_form.html",
        context={"title": title, "back": back, "note": _("From the next day on everything needs approval.")},
        then=back,
        said=_("Ended."),
    )


def _back(person_id: int) -> str:
    return reverse("authority_person", args=[person_id])
