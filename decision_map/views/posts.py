"""The boxes of a map, and who sits in them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from decision_map.access import get_map_to_edit, get_on_map_to_edit
from decision_map.drawing import edit_post, remove_post
from decision_map.forms import NewPostForm, PostEdit, PostForm, SeatForm, SuccessorForm, VacateForm
from decision_map.models import Occupancy, Post
from decision_map.newcomers import add_post_with, seat_somebody, succeed
from decision_map.reading import anchor_of
from decision_map.seating import vacate
from decision_map.views.maps import FORM
from decision_map.views.table import address_of
from dossiers.forms import RemoveForm, initial_of
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_http_methods(FORM)
@keeps_typed_text
def post_new(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, tie, map_ = get_map_to_edit(request.user, account_id, map_id)
    form = NewPostForm(map_, posted(request), initial={"reports_to": request.GET.get("under", "")})

    def save() -> Post:
        place = {name: form.cleaned_data[name] for name in ("title", "reports_to", "unit", "site")}
        return add_post_with(map_=map_, who=form.who, on=timezone.localdate(), **place)

    return edit_page(
        request,
        form=form,
        save=save,
        template="dossiers/row_edit.html",
        context={"account": account, "tie": tie, "title": _("New post"), "back": address_of(map_)},
        then=_at,
        said=lambda: _("“%(post)s” stands on the map.") % {"post": form.cleaned_data["title"]},
    )


@require_http_methods(FORM)
@keeps_typed_text
def post_edit(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    account, tie, _map, post = get_on_map_to_edit(request.user, account_id, map_id, Post, pk)
    form = PostEdit(post, posted(request), initial=initial_of(post, PostForm))
    return edit_page(
        request,
        form=form,
        record=post,
        save=lambda: edit_post(post=post, version=form.version, changes=form.changes()),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Post “%(post)s”") % {"post": post.title},
            "back": _at(post),
            "remove": reverse("post_remove", args=[account.pk, post.map_id, post.pk]),
        },
        then=_at(post),
    )


@require_http_methods(FORM)
def post_remove(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    account, tie, map_, post = get_on_map_to_edit(request.user, account_id, map_id, Post, pk)
    form = RemoveForm(posted(request), version=post.version)
    return edit_page(
        request,
        form=form,
        record=post,
        save=lambda: remove_post(post=post, version=form.version),
        template="dossiers/row_remove.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Remove the post “%(post)s”?") % {"post": post.title},
            "warning": _(
                "What stands under it goes on under its own superior; who holds it stays a person of the map. "
                "The history keeps it."
            ),
            "back": _at(post),
        },
        then=address_of(map_),
        said=_("Removed."),
    )


@require_http_methods(FORM)
@keeps_typed_text
def post_seat(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    account, tie, _map, post = get_on_map_to_edit(request.user, account_id, map_id, Post, pk)
    form = SeatForm(account, posted(request), initial={"on": timezone.localdate()})

    def save() -> Any:
        who, since = form.who, form.cleaned_data["on"]
        assert who is not None  # noqa: S101 - the form has refused nobody
        return seat_somebody(post=post, who=who, on=timezone.localdate(), since=since)

    return edit_page(
        request,
        form=form,
        save=save,
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Who takes the post “%(post)s”?") % {"post": post.title},
            "back": _at(post),
        },
        then=_at(post),
    )


@require_http_methods(FORM)
@keeps_typed_text
def post_successor(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    account, tie, _map, post = get_on_map_to_edit(request.user, account_id, map_id, Post, pk)
    form = SuccessorForm(account, posted(request), initial={"on": timezone.localdate(), "actor": _occupant(post)})

    def save() -> Any:
        who, given = form.who, form.cleaned_data
        assert who is not None  # noqa: S101 - the form has refused nobody
        return succeed(
            post=post,
            actor_id=given["actor"],
            who=who,
            on=timezone.localdate(),
            since=given["on"],
            gone=given["has_left"],
        )

    return edit_page(
        request,
        form=form,
        save=save,
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Who follows in the post “%(post)s”?") % {"post": post.title},
            "back": _at(post),
        },
        then=_at(post),
        said=_("The successor has the post. What was judged stays with the predecessor."),
    )


@require_http_methods(FORM)
@keeps_typed_text
def post_vacate(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    account, tie, _map, post = get_on_map_to_edit(request.user, account_id, map_id, Post, pk)
    form = VacateForm(posted(request), initial={"on": timezone.localdate(), "actor": _occupant(post)})
    return edit_page(
        request,
        form=form,
        save=lambda: vacate(post=post, actor_id=form.cleaned_data["actor"], on=form.cleaned_data["on"]),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("The post “%(post)s” becomes vacant") % {"post": post.title},
            "back": _at(post),
        },
        then=_at(post),
    )


def _occupant(post: Post) -> int:
    """Who sits there, as the hidden field of a form says it; nought for nobody."""
    return Occupancy.objects.filter(post=post, until=None).values_list("actor", flat=True).first() or 0


def _at(post: Post) -> str:
    return address_of(post.map, anchor_of(None, post.pk))
