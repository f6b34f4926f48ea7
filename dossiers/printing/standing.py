"""Where we stand: the comparison on the client's criteria, and the perception ladder."""

from __future__ import annotations

from collections.abc import Iterator

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import BuyingCriterion
from accounts.selection.comparison_standing import Standing
from dossiers.ladders.ladder import Standing as Place
from dossiers.printing import charts
from dossiers.printing.blocks import Block, Cell, Heading, Paragraph, Picture, Table
from dossiers.printing.what import Contents
from dossiers.printing.words import NOTHING, day

# A page is so wide; the workbook has them all.
COMPETITORS_PRINTED = 6


def comparison(contents: Contents) -> Iterator[Block]:
    """Criteria by suppliers, the totals last, and how strong we are where the weights allow to say."""
    standing = contents.comparison
    if standing is None or not standing.lines:
        return
    yield Heading(_("Comparison on the client's criteria"))
    yield _scores(standing)
    if (left := len(standing.competitors) - COMPETITORS_PRINTED) > 0:
        words = ngettext(
            "%(n)s more competitor is in the workbook.", "%(n)s more competitors are in the workbook.", left
        )
        yield Paragraph(words % {"n": left}, is_muted=True)
    if standing.is_placed and standing.strength:
        words = _("Relative strength %(axis)s against %(rival)s; 5 is parity.")
        axis = floatformat(standing.strength.value, 2)
        yield Paragraph(words % {"axis": axis, "rival": standing.strength.competitor}, is_muted=True)


def _scores(standing: Standing) -> Table:
    shown = 1 + min(len(standing.competitors), COMPETITORS_PRINTED)
    rows: list[list[str | Cell]] = []
    for line in standing.lines:
        scores = [floatformat(cell.value, "-1") if cell.value is not None else NOTHING for cell in line.cells[:shown]]
        named = Cell(line.criterion.name, small=_verified(line.criterion))
        rows.append([named, floatformat(line.criterion.weight, "-2"), *scores])
    if standing.is_weighed:
        totals = [each.total.value if each.total else None for each in standing.suppliers[:shown]]
        rows.append([_("Total"), "100", *(NOTHING if total is None else floatformat(total, 2) for total in totals)])
    names = [rival.name for rival in standing.competitors[: shown - 1]]
    header = [_("Criterion"), _("Weight, %"), _("We"), *names]
    return Table(header, rows, [3, 0, 0, *(1 for _name in names)], range(1, len(header)))


def _verified(criterion: BuyingCriterion) -> str:
    if criterion.verified_on is None:
        said = _("our guess")
    else:
        said = _("verified with the client on %(day)s") % {"day": day(criterion.verified_on)}
    return f"{said} · {criterion.source}" if criterion.source else said


def ladder(contents: Contents) -> Iterator[Block]:
    standing = contents.standing
    if standing is None and not any(step.is_clients for step in contents.steps):
        return
    drawn = charts.ladder(contents.steps, is_exact=standing is not None and standing.is_exact)
    alt = _("Perception ladder; the sentence below says it in words")
    yield Picture(drawn, alt, 100, below=_standing_in_words(standing) if standing else "")


def _standing_in_words(standing: Place) -> str:
    if standing.is_exact:
        return _("By the six answers we stand on step %(level)s.") % {"level": standing.lowest}
    words = _("The answers allow step %(lowest)s to %(highest)s; answer the open questions to know.")
    return words % {"lowest": standing.lowest, "highest": standing.highest}
