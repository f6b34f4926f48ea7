"""The one way a page edits: the version read travels with the form, a stale save answers 409 in words.

A view of any floor reads:

    @keeps_typed_text
    def account_edit(request, account_id):
        account, tie = get_account_to_edit(request.user, account_id)
        form = AccountForm(posted(request), instance=account)
        return edit_page(
            request, form=form, record=account, template="accounts/account_edit.html", then=account.get_absolute_url(),
            save=lambda: edit_account(account=account, version=form.version, changes=form.changes()),
            context={"account": account, "tie": tie},
        )

with `class AccountForm(Versioned, forms.ModelForm)`. The template puts components/conflict.html inside its <form>
while `conflict` is in the context; its radios `choose-<field>` (mine or theirs) are honoured at the next save.
A form for something new is not Versioned and uses edit_page just the same; it makes one thing, however often it is
sent (once.py).
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.errors import ForeignKeyViolation

from kam_portal.foundation.history.once import FORM_TOKEN, save_once, saved_before, token_of
from kam_portal.foundation.history.versions import UNKNOWN, Difference, StaleEdit
from kam_portal.foundation.people.models import User

if TYPE_CHECKING:
    _Form = forms.BaseForm
else:
    _Form = object

VERSION = "version"
CHOOSE = "choose-"
# What the page showed, as a digest: where the words that are judged are not those of the form.
SEEN = "seen"
LARGEST_VERSION = 2**31 - 1
# Of the portal's own pages; SavedForm.led_to keeps one.
LONGEST_ADDRESS = 500
# A version no stored record has: the save that carries it is always compared first, with nothing known of before.
NEVER_READ = LARGEST_VERSION


class Versioned(_Form):
    """Form mixin, named before Form or ModelForm: a hidden version, and the choices of a refused save.

    `version` is what is stored now; a ModelForm takes it from its instance.
    """

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if version is None:
            version = self.instance.version  # type: ignore[attr-defined]
        self.fields[VERSION] = forms.IntegerField(
            widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION, initial=version
        )

    def taken_from_them(self) -> list[str]:
        """The fields where the person chose what the others had saved."""
        fields = [name for name in self.fields if name != VERSION]
        return [name for name in fields if self.data.get(CHOOSE + self.add_prefix(name)) == "theirs"]

    @property
    def version(self) -> int:
        """The version the person had read; only on a valid form."""
        return int(self.cleaned_data[VERSION])

    def changes(self) -> dict[str, Any]:
        """Cleaned values by field, ready for a verb; line ends are LF."""
        values = {name: value for name, value in self.cleaned_data.items() if name != VERSION}
        return {k: v.replace("\r\n", "\n") if isinstance(v, str) else v for k, v in values.items()}

    def in_words(self, name: str, value: Any) -> str:
        """A stored value of the field `name` as a reader sees it."""
        return in_words(self.fields[name], value)

    def title_of(self, name: str) -> str:
        """What the field `name` is called away from its place in the form."""
        return str(self.fields[name].label or name)

    def as_initial(self, name: str, value: Any) -> Any:
        """A stored value of the field `name` as the form is given it."""
        return value

    def full_clean(self) -> None:
        taken = self.taken_from_them() if self.is_bound else []
        for name in taken:
            self.fields[name].disabled = True
        super().full_clean()
        for name in taken:
            self.fields[name].disabled = False
            self._retype(name, self.get_initial_for_field(self.fields[name], name))
        if self.is_bound and VERSION in self.errors:
            self._ask_to_compare()

    def _ask_to_compare(self) -> None:
        """A version that cannot be read: said above the form, and the next save is compared field by field."""
        del self.errors[VERSION]
        self.add_error(
            None, _("This page lost the version it was opened with. Save again to compare with what is stored.")
        )
        self._retype(VERSION, NEVER_READ)

    def _retype(self, name: str, value: Any) -> None:
        """Make the bound form show `value` in the field, as if it had been typed."""
        field, html_name = self.fields[name], self.add_prefix(name)
        shown = value if isinstance(value, bool) else field.widget.format_value(field.prepare_value(value))
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        if isinstance(shown, list | tuple):
            data.setlist(html_name, [str(item) for item in shown])
        elif shown is None or shown is False:
            data.pop(html_name, None)
        else:
            data[html_name] = "on" if shown is True else str(shown)
        self.data = data


@dataclass(frozen=True)
class Choice:
    """One field that both sides changed, everything in words."""

    field: str
    title: str
    before: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Conflict:
    """What the reader of a 409 needs: who saved in between, when, what to choose, and the titles of what is taken."""

    by: str
    at: datetime.datetime | None
    rows: tuple[Choice, ...]
    taken: tuple[str, ...]


def posted(request: HttpRequest) -> QueryDict | None:
    """What binds a form: what was sent, even if it is nothing; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def edit_page(
    request: HttpRequest,
    *,
    form: forms.BaseForm,
    save: Callable[[], Any],
    template: str,
    then: str | Callable[[Any], str],
    context: Mapping[str, Any] | None = None,
    record: models.Model | None = None,
    said: str | Callable[[], str] = "",
) -> HttpResponse:
    """Show the form; on a valid POST call `save` and go to `then` (an address, or made from what was saved).

    `said` is the sentence of the success, or makes it of the valid form. StaleEdit of the verb becomes a 409 with the
    comparison, its ValidationError a word by the field. `record` is what is edited: its history tells who saved in
    between. Http404 when it was removed meanwhile. An address of ours in ?next= is gone on to in place of `then`, and
    back to in place of the context's `back`.
    """
    is_new = not isinstance(form, Versioned)
    shown = {**(context or {}), "form": form, FORM_TOKEN: token_of(request) if is_new else ""}
    if came_from := asked_next(request):
        then, shown["back"] = came_from, came_from
    if request.method != "POST":
        return render(request, template, shown)
    if not form.is_valid():
        # What this very form has made may be what it now collides with.
        earlier = saved_before(request) if is_new else ""
        return redirect(earlier) if earlier else render(request, template, shown)
    try:
        address, is_now = save_once(request, save, then)
    except StaleEdit as stale:
        return render(request, template, {**shown, "conflict": conflict_of(form, stale, record)}, status=409)
    except ValidationError as error:
        add_errors(form, error)
        return render(request, template, shown)
    except IntegrityError as error:
        if not isinstance(error.__cause__, ForeignKeyViolation):
            raise
        form.add_error(None, _("Something that you chose was removed meanwhile. Nothing was saved; choose anew."))
        return render(request, template, shown)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    told = said() if callable(said) else said
    messages.success(request, (told or _("Saved.")) if is_now else _("This was saved already; nothing is there twice."))
    return redirect(address)


