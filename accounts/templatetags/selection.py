"""The header of a round's pages, and the words of quadrants."""

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from accounts.kaism import Quadrant
from accounts.models import Round
from accounts.selection import working
from accounts.selection.access import RoundTie
from accounts.selection.model_words import in_figures
from accounts.selection.pages import pages_of
from accounts.selection.words import MODEL_TONES, QUADRANT_WORDS, STATE_TONES, QuadrantWords

register = template.Library()


@register.inclusion_tag("accounts/tabs.html", takes_context=True)
def round_tabs(context: dict[str, Any], round_: Round, tie: RoundTie) -> dict[str, Any]:
    path = context["request"].path
    pages = [(page.title, reverse(page.url_name, args=[round_.pk])) for page in pages_of(round_, tie)]
    return {"rows": [(title, address, _is_open(path, address, round_)) for title, address in pages]}


def _is_open(path: str, address: str, round_: Round) -> bool:
    """Why an account stands where it does is a page of the matrix."""
    explains = path.startswith(reverse("why", args=[round_.pk, 0]).removesuffix("0/"))
    return path.startswith(address) or (explains and address == reverse("matrix", args=[round_.pk]))


@register.filter
def round_tone(state: str) -> str:
    return STATE_TONES.get(state, "plain")


@register.filter
def figures(value: Decimal) -> str:
    """A number without idle zeros: 15.5."""
    return in_figures(value)


@register.filter
def model_tone(state: str) -> str:
    return MODEL_TONES.get(state, "plain")


@register.filter
def quadrant_words(quadrant: str) -> QuadrantWords | None:
    """Name, strategy and resource level; None where there is no quadrant."""
    return QUADRANT_WORDS[Quadrant(quadrant)] if quadrant else None


@register.filter
def work_is_silent(round_: Round) -> bool:
    return working.is_silent(round_, timezone.now())
