"""What the signs of the picture mean: the same entries beside the page's picture and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from decision_map.description import ATTITUDES, COVERAGES, INFLUENCES
from decision_map.pictures.faces import SYMBOLS
from decision_map.pictures.lettering import width_of
from decision_map.pictures.telling import unverified
from decision_map.reading import MapShown
from kam_portal.foundation.charts.svg import style_of

SIGN_WIDTH, SIGN_HEIGHT, LETTER, GAP = 54, 20, 6.4, 24
BOX = '<rect class="box plain" x="2" y="3" width="36" height="14" rx="4"/>'


@dataclass(frozen=True)
class Entry:
    """`sign` is drawn in a field of SIGN_WIDTH by SIGN_HEIGHT."""

    sign: SafeString
    words: str


def legend(shown: MapShown) -> list[Entry]:
    """Only of signs that this reader's picture can hold."""
    found = [*_judged(shown.thresholds.stale_after), *_lines()] if shown.may_judge else []
    hatched = '<g class="vacant"><rect class="box" fill="url(#hatch)" x="2" y="3" width="36" height="14" rx="4"/></g>'
    return [Entry(mark_safe(sign), words) for sign, words in (*found, (hatched, _("Vacant post")))]  # noqa: S308 - ours


def legend_svg(sheet: str, width: float, shown: MapShown) -> str:
    """The legend in rows of that width, as a file of its own."""
    placed = _placed(width, shown)
    height = rows_of_legend(width, shown) * SIGN_HEIGHT
    context = {"placed": placed, "width": round(width), "height": height, "judged": shown.may_judge}
    return render_to_string("svg/map_legend.svg", context | {"style": style_in(sheet, shown)})


def style_in(sheet: str, shown: MapShown) -> SafeString:
    """The styles inside a file; whoever may not read judgements does not learn from them what we judge people by."""
    style = style_of(sheet) if shown.may_judge else style_of(sheet, until="/* Judged")
    return mark_safe(f"<style>{style}</style>")  # noqa: S308 - our own sheet


def rows_of_legend(width: float, shown: MapShown) -> int:
    return _placed(width, shown)[-1][1] // SIGN_HEIGHT + 1


def _placed(width: float, shown: MapShown) -> list[tuple[int, int, Entry]]:
    """Every entry with its place."""
    placed, x, y = [], 0.0, 0
    for entry in legend(shown):
        needed = SIGN_WIDTH + LETTER * width_of(entry.words) + GAP
        if x and x + needed > width:
            x, y = 0.0, y + SIGN_HEIGHT
        placed.append((round(x), y, entry))
        x += needed
    return placed


def _judged(verified_for: int) -> Iterator[tuple[str, str]]:
    for key, title in ATTITUDES:
        # Symbols end at their place, as on a card: in the middle of the little box one letter ends sooner than two.
        symbol = f'<text class="symbol" x="{20 + 6 * len(SYMBOLS[key])}" y="15">{SYMBOLS[key]}</text>'
        yield f'<g class="mark {key}">{BOX}{symbol}</g>', str(title)
    influences = " – ".join((str(INFLUENCES[0][1]), str(INFLUENCES[-1][1])))
    coverages = " – ".join((str(COVERAGES[0][1]), str(COVERAGES[-1][1])))
    yield _bars("influence", "influence-2"), _("Influence: %(steps)s") % {"steps": influences}
    yield _bars("coverage", "coverage-2"), _("Coverage: %(steps)s") % {"steps": coverages}
    yield '<text class="star" x="32" y="15">↗ ↘</text>', _("Rising or setting star, since")
    yield f'<g class="mark unverified">{BOX}</g>', unverified(verified_for)
    yield '<text x="16" y="15">?</text>', _("Not judged")


def _bars(icon: str, bars: str) -> str:
    return (
        f'<g class="bars" transform="translate(0 2)"><use class="icon-of" href="#{icon}" y="2"/>'
        f'<use href="#{bars}" x="16"/></g>'
    )


def _lines() -> Iterator[tuple[str, str]]:
    line = '<g class="influence"><path class="s2" marker-end="url(#tip)" d="M2 10H38"/></g>'
    cross = '<circle r="6"/><path d="M-3-3 3 3M3-3-3 3"/>'
    yield line, _("Influence, the stronger the thicker")
    yield f'<g class="conflict"><path d="M2 10H38"/><g transform="translate(20 10)">{cross}</g></g>', _("Conflict")
