"""People of the client, what is coming, and who met whom."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from dossiers.models import DiaryEntry, EventAhead, NextStep
from dossiers.printing.blocks import Block, Cell, Line, Lines, Table
from dossiers.printing.what import Contents
from dossiers.printing.words import day, provenance, titled


def people(contents: Contents) -> Iterator[Block]:
    """Name and title; how to reach them is for us alone."""
    if not contents.people:
        return
    if contents.asked.is_for_client:
        yield Table([_("Name"), _("Title")], [[each.name, each.title] for each in contents.people], [1, 1])
        return
    rows = [[each.name, each.title, "\n".join(each.emails), "\n".join(each.phones)] for each in contents.people]
    yield Table([_("Name"), _("Title"), _("E-mails"), _("Telephones")], rows, [3, 3, 4, 2])


def events(contents: Contents) -> Iterator[Block]:
    if not contents.events:
        return
    header, widths, figures = [titled(EventAhead, "on"), _("What"), _("Kind")], [2, 6, 3], list[int]()
    rows: list[list[str | Cell]] = [
        [day(each.on), Cell(each.title, each.note, provenance(each.known)), each.words] for each in contents.events
    ]
    if not contents.asked.is_for_client:
        header, widths, figures = [*header, _("Lead time, days")], [*widths, 0], [3]
        for row, each in zip(rows, contents.events, strict=True):
            row.append(str(each.lead_days))
    yield Table(header, rows, widths, figures)


def diary(contents: Contents) -> Iterator[Block]:
    """The entries of the last year, the latest first."""
    if contents.diary:
        yield Lines([_entry(entry) for entry in contents.diary])


def _entry(entry: DiaryEntry) -> Line:
    said = [entry.summary]
    if entry.promises:
        said.append(_("Promised: %(promises)s") % {"promises": entry.promises})
    said += [_step(step) for step in entry.steps.all()]
    ours, theirs = [user.full_name for user in entry.ours.all()], [contact.name for contact in entry.theirs.all()]
    met = [*([", ".join(ours)] if ours else []), *([", ".join(theirs)] if theirs else [])]
    written = _("written by %(name)s") % {"name": entry.by.full_name} if entry.by else ""
    small = " · ".join(word for word in (" – ".join(met), written) if word)
    return Line(f"{day(entry.on)}\n{entry.get_kind_display()}", "\n".join(said), small)


def _step(step: NextStep) -> str:
    said = _("Next: %(step)s, %(name)s by %(day)s") % {
        "step": step.text,
        "name": step.owner.full_name,
        "day": day(step.on),
    }
    return f"{said} · " + _("done %(day)s") % {"day": day(step.done_on)} if step.done_on else said
