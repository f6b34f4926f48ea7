"""The map as SVG: the frame by a template, the many cards and lines by a loop that is quick about it.

The same drawing stands in the page, in the file and on paper. Every text in it passes xml_text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from decision_map.layout import Card, InformalLine, Key, Picture, Point, Post, Tie, TieKind, picture
from decision_map.pictures.faces import EDGE, REMEMBERED, WIDTH, Face, Pair, Scene, faces_of, key_of, pairs_of
from decision_map.pictures.legend import style_in
from decision_map.pictures.telling import about
from decision_map.sentences import of_line
from kam_portal.foundation.charts.svg import xml_text

SHEET = "map.css"
# Where a card leads: to the row of its person or post.
Address = Callable[[Face], str]


@dataclass(frozen=True)
class Drawn:
    """A picture, and how many of its cards are what was asked for. `faces` are of those that are not folded away."""

    scene: Scene
    faces: Sequence[Face]
    picture: Picture

    @cached_property
    def pairs(self) -> list[Pair]:
        return pairs_of(self.scene)

    @property
    def count(self) -> int:
        return len(self.pairs)

    @cached_property
    def superiors(self) -> set[Key | None]:
        return {post.reports_to_id for post, _person in self.pairs if post}

    @property
    def folded(self) -> int:
        return self.count - len(self.faces)

    @property
    def found(self) -> int:
        return sum(self.scene.asked.matches(*pair) for pair in self.pairs)


def drawn(scene: Scene) -> Drawn:
    faces = faces_of(scene)
    return Drawn(scene, faces, _laid_out(tuple(posts_of(scene, faces)), tuple(ties_of(scene))))


@lru_cache(maxsize=64)
def _laid_out(posts: tuple[Post, ...], ties: tuple[Tie, ...]) -> Picture:
    """A map is looked at far more often than it changes its shape."""
    return picture(posts, ties)


def posts_of(scene: Scene, faces: Sequence[Face]) -> list[Post]:
    """Every post of the map; those folded away take no room, and are counted."""
    fold, height = scene.asked.fold, {face.key: face.height for face in faces}
    posts = []
    for post, person in pairs_of(scene):
        key, above = key_of(post, person), post.reports_to_id if post else None
        posts.append(Post(key, above, WIDTH, height.get(key, 0), bool(post and post.id in fold)))
    return posts


def ties_of(scene: Scene) -> list[Tie]:
    """The informal lines asked for; who holds several posts is met at the first. A leaver's lines go along."""
    if scene.for_client:
        return []
    at: dict[int, Key] = {}
    for post, person in pairs_of(scene):
        if person:
            at.setdefault(person.id, key_of(post, person))
    ties = []
    for shown in scene.shown.lines:
        line, ends = shown.line, (shown.start.id, shown.end.id)
        if scene.asked.shows(line.kind) and scene.leaving not in ends and ends[0] in at and ends[1] in at:
            ties.append(Tie(line.pk, at[ends[0]], at[ends[1]], TieKind(line.kind), line.strength or 1))
    return ties


def svg_of(
    found: Drawn,
    title: str,
    *,
    address: Address | None = None,
    may_fold: bool = False,
    styled: bool = False,
    by_hand: bool = False,
) -> SafeString:
    """`address`: cards are links. `styled`: a file of its own, with its styles inside and nothing outside.

    `by_hand`: cards say what a change by hand needs of them (static/js/map_hands.js).
    """
    return sheet_svg(found, found.picture, title, address=address, may_fold=may_fold, styled=styled, by_hand=by_hand)


def sheet_svg(
    found: Drawn,
    layout: Picture,
    title: str,
    *,
    address: Address | None = None,
    may_fold: bool = False,
    styled: bool = False,
    by_hand: bool = False,
    notes: dict[Key, str] | None = None,
) -> SafeString:
    """Those cards of the map that this layout places; `notes` stand below some of them."""
    cards = "".join(_cards(found, layout, address, may_fold=may_fold, by_hand=by_hand, notes=notes or {}))
    context = {
        "width": round(layout.width),
        "height": round(layout.height),
        "title": title,
        "zoom": _zoom(found, layout) if not styled else None,
        "formal": mark_safe("".join(_path(line.points) for line in layout.formal)),  # noqa: S308 - numbers
        "informal": mark_safe("".join(_lines(found, layout))),  # noqa: S308 - escaped there
        "cards": mark_safe(cards),  # noqa: S308 - escaped there
        "style": style_in(SHEET, found.scene.shown) if styled else "",
        "judged": found.scene.shown.may_judge,
    }
    return mark_safe(render_to_string("svg/decision_map.svg", context))  # noqa: S308 - every text in it is escaped


def _zoom(found: Drawn, layout: Picture) -> tuple[int, int] | None:
    """Width and height on the screen; None fits it in."""
    zoom = found.scene.asked.zoom
    return (round(layout.width * int(zoom) / 100), round(layout.height * int(zoom) / 100)) if zoom.isdigit() else None


def _path(points: Sequence[Point]) -> str:
    first, *rest = points
    way, at = [f"M{first.x:.0f} {first.y:.0f}"], first
    for point in rest:
        way.append(f"V{point.y:.0f}" if point.x == at.x else f"H{point.x:.0f}" if point.y == at.y else _corner(point))
        at = point
    return "".join(way)


def _corner(point: Point) -> str:
    return f"L{point.x:.0f} {point.y:.0f}"


