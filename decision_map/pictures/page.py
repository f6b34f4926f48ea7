"""Everything the page of a map shows of its picture: the drawing, its filters and legend, measures, alerts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from decision_map.description import ATTITUDES, ROLES
from decision_map.findings import Findings, findings_of
from decision_map.pictures.asked import FIT, LINES, ZOOMS, Asked, asked_of
from decision_map.pictures.drawing import Address, Drawn, drawn, svg_of
from decision_map.pictures.faces import Face, Scene
from decision_map.pictures.legend import Entry, legend
from decision_map.reading import MapShown


@dataclass(frozen=True)
class Select:
    """A choice of the filters; `all` is the word for none, "" where one is always chosen."""

    name: str
    title: str
    choices: Sequence[tuple[str, Any]]
    value: str
    all: str = ""


@dataclass(frozen=True)
class PicturePage:
    drawn: Drawn
    svg: SafeString
    selects: Sequence[Select]
    legend: Sequence[Entry]
    findings: Findings

    @property
    def asked(self) -> Asked:
        return self.drawn.scene.asked

    @property
    def unfolding(self) -> str:
        """The address with everything open; "" where nothing is folded."""
        return self.asked.query(fold=frozenset()) if self.asked.fold else ""

    @property
    def zooms(self) -> list[tuple[str, str, bool]]:
        """Title, address, and whether it is the present one."""
        titles = {FIT: _("Fit")}
        return [(titles.get(z, f"{z}\u00a0%"), self.asked.query(zoom=z), z == self.asked.zoom) for z in ZOOMS]

    @property
    def as_file(self) -> str:
        """The address of this very picture for a file, which folds nothing unasked."""
        return replace(self.asked, plain=frozenset()).query()


def page_of(shown: MapShown, words: Mapping[str, str], on: datetime.date) -> PicturePage:
    scene = Scene(shown, asked_of(words, shown, opens_upper_ranks=True), on)
    found = drawn(scene)
    return PicturePage(
        drawn=found,
        svg=svg_of(found, title_of(shown), address=addresses(shown), may_fold=True, by_hand=shown.may_judge),
        selects=list(_selects(scene)),
        legend=legend(shown),
        findings=findings_of(shown, on),
    )


def title_of(shown: MapShown) -> str:
    return _("Decision map “%(title)s”; the table holds the same in words") % {"title": shown.map.title}


def addresses(shown: MapShown) -> Address:
    """A card leads to its row of the table."""
    table = reverse("map_table", args=[shown.map.account_id, shown.map.pk])

    def address(face: Face) -> str:
        return f"{table}#post-{face.key}" if face.post else f"{table}#{face.key}"

    return address


def _selects(scene: Scene) -> list[Select]:
    asked, any_ = scene.asked, _("All")
    if not scene.shown.may_judge:
        return []
    return [
        Select("role", _("Role"), ROLES, asked.role, any_),
        Select("attitude", _("Attitude"), ATTITUDES, asked.attitude, any_),
        Select("lines", _("Lines"), LINES, asked.lines),
    ]
