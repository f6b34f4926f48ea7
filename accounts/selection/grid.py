"""The grid of one rater: accounts by factors, each cell with its answer, its version and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Candidate, Factor, Rater, Score
from accounts.selection.answers import UNKNOWN, points_in_words
from accounts.selection.scoring import CellsRefused, Clash, Edit, Key
from kam_portal.foundation.history.editing import LARGEST_VERSION, NEVER_READ

SENT = re.compile(r"s-([1-9][0-9]{0,17})-([1-9][0-9]{0,17})", re.ASCII)


@dataclass
class Cell:
    """What one cell shows. `unsaved`: the text is not what is stored."""

    candidate: Candidate
    factor: Factor
    version: int = 0
    text: str = ""
    is_estimate: bool = False
    note: str = ""
    error: str = ""
    clash: Clash | None = None
    unsaved: bool = False

    @property
    def key(self) -> str:
        return f"{self.candidate.pk}-{self.factor.pk}"

    @property
    def theirs(self) -> str:
        """What another window saved, as it is typed; "" for an emptied cell."""
        answer = self.clash.theirs if self.clash else None
        if answer is None:
            return ""
        return f"{'~' if answer.is_estimate else ''}{points_in_words(answer.value)}"

    @property
    def is_open(self) -> bool:
        """Whether the note stands open: without JavaScript a refused one must be seen."""
        return bool(self.error or self.clash) and bool(self.note)

    def take(self, row: Score) -> None:
        self.version, self.text = row.version, points_in_words(row.value)
        self.is_estimate, self.note = row.is_estimate, row.note

    def retype(self, edit: Edit) -> None:
        self.text, self.is_estimate, self.note, self.unsaved = edit.text, edit.is_estimate, edit.note, True


@dataclass(frozen=True)
class Line:
    """One account."""

    candidate: Candidate
    cells: list[Cell]


def lines_of(rater: Rater, candidates: Iterable[Candidate], factors: Sequence[Factor]) -> list[Line]:
    """The rater's own cells, as stored; nobody else's is read. One statement."""
    listed = list(candidates)
    stored = {
        (row.candidate_id, row.factor_id): row
        for row in Score.objects.filter(rater=rater, candidate__in=[candidate.pk for candidate in listed])
    }
    lines = []
    for candidate in listed:
        cells = [Cell(candidate, factor) for factor in factors]
        for cell in cells:
            if row := stored.get((candidate.pk, cell.factor.pk)):
                cell.take(row)
        lines.append(Line(candidate, cells))
    return lines


def with_typed(lines: Sequence[Line], edits: Iterable[Edit], refused: CellsRefused) -> list[Line]:
    """The same lines with every typed text kept, sentences by their cells and clashes with both values."""
    sent = {edit.key: edit for edit in edits}
    for cell in cells_of(lines):
        edit = sent.get(_key(cell))
        if edit is None:
            continue
        stored = (cell.text, cell.is_estimate, cell.note)
        cell.retype(edit)
        cell.error = refused.errors.get(_key(cell), "")
        cell.clash = refused.clashes.get(_key(cell))
        untouched = stored == (edit.text.strip(), edit.is_estimate, edit.note.strip())
        cell.unsaved = bool(cell.error or cell.clash) or not untouched
        if not cell.clash:
            cell.version = edit.version
    return list(lines)


def cells_of(lines: Iterable[Line]) -> Iterator[Cell]:
    for line in lines:
        yield from line.cells


def _key(cell: Cell) -> Key:
    return cell.candidate.pk, cell.factor.pk


def sent_edits(data: Mapping[str, str]) -> list[Edit]:
    """The cells of a POST: s- value, v- version read, e- estimate, n- note, each by candidate and factor."""
    found = []
    for name, text in data.items():
        if match := SENT.fullmatch(name):
            key = f"{match[1]}-{match[2]}"
            # A telephone's keyboard of digits has no question mark.
            text = UNKNOWN if data.get(f"u-{key}") == "on" else text
            version = _version(data.get(f"v-{key}", ""))
            estimate, note = data.get(f"e-{key}", "") == "on", data.get(f"n-{key}", "")
            found.append(Edit(int(match[1]), int(match[2]), version, text, estimate, note))
    return found


def _version(typed: str) -> int:
    fits = typed.isascii() and typed.isdigit() and len(typed) < len(str(LARGEST_VERSION))
    return int(typed) if fits else NEVER_READ


def not_scored_yet(candidates: QuerySet[Candidate], rater: Rater, factors: Sequence[Factor]) -> QuerySet[Candidate]:
    """The accounts with a cell that the rater has not answered; asked account by account, for a page needs few."""
    given = Score.objects.filter(candidate=OuterRef("pk"), rater=rater, factor__in=[factor.pk for factor in factors])
    counted = given.order_by().values("candidate").annotate(n=Count("pk")).values("n")
    return candidates.alias(answers=Coalesce(Subquery(counted), 0)).filter(answers__lt=len(factors))
