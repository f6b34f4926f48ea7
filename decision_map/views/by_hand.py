"""The picture edited by hand: each change leads to the picture as it is then, a refusal shows it with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Tie
from accounts.models import Account
from decision_map.access import get_map_to_edit
from decision_map.drawing import edit_post
from decision_map.forms import UnderForm
from decision_map.lines import draw_line
from decision_map.models import DecisionMap, Line, Post
from decision_map.person_forms import LineForm
from decision_map.pictures.asked import NAMES
from decision_map.sentences import between
from decision_map.views.maps import UNDO, shown_page
from kam_portal.foundation.history.editing import asked_next, last_save
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.signed_in import SignedInRequest

OVERTAKEN, REFUSED = 409, 422


@require_POST
def post_under(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    account, tie, map_ = get_map_to_edit(request.user, account_id, map_id)
    post = map_.posts.filter(pk=pk).first()
    if post is None:
        return _gone(request, (account, tie, map_))
    form = UnderForm(post, request.POST)
    return _answer(
        request,
        (account, tie, map_),
        form,
        record=post,
        save=lambda: edit_post(post=post, version=form.version, changes=form.changes()),
        said=lambda: _moved(post, form.cleaned_data["reports_to"]),
    )


@require_POST
def line_drawn(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, tie, map_ = get_map_to_edit(request.user, account_id, map_id)
    form = LineForm(map_, request.POST)
    return _answer(
        request,
        (account, tie, map_),
        form,
        save=lambda: draw_line(on=timezone.localdate(), by=request.user, **form.cleaned_data),
        said=lambda: _drawn(form.cleaned_data),
    )


def _gone(request: SignedInRequest, at: tuple[Account, Tie, DecisionMap]) -> HttpResponse:
    """Missing as everywhere; who has the picture open is shown what became of it."""
    if not request.htmx:  # type: ignore[attr-defined]
        raise Http404
    sentence = _("This post is no longer on the map: somebody removed it. This is the map as it is now.")
    return answer_with_picture(request, at, sentence, OVERTAKEN)


def _answer(
    request: SignedInRequest,
    at: tuple[Account, Tie, DecisionMap],
    form: forms.BaseForm,
    *,
    save: Callable[[], Post | Line],
    said: Callable[[], str],
    record: Post | None = None,
) -> HttpResponse:
    """Nothing was typed that could be lost: the picture as it is now tells more than a comparison."""
    if not form.is_valid():
        return answer_with_picture(request, at, _first_words(form.errors.get_json_data()), REFUSED)
    try:
        saved = save()
    except DecisionMap.DoesNotExist as error:
        raise Http404 from error
    except Post.DoesNotExist:
        return _gone(request, at)
    except StaleEdit as stale:
        return answer_with_picture(request, at, _overtaken(record, stale.version), OVERTAKEN)
    except ValidationError as error:
        return answer_with_picture(request, at, " ".join(error.messages), REFUSED)
    messages.success(request, said())
    was_written = record is None or saved.version > record.version
    return answer_with_picture(request, at, undo=request.change if was_written else "")


def answer_with_picture(
    request: SignedInRequest,
    at: tuple[Account, Tie, DecisionMap],
    refusal: str = "",
    status: int = 200,
    *,
    undo: str = "",
) -> HttpResponse:
    """The picture in place for the page that is open; a page sent without script is led back to it.

    What was saved is followed by the picture as every save is by its page: the address asks for it as it stood, and
    `undo` is a change, by its key, that may be taken back.
    """
    account, tie, map_ = at
    if refusal:
        messages.error(request, refusal)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(asked_next(request) or map_)
    if not refusal:
        words = {name: request.GET[name] for name in NAMES if name in request.GET} | ({UNDO: undo} if undo else {})
        return redirect(f"{map_.get_absolute_url()}?{urlencode(words, safe=',')}")
    response = shown_page(request, account, tie, map_)
    response.status_code = status
    return response


def _first_words(errors: dict[str, Any]) -> str:
    return " ".join(str(each["message"]) for found in errors.values() for each in found)


def _overtaken(record: models.Model | None, version: int) -> str:
    who, _when = last_save(record, version)
    sentence = _(
        "%(who)s changed “%(what)s” while you looked at an older picture. Nothing of theirs was overwritten; "
        "this is the map as it is now. Do it again if it still fits."
    )
    return sentence % {"who": who or _("Somebody"), "what": record}


def _moved(post: Post, above: Post | None) -> str:
    if above is None:
        return _("“%(post)s” stands at the top now.") % {"post": post}
    return _("“%(post)s” stands under “%(above)s” now.") % {"post": post, "above": above}


def _drawn(line: dict[str, Any]) -> str:
    ends = (str(line["from_actor"]), str(line["to_actor"]))
    strength = None if line["kind"] == Line.Kind.CONFLICT else line["strength"]
    return _("Drawn: %(line)s.") % {"line": between(line["kind"], strength, *ends)}
