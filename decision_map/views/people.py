"""A person on the map: judged, given a counterpart, moved, gone, back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Tie
from accounts.models import Account
from decision_map.access import get_on_map_to_edit
from decision_map.description import BY_KEY, FIELDS
from decision_map.forms import LeftForm, MoveForm
from decision_map.judging import judge, judged
from decision_map.models import Actor
from decision_map.person_forms import CounterpartForm, JudgementForm, is_confirmed
from decision_map.reading import anchor_of, read_map
from decision_map.seating import bring_onto_map, edit_counterpart, has_left, move
from decision_map.unsupported import unsupported_on_all_maps
from decision_map.views.confirming import KeptAsItIs
from decision_map.views.maps import FORM
from decision_map.views.table import address_of
from dossiers.description.kinds import Field
from dossiers.diary.writing import people_of
from kam_portal.foundation.history.buttons import acted
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_http_methods(FORM)
@keeps_typed_text
def actor_judge(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    account, tie, map_, actor = get_on_map_to_edit(request.user, account_id, map_id, Actor, pk)
    shown = read_map(map_, timezone.localdate(), may_judge=True)
    context = {
        "title": _("What we judge of %(name)s") % {"name": actor},
        "draft": f"{account.pk}-judge-{actor.pk}",
        "told": shown.person(actor.pk).told,
    }
    return _judge_page(request, account, tie, actor, FIELDS, context)


@require_http_methods(FORM)
@keeps_typed_text
def actor_tag(request: SignedInRequest, account_id: int, map_id: int, pk: int, key: str) -> HttpResponse:
    account, tie, _map, actor = get_on_map_to_edit(request.user, account_id, map_id, Actor, pk)
    if key not in BY_KEY:
        raise Http404
    group = BY_KEY[key].group
    asked = tuple(field for field in FIELDS if field.key == key or (group and field.group == group))
    title = _("%(title)s: %(name)s") % {"title": group or BY_KEY[key].title, "name": actor}
    return _judge_page(request, account, tie, actor, asked, {"title": title})


def _judge_page(
    request: SignedInRequest,
    account: Account,
    tie: Tie,
    actor: Actor,
    asked: tuple[Field, ...],
    context: dict[str, Any],
) -> HttpResponse:
    form = JudgementForm(judged(actor), posted(request), version=actor.version, asked=asked)
    kept = KeptAsItIs(actor)
    return edit_page(
        request,
        form=form,
        record=actor,
        save=lambda: kept.unless(
            judge(
                actor=actor,
                version=form.version,
                values=form.stored_values(),
                source=form.cleaned_data["source"],
                on=timezone.localdate(),
                by=request.user,
                still_true=is_confirmed(form),
            )
        ),
        template="decision_map/judge.html",
        context={"account": account, "tie": tie, "back": _at(actor), **context},
        then=_at(actor),
        said=kept.said,
    )


@require_http_methods(FORM)
@keeps_typed_text
def actor_counterpart(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    account, tie, _map, actor = get_on_map_to_edit(request.user, account_id, map_id, Actor, pk)
    named = User.objects.filter(pk__in=[one for one in (actor.mirror_id, actor.backup_id) if one])
    people = people_of(account, request.user) | named
    form = CounterpartForm(actor, people.distinct(), posted(request))
    return edit_page(
        request,
        form=form,
        record=actor,
        save=lambda: edit_counterpart(actor=actor, version=form.version, changes=form.changes()),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Our counterpart of %(name)s") % {"name": actor},
            "back": _at(actor),
        },
        then=_at(actor),
    )


@require_http_methods(FORM)
@keeps_typed_text
def actor_move(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    account, tie, map_, actor = get_on_map_to_edit(request.user, account_id, map_id, Actor, pk)
    form = MoveForm(map_, posted(request), version=actor.version, initial={"on": timezone.localdate()})
    return edit_page(
        request,
        form=form,
        record=actor,
        save=lambda: move(actor=actor, version=form.version, to=form.cleaned_data["to"], on=form.cleaned_data["on"]),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("%(name)s has moved to another post") % {"name": actor},
            "back": _at(actor),
        },
        then=_at(actor),
        said=_("What is judged, who is in contact, and a title that named the former post went along."),
    )


@require_http_methods(FORM)
@keeps_typed_text
def actor_left(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    account, tie, map_, actor = get_on_map_to_edit(request.user, account_id, map_id, Actor, pk)
    today = timezone.localdate()
    form = LeftForm(posted(request), version=actor.version, initial={"on": today})
    return edit_page(
        request,
        form=form,
        record=actor,
        save=lambda: has_left(actor=actor, version=form.version, on=form.cleaned_data["on"]),
        template="decision_map/left.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("%(name)s has left the client") % {"name": actor},
            "back": _at(actor),
            "unsupported": unsupported_on_all_maps(actor, today),
        },
        then=address_of(map_, "left"),
        said=_("The posts stay, vacant. What was judged stays on record and counts no more."),
    )


@require_POST
def actor_back(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    _account, _tie, map_, actor = get_on_map_to_edit(request.user, account_id, map_id, Actor, pk)
    return acted(
        request,
        act=lambda: bring_onto_map(map_=map_, contact=actor.contact),
        back=address_of(map_, anchor_of(actor.pk)),
        said=_("%(name)s is back on the map, without a post.") % {"name": actor},
    )


def _at(actor: Actor) -> str:
    """The table at one of the person's places."""
    seat = actor.occupancies.filter(until=None).values_list("post", flat=True).first()
    table = reverse("map_table", args=[actor.account_id, actor.map_id])
    return f"{table}#{anchor_of(actor.pk, seat)}"
