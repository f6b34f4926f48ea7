"""The lines between two people beside the formal order."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from decision_map.access import get_map_to_edit, get_on_map_to_edit
from decision_map.lines import draw_line, edit_line, remove_line
from decision_map.models import Line
from decision_map.person_forms import LineEdit, LineForm, is_confirmed
from decision_map.sentences import between
from decision_map.views.confirming import KeptAsItIs
from decision_map.views.maps import FORM
from decision_map.views.table import address_of
from dossiers.forms import RemoveForm
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_http_methods(FORM)
@keeps_typed_text
def line_new(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, tie, map_ = get_map_to_edit(request.user, account_id, map_id)
    form = LineForm(map_, posted(request), initial={"from_actor": request.GET.get("from", "")})
    return edit_page(
        request,
        form=form,
        save=lambda: draw_line(on=timezone.localdate(), by=request.user, **form.cleaned_data),
        template="dossiers/row_edit.html",
        context={"account": account, "tie": tie, "title": _("New line"), "back": address_of(map_, "lines")},
        then=address_of(map_, "lines"),
    )


@require_http_methods(FORM)
@keeps_typed_text
def line_edit(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    account, tie, map_, line = get_on_map_to_edit(request.user, account_id, map_id, Line, pk)
    form, kept = LineEdit(line, posted(request)), KeptAsItIs(line)
    return edit_page(
        request,
        form=form,
        record=line,
        save=lambda: kept.unless(
            edit_line(
                line=line,
                version=form.version,
                changes=form.changes(),
                on=timezone.localdate(),
                by=request.user,
                still_true=is_confirmed(form),
            )
        ),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _said(line),
            "back": address_of(map_, "lines"),
            "remove": reverse("line_remove", args=[account.pk, map_.pk, line.pk]),
        },
        then=address_of(map_, "lines"),
        said=kept.said,
    )


@require_http_methods(FORM)
def line_remove(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    account, tie, map_, line = get_on_map_to_edit(request.user, account_id, map_id, Line, pk)
    form = RemoveForm(posted(request), version=line.version)
    return edit_page(
        request,
        form=form,
        record=line,
        save=lambda: remove_line(line=line, version=form.version),
        template="dossiers/row_remove.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Remove “%(row)s”?") % {"row": _said(line)},
            "warning": _("It disappears from the map. The history keeps what it said."),
            "back": address_of(map_, "lines"),
        },
        then=address_of(map_, "lines"),
        said=_("Removed."),
    )


def _said(line: Line) -> str:
    return between(line.kind, line.strength, str(line.from_actor), str(line.to_actor))
