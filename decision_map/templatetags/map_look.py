"""How what is judged looks: a word with a symbol, dashed when it is unverified; never colour alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from decision_map.limits import thresholds_now
from decision_map.pictures.faces import ARROWS, SYMBOLS
from decision_map.reading import Judged, PersonShown

register = template.Library()

# On a card the bars of influence are drawn.
MARKS = {**SYMBOLS, **ARROWS, "low": "▁", "political_structure": "▁▃", "inner_circle": "▁▃▅"}
TONES = {"mentor": "good", "supporter": "good", "non_supporter": "warn", "enemy": "bad"}


@register.simple_tag(takes_context=True)
def edit_link(context: dict[str, Any], page: str, label: str, pk: int, question: str = "") -> SafeString:
    """A page that edits something of the row; in place by htmx, and back to the row, or to the context's `back`."""
    row, account = context["row"], context["account"]
    arguments = [account.pk, pk] if page == "contact_edit" else [account.pk, context["map"].pk, pk]
    if question:
        arguments = arguments[:-1]
    here = quote(context.get("back") or f"{context['request'].get_full_path()}#{row.anchor}", safe="")
    address = f"{reverse(page, args=arguments)}?{f'{question}={pk}&' if question else ''}next={here}"
    return format_html('<a href="{0}" hx-get="{0}">{1}</a>', address, label)


@register.simple_tag(takes_context=True)
def tag_link(context: dict[str, Any], person: PersonShown, key: str, judged: Judged | None) -> SafeString:
    """What is judged, leading to where it alone is changed; in place by htmx."""
    address = reverse("actor_tag", args=[context["account"].pk, context["map"].pk, person.id, key])
    address = f"{address}?next={quote(context['back'], safe='')}"
    words = judged.text if judged else _("not judged")
    shown = format_html('<a href="{0}" hx-get="{0}">{1}</a>', address, words)
    unverified = format_html(' <span class="small-print">{}</span>', _("unverified"))
    return shown + unverified if judged and judged.is_unverified else shown


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
