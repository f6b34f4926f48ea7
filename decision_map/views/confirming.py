"""What is said after a save that changed and confirmed nothing: "Saved." would let its date be taken for today's."""

from __future__ import annotations

from django.utils.translation import gettext as _

from decision_map.models import Actor, Line


class KeptAsItIs:
    """Whether a save left `row` as it was opened."""

    def __init__(self, row: Actor | Line) -> None:
        self.opened_at, self.saved_at = row.version, row.version

    def unless(self, saved: Actor | Line) -> Actor | Line:
        self.saved_at = saved.version
        return saved

    def said(self) -> str:
        """ "" where something was written."""
        if self.saved_at != self.opened_at:
            return ""
        return _("Nothing was changed, and the date stays. Tick “Still true” where you have looked at it again.")
