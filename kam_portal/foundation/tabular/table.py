"""A table as it was read: header, rows with the line they begin in, and what was decided on the way."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

# Text as it stands in the file; XLSX also knows numbers and dates for certain.
Cell = str | Decimal | datetime.date

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 300_000
MAX_COLUMNS = 300
MAX_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Row:
    """One record. `fault` says why the row as a whole cannot be read, `faults` why one of its cells cannot."""

    line: int
    cells: tuple[Cell, ...]
    fault: str = ""
    faults: dict[int, str] | None = None


@dataclass(frozen=True)
class Table:
    """`form` tells how the file was recognised ("CSV, UTF-8, comma"), `notes` what was decided on the way."""

    header: tuple[str, ...]
    rows: list[Row]
    form: str
    header_line: int = 1
    notes: list[str] = field(default_factory=list)
