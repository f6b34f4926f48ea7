"""The chapter of the decision map in the printed dossier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import tie_between
from decision_map.access import may_read_judgements
from decision_map.layout import Paper
from decision_map.models import DecisionMap
from decision_map.pictures.asked import Asked as PictureAsked
from decision_map.pictures.drawing import SHEET, drawn
from decision_map.pictures.faces import Scene, pairs_of
from decision_map.pictures.legend import legend_svg
from decision_map.pictures.paper import lines_between, sheet_of, sheets_of
from decision_map.reading import PersonShown, PostShown, read_map
from decision_map.sentences import of_line
from dossiers.printing.blocks import Block, Cell, Heading, Paragraph, Picture, Table
from dossiers.printing.chapters import Asked

# What a page of the dossier leaves for a picture, in millimetres.
ROOM = Paper(174, 210)
LEGEND_WIDTH = 760
NOTHING = "—"


class DecisionMapChapter:
    """The map that is opened first: its picture, everybody as a table, informal lines as sentences."""

    key = "decision_map"
    title: str | Promise = gettext_lazy("Decision map")

    def blocks(self, asked: Asked) -> Sequence[Block]:
        map_ = DecisionMap.objects.filter(account=asked.account).first()
        if map_ is None:
            return []
        tie = tie_between(asked.reader, asked.account, asked.on)
        may_judge = tie is not None and may_read_judgements(tie) and not asked.is_for_client
        shown = read_map(map_, asked.on, may_judge=may_judge)
        scene = Scene(shown, PictureAsked(), asked.on, for_client=asked.is_for_client)
        return list(_blocks(scene)) if shown.posts or shown.without_post else []


def _blocks(scene: Scene) -> Iterator[Block]:
    found, title = drawn(scene), str(scene.shown.map)
    parts = sheets_of(found, ROOM)
    for sheet in parts:
        width = round(100 * sheet.picture.width * sheet.scale / ROOM.width)
        below = _("Sheet %(n)d of %(all)d") % {"n": sheet.number, "all": len(parts)} if len(parts) > 1 else ""
        yield Picture(sheet_of(found, sheet, title), title, width, below)
    yield Picture(legend_svg(SHEET, LEGEND_WIDTH, scene.shown), _("Legend"), 100)
    yield Heading(_("Posts and people"))
    yield _people(scene)
    if scene.shown.lines:
        between = dict.fromkeys(lines_between(found, parts))
        yield Heading(_("Informal lines"))
        yield from (Paragraph(of_line(line)) for line in scene.shown.lines)
        yield from (Paragraph(line, is_muted=True) for line in between)


def _people(scene: Scene) -> Table:
    header, widths = [_("Post"), _("Person")], [3, 3]
    if scene.shown.may_judge:
        header, widths = [*header, _("What we judge")], [*widths, 4]
    if not scene.for_client:
        header, widths = [*header, _("Our counterpart"), _("Last contact")], [*widths, 2, 2]
    return Table(header, [_row(scene, post, person) for post, person in pairs_of(scene)], widths)


def _row(scene: Scene, post: PostShown | None, person: PersonShown | None) -> list[str | Cell]:
    place = " · ".join(post.place) if post else ""
    row: list[str | Cell] = [Cell(post.title if post else NOTHING, place), person.name if person else _("Vacant")]
    if scene.shown.may_judge:
        row.append(_judged(person))
    if not scene.for_client:
        mirror = person.mirror.full_name if person and person.mirror else NOTHING
        row += [mirror, date_format(person.last_met, "SHORT_DATE_FORMAT") if person and person.last_met else NOTHING]
    return row


def _judged(person: PersonShown | None) -> str | Cell:
    """Roles and attitude; how old the oldest judgement is, in small print."""
    if person is None or not person.judged:
        return NOTHING
    told = [person.judged[key].text for key in ("roles", "attitude", "influence", "trajectory") if key in person.judged]
    oldest = min(judged.as_of for judged in person.judged.values())
    small = _("as of %(day)s") % {"day": date_format(oldest, "SHORT_DATE_FORMAT")}
    if person.is_unverified:
        small = ", ".join((_("unverified"), small))
    return Cell(", ".join(told) or NOTHING, small=small)
