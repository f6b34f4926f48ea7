"""Events ahead of a client."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import get_account_to_edit
from dossiers.access import get_row_to_edit
from dossiers.events import edit_event, plan_event, remove_event
from dossiers.forms import EventEdit, EventForm, RemoveForm, initial_of
from dossiers.models import EventAhead
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest

FORM = ["GET", "HEAD", "POST"]


def _back(account_id: int) -> str:
    return f"{reverse('dossier', args=[account_id])}#events"


def _at(event: EventAhead) -> str:
    """The dossier at the place of the event."""
    return f"{reverse('dossier', args=[event.account_id])}#event-{event.pk}"


@require_http_methods(FORM)
@keeps_typed_text
def event_new(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    form = EventForm(posted(request))
    today = timezone.localdate()
    back = _back(account.pk)
    title = _("An event ahead")
    return edit_page(
        request,
        form=form,
        save=lambda: plan_event(account=account, as_of=today, by=request.user, **form.cleaned_data),
        template="dossiers/row_edit.html",
        context={"account": account, "tie": tie, "title": title, "back": back, "draft": f"{account.pk}-event"},
        then=_at,
    )


@require_http_methods(FORM)
@keeps_typed_text
def event_edit(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, event = get_row_to_edit(request.user, account_id, EventAhead, pk)
    form = EventEdit(posted(request), initial=initial_of(event, EventForm), version=event.version)
    back = _at(event)
    remove = reverse("event_remove", args=[account.pk, event.pk])
    draft = f"{account.pk}-event-{event.pk}"
    return edit_page(
        request,
        form=form,
        record=event,
        save=lambda: edit_event(
            event=event, version=form.version, changes=form.changes(), as_of=timezone.localdate(), by=request.user
        ),
        template="dossiers/row_edit.html",
        context={"account": account, "tie": tie, "title": event.title, "back": back, "draft": draft, "remove": remove},
        then=back,
    )


@require_http_methods(FORM)
def event_remove(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, event = get_row_to_edit(request.user, account_id, EventAhead, pk)
    form = RemoveForm(posted(request), version=event.version)
    title = _("Remove the event “%(title)s”?") % {"title": event.title}
    return edit_page(
        request,
        form=form,
        record=event,
        save=lambda: remove_event(event=event, version=form.version),
        template="dossiers/row_remove.html",
        context={"account": account, "tie": tie, "title": title, "back": _at(event)},
        then=_back(account.pk),
        said=_("Removed."),
    )
