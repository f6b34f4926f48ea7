"""A form for something new makes one thing, however often it is sent: two clicks, a lost answer, a reload.

The page carries a token; the digest of token and typed text is a unique row, claimed in the transaction that makes the
thing. Whoever sends the same again waits for that transaction and is led to what it made. Another text under the same
token (the page was gone back to and typed over) is another thing.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.http import HttpRequest

from kam_portal.foundation.history.models import SavedForm

FORM_TOKEN = "form_token"
# What differs between two sendings of one form though nothing was typed.
_MARKS = ("csrfmiddlewaretoken",)


def token_of(request: HttpRequest) -> str:
    """For the hidden field: the token the page was opened with, or a new one."""
    return request.POST.get(FORM_TOKEN, "")[:64] or uuid.uuid4().hex


def saved_before(request: HttpRequest) -> str:
    """Where this very form led when it was saved before; "" when it was not, or what it made is gone."""
    form = SavedForm.objects.filter(pk=_digest(request)).first()
    return form.led_to if form is not None and _is_there(form) else ""


@transaction.atomic
def save_once(request: HttpRequest, save: Callable[[], Any], then: str | Callable[[Any], str]) -> tuple[str, bool]:
    """Call `save` unless this very form was saved before; where to go, and whether it was saved now.

    `then` is an address, or made from what was saved. A form without a token is saved as often as it is sent, and one
    whose thing was removed since is saved again.
    """
    digest = _digest(request)
    if digest:
        # Waits for whoever is about to save the same, and goes on when they fail.
        form, is_first = SavedForm.objects.get_or_create(pk=digest)
        if not is_first and _is_there(SavedForm.objects.select_for_update().get(pk=digest)):
            return form.led_to, False
    saved = save()
    address = then(saved) if callable(then) else then
    if digest:
        made = f"{saved._meta.label}:{saved.pk}" if isinstance(saved, models.Model) else ""
        SavedForm.objects.filter(pk=digest).update(led_to=address, made=made)
    return address, True


def _is_there(form: SavedForm) -> bool:
    """Whether what the form made still stands; True where it is not known what that was."""
    if not form.made:
        return True
    label, _colon, pk = form.made.partition(":")
    return apps.get_model(label)._base_manager.filter(pk=pk).exists()


def _digest(request: HttpRequest) -> str:
    if not request.POST.get(FORM_TOKEN):
        return ""
    sent = sorted((name, texts) for name, texts in request.POST.lists() if name not in _MARKS)
    whole = json.dumps([request.user.pk, request.path, sent])
    return hashlib.sha256(whole.encode()).hexdigest()
