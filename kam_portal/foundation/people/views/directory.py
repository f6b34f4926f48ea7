"""Who is here: for admins."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kam_portal.foundation.history.editing import add_errors, edit_page, posted
from kam_portal.foundation.history.once import FORM_TOKEN, save_once, saved_before, token_of
from kam_portal.foundation.people.access import get_person_to_run, require
from kam_portal.foundation.people.forms import InvitationForm, PeopleFilter, PersonForm
from kam_portal.foundation.people.inviting import (
    MailNotSent,
    create_person,
    deactivate,
    edit_person,
    reactivate,
    send_invitation,
)
from kam_portal.foundation.people.models import Team, User
from kam_portal.foundation.people.roles import Right, Role
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of


@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    require(request.user, Right.RUN_EVERYTHING)
    asked = PeopleFilter(request.GET)
    found = asked.narrowed(User.objects.select_related("team", "delegate"))
    shown = {
        "form": asked,
        "page": page_of(found, request.GET.get("page")),
        "teams": Team.objects.select_related("lead")
        .annotate(size=Count("people", filter=Q(people__is_active=True)))
        .order_by("name"),
    }
    return render(request, "people/people.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def person_invite(request: SignedInRequest) -> HttpResponse:
    require(request.user, Right.RUN_EVERYTHING)
    form = InvitationForm(posted(request), inviter=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            address, is_now = save_once(request, lambda: create_person(**form.cleaned_data), reverse("people"))
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _invite(request, form.cleaned_data["email"]) if is_now else _brought_in(request, address)
    elif request.method == "POST" and (earlier := saved_before(request)):
        return _brought_in(request, earlier)
    return render(request, "people/person_invite.html", {"form": form, FORM_TOKEN: token_of(request)})


def _brought_in(request: SignedInRequest, address: str) -> HttpResponse:
    """The first sending may have ended before its mail went out."""
    messages.info(
        request, _("This person is brought in already. Without a mail from us, invite them again on their page.")
    )
    return redirect(address)


def _invite(request: SignedInRequest, email: str) -> HttpResponse:
    """Mail the one who was just brought in, and tell a lead without a team apart."""
    person = User.objects.select_related("team").get(email__iexact=email.strip())
    words = _("%(person)s is invited by mail.") % {"person": person}
    answer = _mailing(request, person, lambda: send_invitation(person=person, by=request.user), words)
    _ask_for_a_team(request, person)
    return answer


def _ask_for_a_team(request: SignedInRequest, person: User) -> None:
    """The role alone shows a lead no account: a team must name them."""
    if person.role != Role.LEAD or person.leads.exists():
        return
    page, words = reverse("team_new"), _("Make a team for them to lead")
    if person.team is not None:
        page = reverse("team_edit", args=[person.team.pk])
        words = _("Name the lead of the team “%(team)s”") % {"team": person.team}
    said = _("%(person)s leads no team yet and reads no accounts of a team.") % {"person": person}
    messages.warning(request, format_html('{} <a href="{}">{}</a>', said, page, words))


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: SignedInRequest, person_id: int) -> HttpResponse:
    person = get_person_to_run(request.user, person_id)
    form = PersonForm(posted(request), instance=get_person_to_run(request.user, person_id))

    def save() -> None:
        _ask_for_a_team(request, edit_person(person=person, version=form.version, changes=form.changes()))

    return edit_page(
        request,
        form=form,
        record=person,
        template="people/person_edit.html",
        then=reverse("people"),
        save=save,
        context={"person": person, "is_self": person == request.user},
    )


@require_POST
def person_invite_again(request: SignedInRequest, person_id: int) -> HttpResponse:
    person = get_person_to_run(request.user, person_id)
    if not person.is_active:
        messages.error(request, _("%(person)s is deactivated: let them back in first.") % {"person": person})
        return redirect("person_edit", person.pk)
    return _mailing(
        request,
        person,
        lambda: send_invitation(person=person, by=request.user),
        _("%(person)s gets a new link by mail.") % {"person": person},
    )


@require_POST
def person_deactivate(request: SignedInRequest, person_id: int) -> HttpResponse:
    person = get_person_to_run(request.user, person_id)
    try:
        deactivate(person=person, by=request.user, at=timezone.now())
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect("person_edit", person.pk)
    messages.success(request, _("%(person)s can no longer sign in.") % {"person": person})
    return redirect("people")


@require_POST
def person_reactivate(request: SignedInRequest, person_id: int) -> HttpResponse:
    person = get_person_to_run(request.user, person_id)
    return _mailing(
        request,
        person,
        lambda: reactivate(person=person, by=request.user),
        _("%(person)s is back and gets a link by mail to set a new password.") % {"person": person},
    )


def _mailing(request: SignedInRequest, person: User, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except MailNotSent:
        return _mail_failed(request, person.email)
    messages.success(request, said)
    return redirect("people")


def _mail_failed(request: SignedInRequest, email: str) -> HttpResponse:
    messages.warning(
        request,
        _("The person is in, but the mail to %(email)s could not be sent. Check the mail server, then invite again.")
        % {"email": email},
    )
    person = User.objects.get(email__iexact=email.strip())
    return redirect("person_edit", person.pk)
