"""The map as a workbook. The first sheet is the chart as an import reads it; what is judged has sheets of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Contact
from decision_map.importing.columns import COLUMNS
from decision_map.importing.present import own_id
from decision_map.pictures.faces import Scene
from decision_map.reading import MapShown, PersonShown
from decision_map.sentences import of_line
from kam_portal.foundation.tabular.writing import Sheet, write_workbook

# Of an import, in the order of the sheet.
CHART = ("id", "title", "name", "reports_to", "unit", "site")


def workbook_of(scene: Scene) -> bytes:
    """For the client posts and names only. Judgements and lines are in `scene` only for who may read them."""
    shown = scene.shown
    sheets = [_chart(shown, with_all=not scene.for_client)]
    if not scene.for_client:
        sheets.append(_people(shown))
    if shown.may_judge:
        sheets += [_judgements(shown), _lines(shown)]
    return write_workbook(sheets)


def _chart(shown: MapShown, *, with_all: bool) -> Sheet:
    titles = {column.name: str(column.title).capitalize() for column in COLUMNS}
    rows = [*_posts(shown), *(_beside(shown) if with_all else ())]
    return Sheet(_("Chart"), [*(titles[name] for name in CHART), pgettext("of a post", "Since")], rows)


def _posts(shown: MapShown) -> Iterator[tuple[Any, ...]]:
    ids = {each.id: own_id(each.id, each.reference) for each in shown.posts}
    for each in shown.posts:
        above = ids[each.reports_to_id] if each.reports_to_id is not None else ""
        name = each.person.name if each.person else ""
        yield ids[each.id], each.title, name, above, each.unit, each.site, each.since


def _beside(shown: MapShown) -> Iterator[tuple[Any, ...]]:
    """Who holds no post is of the map all the same: a chart without them would say that they have left."""
    for person in shown.without_post:
        yield "", "", person.name, "", "", "", None


def _people(shown: MapShown) -> Sheet:
    header = (
        _("Name"),
        _("Posts"),
        _("E-mails"),
        _("Telephones"),
        _("Our counterpart"),
        _("Backup"),
        _("Ladder level now"),
        _("Ladder level wanted"),
        _("Contact every … days"),
        _("Last contact"),
        _("Left on"),
    )
    held: dict[int, list[str]] = {}
    for each in shown.posts:
        if each.person:
            held.setdefault(each.person.id, []).append(each.title)
    contacts = Contact.objects.filter(actors__map=shown.map).only("emails", "phones").in_bulk()
    rows = (_person(person, contacts[person.contact_id], held) for person in shown.people)
    return Sheet(pgettext("on a map", "People"), header, rows)


def _person(person: PersonShown, contact: Contact, held: dict[int, list[str]]) -> tuple[Any, ...]:
    return (
        person.name,
        ", ".join(held.get(person.id, [])),
        "; ".join(contact.emails),
        "; ".join(contact.phones),
        person.mirror.full_name if person.mirror else "",
        person.backup.full_name if person.backup else "",
        person.ladder_now,
        person.ladder_wanted,
        person.every_days,
        person.last_met,
        person.left_on,
    )


def _judgements(shown: MapShown) -> Sheet:
    header = (
        _("Name"),
        _("What we judge"),
        _("Judgement"),
        _("As of"),
        pgettext("who judged", "By"),
        _("Source"),
        _("Unverified"),
    )
    rows = (
        (person.name, str(each.title), str(each.text), each.as_of, each.by, each.source, each.is_unverified)
        for person in shown.people
        for each in person.told
    )
    return Sheet(_("Judgements"), header, rows)


def _lines(shown: MapShown) -> Sheet:
    header = (
        _("From"),
        pgettext("on a map", "Line"),
        _("To"),
        _("Strength"),
        _("In words"),
        _("Note"),
        _("As of"),
        pgettext("who judged", "By"),
        _("Source"),
        _("Unverified"),
    )
    rows = (
        (
            each.start.name,
            str(each.line.get_kind_display()),
            each.end.name,
            each.line.strength,
            of_line(each),
            each.line.note,
            each.line.as_of,
            each.line.by.full_name if each.line.by else "",
            each.line.source,
            each.is_unverified,
        )
        for each in shown.lines
    )
    return Sheet(_("Lines"), header, rows)
