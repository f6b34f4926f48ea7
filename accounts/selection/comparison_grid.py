"""The grid of the comparison as a form: stored scores, what was typed into them, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

from accounts.comparison import Clash
from accounts.selection.comparison_forms import TypedCells, as_typed
from accounts.selection.comparison_standing import Cell, Line, Standing


@dataclass(frozen=True)
class Field:
    """One cell to type into. `stored` is shown beside a clash only."""

    cell: Cell
    text: str
    version: int
    error: str | Promise = ""
    clash: bool = False
    stored: str = ""

    @property
    def key(self) -> str:
        return self.cell.key

    @property
    def is_unsaved(self) -> bool:
        return self.clash or bool(self.error)


@dataclass(frozen=True)
class Grid:
    """`sent` and `clashes` of a save that was not wholly accepted; `lost` are scores whose row or column is gone."""

    standing: Standing
    sent: TypedCells = field(default_factory=TypedCells)
    clashes: Sequence[Clash] = ()

    @property
    def rows(self) -> list[tuple[Line, list[Field]]]:
        clashes = {clash.typed.cell_key: clash for clash in self.clashes}
        return [(line, [self._field(cell, clashes) for cell in line.cells]) for line in self.standing.lines]

    def _field(self, cell: Cell, clashes: Mapping[str, Clash]) -> Field:
        error, clash = self.sent.errors.get(cell.key, ""), clashes.get(cell.key)
        stored = as_typed(cell.value)
        if error:
            return Field(cell, self.sent.texts[cell.key], cell.version, error=error)
        if clash:
            return Field(cell, self.sent.texts[cell.key], clash.version, clash=True, stored=as_typed(clash.stored))
        return Field(cell, stored, cell.version)

    def fields_sent(self) -> Iterator[Field]:
        return (found for _line, fields in self.rows for found in fields if found.key in self.sent.texts)

    @property
    def lost(self) -> list[str]:
        return [as_typed(clash.typed.value) for clash in self.clashes if clash.gone]

    @property
    def unsaved(self) -> int:
        return sum(found.is_unsaved for _line, fields in self.rows for found in fields)
