"""A place on the ladder in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dossiers.ladders.ladder import Standing
from dossiers.values import LEVELS


def standing_in_words(standing: Standing | None) -> str:
    """“3 Value adder”, or from which step to which; says so where nothing is known."""
    if standing is None:
        return _("not known yet")
    if standing.is_exact:
        return str(LEVELS[str(standing.lowest)])
    steps = {"lowest": LEVELS[str(standing.lowest)], "highest": LEVELS[str(standing.highest)]}
    return _("from “%(lowest)s” to “%(highest)s”") % steps
