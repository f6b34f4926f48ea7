"""The dossier as files."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import get_account
from dossiers.printing.chapters import Asked
from dossiers.printing.pdf import dossier_pdf as pdf_of
from dossiers.printing.xlsx import dossier_xlsx as xlsx_of
from kam_portal.foundation.documents.answers import file_answer
from kam_portal.foundation.people.signed_in import SignedInRequest

INTERNAL, CLIENT = "internal", "client"


@require_safe
def dossier_pdf(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, _tie = get_account(request.user, account_id)
    version = request.GET.get("version", INTERNAL)
    if version not in (INTERNAL, CLIENT):
        # A misspelt version must not hand over the internal one.
        raise Http404
    asked = Asked(account, request.user, timezone.localdate(), is_for_client=version == CLIENT)
    words = (account.trade_name, asked.on.isoformat())
    name = " ".join(words if asked.is_for_client else (_("Dossier"), *words, _("Internal")))
    return file_answer(pdf_of(asked), name=name, form="pdf")


@require_safe
def dossier_xlsx(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, _tie = get_account(request.user, account_id)
    asked = Asked(account, request.user, timezone.localdate())
    name = f"{_('Dossier')} {account.trade_name} {asked.on.isoformat()}"
    return file_answer(xlsx_of(asked), name=name, form="xlsx")
