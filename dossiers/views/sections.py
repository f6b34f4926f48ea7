"""Editing one section of a dossier."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import get_account_to_edit
from dossiers.description import BY_KEY
from dossiers.facts import UNWRITTEN, save_section, stored_values
from dossiers.forms import SectionForm
from dossiers.models import Section
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def section_edit(request: SignedInRequest, account_id: int, section: str) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    kind = BY_KEY.get(section)
    if kind is None or not kind.fields:
        raise Http404
    row = Section.objects.filter(account=account, key=kind.key).first()
    version = row.version if row else UNWRITTEN
    form = SectionForm(kind, stored_values(account, kind), posted(request), version=version)
    back = f"{reverse('dossier', args=[account.pk])}#{kind.key}"
    return edit_page(
        request,
        form=form,
        record=row,
        save=lambda: save_section(
            account=account,
            section=kind,
            version=form.version,
            values=form.stored_values(),
            source=form.cleaned_data["source"],
            on=timezone.localdate(),
            by=request.user,
        ),
        template="dossiers/section_edit.html",
        context={"account": account, "tie": tie, "section": kind, "back": back, "draft": f"{account.pk}-{kind.key}"},
        then=back,
        said=_("“%(section)s” is saved.") % {"section": kind.title},
    )
