"""Setting a round up: which accounts it looks at, and who is asked."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Candidate, Rater, Round
from accounts.selection.access import get_round_to_run
from accounts.selection.choosing import Choice, accounts_offered, choice_of, choose_accounts
from accounts.selection.rounds import ASKING, ask_raters, remove_rater
from accounts.selection.standing import standing_of
from kam_portal.foundation.history.buttons import acted
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.models import Function, User
from kam_portal.foundation.people.signed_in import SignedInRequest

FIRST_NAMED = 12
PEOPLE_OFFERED = 200


@require_safe
def round_setup(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, tie = get_round_to_run(request.user, round_id)
    context = {
        "round": round_,
        "tie": tie,
        "standing": standing_of(round_),
        "may_ask": round_.state in ASKING,
        **(_people(round_, request.GET.get("who", "")) if round_.state in ASKING else {}),
    }
    if round_.state == Round.State.SETUP:
        today = timezone.localdate()
        choice = choice_of(request.user, request.GET.dict(), today)
        context |= _offer(request.user, round_, choice, today)
    return render(request, "accounts/selection/round_setup.html", context)


def _offer(user: User, round_: Round, choice: Choice, today: datetime.date) -> dict[str, Any]:
    """What the filter finds now, and what was chosen before."""
    found = choice.apply(accounts_offered(user, round_, today), today)
    chosen = Candidate.objects.filter(round=round_)
    return {
        "choice": choice,
        "asked": choice.narrowing,
        "found": found.order_by().count(),
        "first_found": list(found.values_list("trade_name", flat=True)[:FIRST_NAMED]),
        "first_chosen": list(chosen.values_list("account__trade_name", flat=True)[:FIRST_NAMED]),
    }


def _people(round_: Round, typed: str) -> dict[str, Any]:
    """Those who have no seat yet, by function; narrowed to a part of the name."""
    who = typed.replace("\x00", "").strip()[:160]
    free = User.objects.active().exclude(pk__in=Rater.objects.filter(round=round_).values("user"))
    if who:
        free = free.filter(full_name__icontains=who)
    rows = list(free.order_by("full_name", "pk")[: PEOPLE_OFFERED + 1])
    offered: dict[str, list[User]] = {function: [] for function in Function.values}
    for person in rows[:PEOPLE_OFFERED]:
        offered[person.function].append(person)
    groups = [(Function(function).label, people) for function, people in offered.items() if people]
    return {"groups": groups, "who": who, "more_people": len(rows) > PEOPLE_OFFERED}


@require_POST
def accounts_choose(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, _tie = get_round_to_run(request.user, round_id)
    today = timezone.localdate()
    choice = choice_of(request.user, request.POST.dict(), today)
    if choice.narrowing.refusals:
        # A filter that cannot be used would choose more than was meant.
        for refusal in choice.narrowing.refusals:
            messages.error(request, refusal)
        return redirect("round_setup", round_.pk)
    wanted = choice.apply(accounts_offered(request.user, round_, today), today)
    counted = request.POST.get("counted")
    if counted is not None and counted != str(wanted.count()):
        messages.warning(request, _("The filter finds other accounts than were counted. Look, and choose once more."))
        return redirect(f"{reverse('round_setup', args=[round_.pk])}?{urlencode(choice.sent_along())}")
    return acted(
        request,
        act=lambda: choose_accounts(round_=round_, accounts=wanted),
        back=reverse("round_setup", args=[round_.pk]),
        said=_looked_at,
    )


def _looked_at(count: int) -> str:
    sentence = ngettext("The round looks at %(count)d account.", "The round looks at %(count)d accounts.", count)
    return sentence % {"count": count}


@require_POST
def rater_add(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, _tie = get_round_to_run(request.user, round_id)
    sent = request.POST.getlist("user")
    ids = {pk for pk in map(number_in, sent) if pk is not None}
    people = list(User.objects.active().filter(pk__in=ids).order_by("full_name", "pk"))
    if not sent:
        messages.error(request, _("Nobody was chosen. Tick the people who shall rate, then add them."))
    elif len(people) != len(set(sent)):
        messages.error(request, _("Somebody chosen does not work here any more. Look at the list again."))
    else:
        _seat(request, round_, people)
    return redirect("round_setup", round_.pk)


def _seat(request: SignedInRequest, round_: Round, people: list[User]) -> None:
    try:
        seats = ask_raters(round_=round_, users=people, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    names = ", ".join(str(seat.user) for seat in seats)
    if names:
        messages.success(request, _("Asked to rate: %(names)s.") % {"names": names})
    else:
        messages.success(request, _("They are among the raters already."))


@require_POST
def rater_remove(request: SignedInRequest, round_id: int, pk: int) -> HttpResponse:
    round_, _tie = get_round_to_run(request.user, round_id)
    rater = Rater.objects.filter(round=round_, pk=pk).select_related("user").first()
    if rater is None:
        raise Http404
    return acted(
        request,
        act=lambda: remove_rater(rater=rater),
        back=reverse("round_setup", args=[round_.pk]),
        said=_("%(name)s is not asked any more.") % {"name": rater.user},
    )
