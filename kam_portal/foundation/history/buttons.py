"""The one way a button acts: what its verb refuses is told in words on the page that it leads back to.

    return acted(
        request,
        act=lambda: finish_action(action=action, version=version_of(request), on=today),
        back=action.get_absolute_url(),
        said=_("It is done."),
        stale=_("It was changed since you read it."),
    )

A form says the same beside its fields: editing.edit_page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from psycopg.errors import ForeignKeyViolation

from kam_portal.foundation.history.versions import StaleEdit


def in_sentences(refusal: ValidationError) -> str:
    return " ".join(refusal.messages)


def acted(
    request: HttpRequest,
    *,
    act: Callable[[], Any],
    back: str,
    said: str | Callable[[Any], str] = "",
    then: str | Callable[[Any], str] = "",
    stale: str = "",
    gone: str = "",
    gone_to: str = "",
    refused: Callable[[ValidationError], str] = in_sentences,
) -> HttpResponse:
    """Call the verb and go to `then` with what is `said`; refused, go `back` and say why. Both are the same by default.

    `said` and `then` may be made of what the verb returned. A verb of a record without a version has no `stale`. What
    was removed meanwhile is Http404, or told as `gone` at `gone_to`, where that page does not need it.
    """
    try:
        made = act()
    except StaleEdit:
        messages.error(request, stale or _("This was changed since you read it. Look at it, then decide again."))
        return redirect(back)
    except ValidationError as refusal:
        messages.error(request, refused(refusal))
        return redirect(back)
    except IntegrityError as error:
        # Something that the verb refers to was removed between its page and now.
        if not isinstance(error.__cause__, ForeignKeyViolation):
            raise
        messages.error(request, gone or _("Something that this needs was removed meanwhile. Nothing was changed."))
        return redirect(gone_to or back)
    except ObjectDoesNotExist as error:
        if not gone:
            raise Http404 from error
        messages.error(request, gone)
        return redirect(gone_to or back)
    if told := said(made) if callable(said) else said:
        messages.success(request, told)
    return redirect((then(made) if callable(then) else then) or back)