def asked_next(request: HttpRequest) -> str:
    """The page an edit was opened from, as ?next= names it; "" for none, or one that is no address of this site."""
    wanted = request.GET.get("next", "")
    here = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if here and wanted.startswith("/") and len(wanted) <= LONGEST_ADDRESS else ""


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """The words of a verb's refusal by their fields; those without a field above the form."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    for name, errors in by_field.items():
        for each in errors:
            form.add_error(name if name in form.fields else None, each)


def conflict_of(form: forms.BaseForm, stale: StaleEdit, record: models.Model | None) -> Conflict:
    """The comparison for the template; the form now carries the stored version, the typed text stays.

    What only the others changed is put into the form, what only the reader changed stays there; both need no choice.
    """
    if not isinstance(form, Versioned):
        raise TypeError(f"{type(form).__name__} edits something with a version and must be Versioned")
    form._retype(VERSION, stale.version)
    who, when = last_save(record, stale.version)
    taken = [d for d in stale.differences if _same(d.mine, d.before)]
    for difference in taken:
        form._retype(difference.field, form.as_initial(difference.field, difference.theirs))
    collide = [d for d in stale.differences if d not in taken and not _same(d.theirs, d.before)]
    rows = tuple(_choice(form, difference) for difference in collide)
    return Conflict(who, when, rows, tuple(form.title_of(d.field) for d in taken))


def _same(one: Any, other: Any) -> bool:
    """Whether two stored values say the same; nothing is nothing, however a column writes it."""
    nothing: tuple[Any, ...] = (None, "", [])
    return bool(one == other) or (one in nothing and other in nothing)


def _choice(form: Versioned, difference: Difference) -> Choice:
    name = difference.field
    return Choice(
        field=form.add_prefix(name),
        title=form.title_of(name),
        before="" if difference.before is UNKNOWN else form.in_words(name, difference.before),
        theirs=form.in_words(name, difference.theirs),
        mine=form.in_words(name, difference.mine),
    )


def last_save(record: models.Model | None, version: int) -> tuple[str, datetime.datetime | None]:
    """Name and moment of the save that made `version`; empty where history does not tell."""
    if record is None:
        return "", None
    events = type(record).pgh_event_model.objects.select_related("pgh_context")  # type: ignore[attr-defined]
    event = events.filter(pgh_obj_id=record.pk, version=version).order_by("pgh_id").first()
    return (author_of(event), event.pgh_created_at) if event is not None else ("", None)


def author_of(event: Any) -> str:
    """Who made a recorded event; "" where nobody of us did."""
    user_id = (event.pgh_context.metadata if event.pgh_context else {}).get("user")
    name = User.objects.filter(pk=user_id).values_list("full_name", flat=True).first() if user_id else None
    return name or ""


def in_words(field: forms.Field, value: Any) -> str:
    """A value of a form field as a reader sees it: labels for choices, names for people; "" for nothing."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, list | tuple | set):
        words = [in_words(field, item) for item in value]
        return ", ".join(sorted(words) if isinstance(field, forms.ModelChoiceField) else words)
    if isinstance(field, forms.ModelChoiceField):
        return _name_of(field.queryset.model, value)  # type: ignore[union-attr]
    choices = getattr(field, "choices", None)
    if choices is not None:
        return dict(_flat(choices)).get(str(value), str(value))
    return plain_words(value)


