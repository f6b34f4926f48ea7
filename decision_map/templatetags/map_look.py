"""How what is judged looks: a word with a symbol, dashed when it is unverified; never colour alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from decision_map.description import BY_KEY
from decision_map.limits import thresholds_now
from decision_map.pictures.faces import ARROWS, SYMBOLS
from decision_map.reading import Judged, PersonShown

register = template.Library()

# On a card the bars of influence are drawn.
MARKS = {**SYMBOLS, **ARROWS, "low": "▁", "political_structure": "▁▃", "inner_circle": "▁▃▅"}
TONES = {"mentor": "good", "supporter": "good", "non_supporter": "warn", "enemy": "bad"}


@register.simple_tag(takes_context=True)
def edit_link(context: dict[str, Any], page: str, label: str, pk: int, question: str = "") -> SafeString:
    """A page that edits something of the row, opened in place."""
    account = context["account"]
    arguments = [account.pk, pk] if page == "contact_edit" else [account.pk, context["map"].pk, pk]
    if question:
        arguments = arguments[:-1]
    return _in_place(context, f"{reverse(page, args=arguments)}?{f'{question}={pk}&' if question else ''}", label)


@register.simple_tag(takes_context=True)
def tag_link(context: dict[str, Any], person: PersonShown, key: str, judged: Judged | None) -> SafeString:
    """What is judged, leading to where it alone is changed."""
    shown = _in_place(context, _tag_of(context, person, key), judged.text if judged else _("not judged"))
    unverified = format_html(' <span class="small-print">{}</span>', _("unverified"))
    return shown + unverified if judged and judged.is_unverified else shown


@register.simple_tag(takes_context=True)
def pill_link(context: dict[str, Any], person: PersonShown, key: str) -> SafeString:
    """The same as pills; a dash where nobody has judged."""
    labels = [label for _role, label in person.roles] if key == "roles" else [""]
    pills = format_html_join(" ", "{}", ((judged_pill(person, key, label),) for label in labels))
    nothing = '<span aria-hidden="true">—</span><span class="visually-hidden">{}: {}</span>'
    words = pills or format_html(nothing, BY_KEY[key].title, _("not judged"))
    return _in_place(context, _tag_of(context, person, key), words)


def _tag_of(context: dict[str, Any], person: PersonShown, key: str) -> str:
    return f"{reverse('actor_tag', args=[context['account'].pk, context['map'].pk, person.id, key])}?"


def _in_place(context: dict[str, Any], address: str, words: str) -> SafeString:
    """By htmx on this page, else and afterwards back to it: to the row, or where the context's `back` says."""
    back = context.get("back") or f"{context['request'].get_full_path()}#{context['row'].anchor}"
    return format_html('<a href="{0}" hx-get="{0}">{1}</a>', f"{address}next={quote(back, safe='')}", words)


@register.simple_tag
def verified_for() -> int:
    """Days after which a judgement is unverified."""
    return thresholds_now().stale_after


@register.simple_tag
def judged_pill(person: PersonShown, key: str, label: str = "") -> SafeString:
    """One judgement as a pill; nothing where nobody has judged."""
    told = person.judged.get(key)
    if told is None:
        return SafeString("")
    tone, symbol = TONES.get(told.value, "plain"), MARKS.get(told.value, "")
    mark = format_html(' <span aria-hidden="true">{}</span>', symbol) if symbol else ""
    if not told.is_unverified:
        return format_html('<span class="pill pill-{}">{}{}</span>', tone, label or told.text, mark)
    unverified = format_html('<span class="visually-hidden">, {}</span>', _("unverified"))
    shown = '<span class="pill pill-{} is-unverified" title="{}">{}{}{}</span>'
    return format_html(shown, tone, _("unverified"), label or told.text, mark, unverified)
