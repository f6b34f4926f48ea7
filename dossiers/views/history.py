"""The History tab: every change around an account, in words."""

from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import get_account
from accounts.models import Account
from kam_portal.foundation.history.timeline import chronicle, parts, people_in
from kam_portal.foundation.people.signed_in import SignedInRequest


class HistoryFilter(forms.Form):
    part = forms.ChoiceField(label=_("What"), required=False)
    person = forms.TypedChoiceField(label=_("Who"), required=False, coerce=int, empty_value=None)
    page = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None, account: Account, *, guarded: bool) -> None:
        super().__init__(data)
        people = [(user.pk, user.full_name) for user in people_in(account, guarded=guarded)]
        self.fields["part"].choices = [("", _("Everything")), *parts(Account, guarded=guarded)]  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", _("Everybody")), *people]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What can be read of the filters; the rest is marked in the form and narrows nothing."""
        self.is_valid()
        found = self.cleaned_data if self.is_bound else {}
        number = found.get("page") or 1
        return {"part": found.get("part") or "", "person": found.get("person"), "number": number}


@require_safe
def account_history(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    # Judgements about people are read by those who may edit (design.md, section 3).
    filters = HistoryFilter(request.GET or None, account, guarded=tie.may_edit)
    page = chronicle(account, **filters.asked(), guarded=tie.may_edit)
    del filters.fields["page"]
    return render(request, "dossiers/history.html", {"account": account, "tie": tie, "filters": filters, "page": page})
