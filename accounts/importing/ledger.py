"""What becomes of every line: created, updated, unchanged or rejected; the four always add up to the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.importing.columns import Line


@dataclass
class Ledger:
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)
    _reasons: dict[int, list[str]] = field(default_factory=dict)

    def reject(self, line: int, reason: str) -> None:
        reasons = self._reasons.setdefault(line, [])
        if reason not in reasons:
            reasons.append(reason)

    def has_rejected(self, line: int) -> bool:
        return line in self._reasons

    @property
    def rejected(self) -> list[tuple[int, str]]:
        return [(line, " ".join(reasons)) for line, reasons in sorted(self._reasons.items())]

    def repeated(self, line: Line, first: Line, what: str, differing: Iterable[str] = ()) -> None:
        """`line` has the key of `first`: kept as the first one said it, or rejected when it says something else.

        `what` names the key in words, `differing` the titles of the values the two disagree on.
        """
        if self.has_rejected(line.number):
            return
        values = {"line": line.number, "what": what, "first": first.number}
        if differing:
            values["differing"] = ", ".join(differing)
            self.reject(line.number, _("Same %(what)s as line %(first)s, but another %(differing)s.") % values)
            return
        self.unchanged += 1
        self.notes.append(_("line %(line)s: same %(what)s as line %(first)s, kept the first") % values)

    def settle(self, line: Line, *, is_new: bool, is_changed: bool) -> None:
        if is_new:
            self.created += 1
        elif is_changed:
            self.updated += 1
        else:
            self.unchanged += 1