def _lines(found: Drawn, layout: Picture) -> Iterator[str]:
    faded = {face.key for face in found.faces if face.is_faded}
    sentences = {shown.line.pk: of_line(shown) for shown in found.scene.shown.lines}
    for line in layout.informal:
        away = " faded" if {line.start_card, line.end_card} <= faded else ""
        said = xml_text(sentences[int(line.tie.id)])
        yield f'<g class="{line.tie.kind}{away}"><title>{said}</title>{_line(line)}</g>\n'


def _line(line: InformalLine) -> str:
    if line.tie.kind is TieKind.CONFLICT:
        place = f'transform="translate({line.middle.x:.0f} {line.middle.y:.0f})"'
        cross = f'<g {place}><circle r="8"/><path d="M-4-4 4 4M4-4-4 4"/></g>'
        return f'<path d="{_path(line.points)}"/>{cross}'
    return f'<path class="s{line.tie.strength}" marker-end="url(#tip)" d="{_path(line.points)}"/>'


def _marks_by_hand(face: Face) -> str:
    """A place to come back to, the post's version, and whose card it is."""
    version = f' data-version="{face.post.version}"' if face.post else ""
    return f' id="card-{face.key}"{version}' + (f' data-actor="{face.person.id}"' if face.person else "")


def _cards(
    found: Drawn,
    layout: Picture,
    address: Address | None,
    *,
    may_fold: bool,
    by_hand: bool,
    notes: dict[Key, str],
) -> Iterator[str]:
    faces = {face.key: face for face in found.faces}
    language, verified_for = get_language() or "", found.scene.shown.thresholds.stale_after
    for card in layout.cards:
        face = faces[card.id]
        inside = _inside(face, address(face) if address else "", by_hand, verified_for, language)
        below = ""
        if card.id in notes:
            note = f"+{card.hidden} · {notes[card.id]}" if card.hidden else notes[card.id]
            below = f'<text class="note" x="{EDGE}" y="{card.height + 13:.0f}">{xml_text(note)}</text>'
        elif card.hidden or (may_fold and card.id in found.superiors):
            below = _fold(card, found, may_fold)
        yield f'<g transform="translate({card.x:.0f} {card.y:.0f})">{inside}{below}</g>\n'


@lru_cache(maxsize=REMEMBERED)
def _inside(face: Face, address: str, by_hand: bool, verified_for: int, language: str) -> str:
    """What stands on a card, wherever it stands. `language` is the reader's; what is judged holds for so many days."""
    href, marks = xml_text(address), _marks_by_hand(face) if by_hand else ""
    tag, opening = ("a", f'a href="{href}"') if href else ("g", "g")
    parts = [f'<{opening} class="{_classes(face)}"{marks}><title>{xml_text(about(face, verified_for))}</title>']
    fill = 'box" fill="url(#hatch)"' if face.is_vacant or face.is_leaving else 'box plain"'
    parts.append(f'<rect class="{fill} width="{WIDTH:.0f}" height="{face.height:.0f}" rx="6"/>')
    parts += [f'<text class="{kind}" x="{EDGE}" y="{y:.0f}">{xml_text(text)}</text>' for kind, y, text in face.lines]
    if face.is_judged:
        foot = "".join([*(_pill(pill) for pill in face.pills), _judged(face)])
        symbol = f'<text class="symbol" x="{WIDTH - EDGE}" y="20">{face.symbol}</text>'
        parts.append(f'{symbol}<g transform="translate(0 {face.foot:.0f})">{foot}</g>')
    return "".join([*parts, f"</{tag}>"])


def _classes(face: Face) -> str:
    names = ["mark", face.attitude]
    for name in ("vacant", "unverified", "faded", "leaving"):
        if getattr(face, f"is_{name}"):
            names.append(name)
    return " ".join(name for name in names if name)


def _pill(pill: tuple[str, str, float, float, float]) -> str:
    key, text, x, y, width = pill
    return (
        f'<g class="role" transform="translate({x:.0f} {y:.0f})"><rect width="{width:.0f}" height="16" rx="8"/>'
        f'<use href="#{key}" x="6" y="2"/><text x="21" y="11.5">{xml_text(text)}</text></g>'
    )


def _judged(face: Face) -> str:
    """Influence, coverage and trajectory in a row."""
    star = f'<text class="star" x="{WIDTH - EDGE}" y="{face.bars_y + 13:.0f}">{face.star}</text>' if face.star else ""
    influence = _bars("influence", face.influence, EDGE, face.bars_y)
    return influence + _bars("coverage", face.coverage, EDGE + 58, face.bars_y) + star


def _bars(kind: str, filled: int | None, x: float, y: float) -> str:
    """The icon of what is counted, then its bars; a question mark where nobody has judged."""
    icon = f'<use class="icon-of" href="#{kind}" y="2"/>'
    bars = "?" if filled is None else filled
    shape = f'<text x="18" y="12">{bars}</text>' if filled is None else f'<use href="#{kind}-{bars}" x="17" y="1"/>'
    return f'<g class="bars" transform="translate({x:.0f} {y:.0f})">{icon}{shape}</g>'


def _fold(card: Card, found: Drawn, may_fold: bool) -> str:
    sign = f"+{card.hidden}" if card.hidden else "−"
    shape = f'<rect x="-15" y="-12" width="30" height="24" rx="12"/><text y="4">{sign}</text>'
    place = f'transform="translate({card.width / 2:.0f} {card.height + 6:.0f})"'
    if not may_fold:
        return f'<g class="fold" {place}>{shape}</g>'
    href = xml_text(found.scene.asked.folding(int(card.id)))
    said = (
        ngettext("Show the post below", "Show the %(n)d posts below", card.hidden) % {"n": card.hidden}
        if card.hidden
        else _("Fold away what stands below")
    )
    return f'<a class="fold" href="{href}" {place}><title>{xml_text(said)}</title>{shape}</a>'
