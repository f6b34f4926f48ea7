"""What a person settles for themself."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kam_portal.foundation.history.editing import edit_page
from kam_portal.foundation.people.forms import AbsenceForm, ProfileForm
from kam_portal.foundation.people.inviting import edit_person
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: SignedInRequest) -> HttpResponse:
    person = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=person)
    return edit_page(
        request,
        form=form,
        record=person,
        template="people/me.html",
        then=reverse("me"),
        save=lambda: edit_person(person=person, version=form.version, changes=form.changes()),
        said=lambda: _saved_in(form.cleaned_data["language"]),
    )


def _saved_in(language: str) -> str:
    """Said in the language just chosen: the next page is in it."""
    with translation.override(language):
        return _("Your profile is saved.")


@require_http_methods(["GET", "HEAD", "POST"])
def me_absence(request: SignedInRequest) -> HttpResponse:
    person = User.objects.get(pk=request.user.pk)
    form = AbsenceForm(request.POST or None, instance=person)
    return edit_page(
        request,
        form=form,
        record=person,
        template="people/me_absence.html",
        then=reverse("me"),
        save=lambda: edit_person(person=person, version=form.version, changes=form.changes()),
        said=_("Your absence is saved."),
    )
