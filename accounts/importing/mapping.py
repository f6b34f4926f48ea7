"""Which column of the file is which of ours: by name and synonym, or as the person says.

Pure: a header and the kind's columns in, positions out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.importing.columns import Column
from kam_portal.foundation.tabular.cells import folded, quoted
from kam_portal.foundation.tabular.refusing import Unreadable


@dataclass(frozen=True)
class Matched:
    """`positions`: column name -> index in the file; `unused`: the names of columns nobody asked for."""

    positions: dict[str, int]
    unused: tuple[str, ...]


def parse_overrides(pairs: Sequence[str]) -> dict[str, str]:
    """`ours=theirs` as typed at the command line; `ours=` leaves a column out."""
    overrides: dict[str, str] = {}
    for pair in pairs:
        ours, sign, theirs = pair.partition("=")
        if not sign or not ours.strip():
            raise Unreadable(
                _("--map %(pair)s: write --map ours=theirs, or --map ours= to leave a column out.") % {"pair": pair}
            )
        overrides[ours.strip()] = theirs.strip()
    return overrides


class Unmapped(Unreadable):
    """A column that is needed was not recognised; `name` is ours."""

    def __init__(self, sentence: str, name: str) -> None:
        super().__init__(sentence)
        self.name = name


def match(
    header: Sequence[str],
    columns: Sequence[Column],
    needs: Sequence[Sequence[str]],
    overrides: Mapping[str, str],
) -> Matched:
    """Raises Unreadable when an override names what does not exist, Unmapped when one of `needs` is not found."""
    ours = {column.name: column for column in columns}
    if strange := [name for name in overrides if name not in ours]:
        raise Unreadable(
            _("There is no column “%(name)s” to fill. These can be filled: %(known)s.")
            % {"name": strange[0], "known": ", ".join(ours)}
        )
    positions = {name: _position(theirs, header) for name, theirs in overrides.items() if theirs}
    taken = set(positions.values())
    if len(taken) < len(positions):
        raise Unreadable(_("One column of the file cannot fill two of ours. Look at --map again."))
    for column in columns:
        if column.name not in overrides:
            found = _by_synonym(column, header, taken)
            if found is not None:
                positions[column.name] = found
                taken.add(found)
    _check_needs(ours, needs, positions, header)
    return Matched(positions, tuple(title for i, title in enumerate(header) if title and i not in taken))


def _position(theirs: str, header: Sequence[str]) -> int:
    exact = [i for i, title in enumerate(header) if title == theirs]
    alike = [i for i, title in enumerate(header) if folded(title) == folded(theirs)]
    if len(exact or alike) != 1:
        raise Unreadable(
            _("The file has no column “%(name)s”. It has: %(known)s.")
            % {"name": theirs, "known": ", ".join(title for title in header if title)}
        )
    return (exact or alike)[0]


def _by_synonym(column: Column, header: Sequence[str], taken: set[int]) -> int | None:
    """The free column known by our name, our title in the reader's language, or the earliest synonym."""
    names: dict[str, int] = {}
    for position, title in enumerate(header):
        names.setdefault(folded(title), position)
    for name in (column.name, str(column.title), *column.synonyms):
        found = names.get(folded(name))
        if found is not None and found not in taken and folded(name):
            return found
    return None


def _check_needs(
    ours: Mapping[str, Column], needs: Sequence[Sequence[str]], positions: Mapping[str, int], header: Sequence[str]
) -> None:
    missing = [group for group in needs if not any(name in positions for name in group)]
    if missing:
        title, known = str(ours[missing[0][0]].title), ", ".join(title for title in header if title)
        raise Unmapped(
            _("No column is recognised as %(title)s. The file has: %(known)s. Say which one it is.")
            % {"title": quoted(title), "known": known},
            name=missing[0][0],
        )