def plain_words(value: Any) -> str:
    """A bare value in the active language: yes and no, dates, numbers with the local marks."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime.datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, datetime.date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, Decimal):
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    return str(value)


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)


def _name_of(model: type[models.Model], value: Any) -> str:
    if isinstance(value, model):
        return str(value)
    found = model._default_manager.filter(pk=value).first()
    return str(found) if found is not None else _("somebody who is no longer here")


_REASONS = {
    403: gettext_lazy("You may no longer change this. Nothing was saved; what you typed stands below, to be copied."),
    404: gettext_lazy(
        "This is not here, or it was removed while you were writing. "
        "Nothing was saved; what you typed stands below, to be copied."
    ),
}


def keeps_typed_text(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator of an edit view: a refused POST (404, 403) shows the typed text, so that it is not lost with the page.

    The page tells nothing but what was sent with the request: invisible stays the same as missing.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Http404, PermissionDenied) as refusal:
            typed = typed_text(request)
            if not typed:
                raise
            status = 403 if isinstance(refusal, PermissionDenied) else 404
            shown = {"typed": typed, "reason": _REASONS[status]}
            return render(request, "components/typed_text.html", shown, status=status)

    return guarded


def typed_text(request: HttpRequest) -> list[str]:
    """The words a person sent, without the marks of the form around them."""
    if request.method != "POST":
        return []
    marks = ("csrfmiddlewaretoken", VERSION, FORM_TOKEN, SEEN)
    sent = [(name, text) for name, texts in request.POST.lists() for text in texts]
    return [str(text) for name, text in sent if name not in marks and not name.startswith(CHOOSE) and str(text).strip()]
