"""Of what a dossier is described: fields, tables of rows, and the sections that hold them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise

Choices = tuple[tuple[str, str | Promise], ...]


class Kind(StrEnum):
    """How a fact is entered and held; the stored text is canonical (see values.py)."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    CURRENCY = "currency"
    PERCENT = "percent"
    DATE = "date"
    YEAR = "year"
    MONTH = "month"
    CHOICE = "choice"
    YES_NO = "yes_no"
    LEVEL = "level"


@dataclass(frozen=True)
class Field:
    key: str
    title: str | Promise
    kind: Kind = Kind.TEXT
    hint: str | Promise = ""
    # Fields of one group stand together under its title.
    group: str | Promise = ""
    # Fields of one whole say the same thing from several sides: completeness counts them once.
    whole: str = ""
    # Of a CHOICE: stored text and words.
    choices: Choices = ()
    # Whether the version for the client shows it; closed unless somebody decided otherwise.
    for_client: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its values stand in a column under each other, digit under digit."""
        return self.kind in (Kind.NUMBER, Kind.MONEY, Kind.PERCENT)

    @property
    def is_one_word(self) -> bool:
        """Whether its values are not to be broken in two."""
        return self.kind in (Kind.CHOICE, Kind.MONTH)

    @property
    def counted_as(self) -> str:
        return self.whole or self.key

    @property
    def full_title(self) -> str:
        """With the group it stands in: several groups may have a field of that title."""
        return f"{self.group}: {self.title}" if self.group else str(self.title)


@dataclass(frozen=True)
class Table:
    """Rows of one kind where the world has rows. The first column names the row and is never empty."""

    key: str
    title: str | Promise
    columns: tuple[Field, ...]
    # What a new row is called on its page and button.
    new: str | Promise
    hint: str | Promise = ""
    # Rows may point to an account of ours: the firm that is named is itself a client.
    names_account: bool = False
    # One row a year, the latest first; else rows stand as they were written.
    is_yearly: bool = False
    # With what its changes are read: people, sales; the dossier itself otherwise.
    read_with: str = "dossier"
    _by_key: dict[str, Field] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._by_key.update({column.key: column for column in self.columns})

    def __getitem__(self, key: str) -> Field:
        return self._by_key[key]

    @property
    def for_client(self) -> bool:
        """Whether the version for the client shows the table at all, with those of its columns that are open."""
        return self.columns[0].for_client

    @property
    def name_key(self) -> str:
        """The column that names a row."""
        return self.columns[0].key


@dataclass(frozen=True)
class SectionKind:
    key: str
    letter: str
    title: str | Promise
    fields: tuple[Field, ...] = ()
    tables: tuple[Table, ...] = ()
    # Name of the rows with a model of their own that this section keeps: years, events, diary.
    rows: str = ""
    # Whether the version for the client shows these rows (printing/for_client.py says which of their columns).
    rows_for_client: bool = False
    _by_key: dict[str, Field] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._by_key.update({f.key: f for f in self.fields})

    def __getitem__(self, key: str) -> Field:
        return self._by_key[key]
