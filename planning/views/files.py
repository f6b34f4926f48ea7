"""A plan as files: PDF in full or on one sheet, a deck; each for us or for the client."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kam_portal.foundation.documents.answers import file_answer
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_plan
from planning.printing.contents import Asked
from planning.printing.deck import deck_of
from planning.printing.for_client import may_be_handed_over
from planning.printing.pdf import contents_of, full_pdf, one_page_pdf

PAGES = {"full": full_pdf, "one": one_page_pdf}
CLIENT = "client"


@require_safe
def plan_pdf(request: SignedInRequest, plan_id: int) -> HttpResponse:
    asked = _asked(request, plan_id)
    printed = PAGES.get(request.GET.get("pages", "full"))
    if printed is None:
        raise Http404
    return file_answer(printed(asked), name=_name(asked, request.GET.get("pages", "")), form="pdf")


@require_safe
def plan_pptx(request: SignedInRequest, plan_id: int) -> HttpResponse:
    asked = _asked(request, plan_id)
    return file_answer(deck_of(contents_of(asked)), name=_name(asked), form="pptx")


def _asked(request: SignedInRequest, plan_id: int) -> Asked:
    account, _tie, plan = get_plan(request.user, plan_id)
    reader = request.GET.get("for", "")
    if reader not in ("", CLIENT):
        # A misspelt reader must not be handed what is internal.
        raise Http404
    if reader == CLIENT and not may_be_handed_over(plan):
        raise Http404
    return Asked(account, plan, request.user, timezone.localdate(), is_for_client=reader == CLIENT)


def _name(asked: Asked, pages: str = "") -> str:
    """The title of the plan is ours, and so stays out of what the client gets."""
    words = [asked.account.trade_name, asked.on.isoformat()]
    if not asked.is_for_client:
        words = [_("Plan"), asked.account.trade_name, asked.plan.title, asked.on.isoformat(), _("Internal")]
    return " ".join([*words, *([_("on one sheet")] if pages == "one" else [])])
