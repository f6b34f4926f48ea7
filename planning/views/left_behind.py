"""What is still to be done by people who no longer work with a client is taken over by its manager."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kam_portal.foundation.history.buttons import acted
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_plan_to_edit
from planning.left_behind import take_over


@require_POST
def plan_take_over(request: SignedInRequest, plan_id: int) -> HttpResponse:
    _account, _tie, plan = get_plan_to_edit(request.user, plan_id)
    named = number_in(request.POST.get("manager", ""))
    return acted(
        request,
        act=lambda: take_over(plan=plan, manager=named, on=timezone.localdate()),
        back=plan.get_absolute_url(),
        said=_taken_over,
    )


def _taken_over(count: int) -> str:
    if not count:
        return _("Nothing was left to take over: somebody has done it already.")
    text = ngettext(
        "%(n)d item belongs to the client’s manager now.", "%(n)d items belong to the client’s manager now.", count
    )
    return text % {"n": count}
