"""How what is judged looks: a word with a symbol, dashed when it is unverified; never colour alone."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from decision_map.reading import PersonShown

register = template.Library()

SYMBOLS = {
    "mentor": "++",
    "supporter": "+",
    "neutral": "○",
    "non_supporter": "−",
    "enemy": "−−",
    "rising": "↗",
    "setting": "↘",
    "low": "▁",
    "political_structure": "▁▃",
    "inner_circle": "▁▃▅",
}
TONES = {"mentor": "good", "supporter": "good", "non_supporter": "warn", "enemy": "bad"}


@register.simple_tag
def judged_pill(person: PersonShown, key: str, label: str = "") -> SafeString:
    """One judgement as a pill; nothing where nobody has judged."""
    told = person.judged.get(key)
    if told is None:
        return SafeString("")
    tone, symbol = TONES.get(told.value, "plain"), SYMBOLS.get(told.value, "")
    mark = format_html(' <span aria-hidden="true">{}</span>', symbol) if symbol else ""
    if not told.is_unverified:
        return format_html('<span class="pill pill-{}">{}{}</span>', tone, label or told.text, mark)
    unverified = format_html('<span class="visually-hidden">, {}</span>', _("unverified"))
    shown = '<span class="pill pill-{} is-unverified" title="{}">{}{}{}</span>'
    return format_html(shown, tone, _("unverified"), label or told.text, mark, unverified)
