"""What is said of one account of the matrix: translated once for a page, said of all its accounts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models.rounds import StrengthState
from accounts.selection.matrix_rows import Row
from accounts.selection.picture import Numbers
from accounts.selection.words import QUADRANT_WORDS


class Sentences:
    """The phrases in the reader's language, which is the one active when this is made."""

    def __init__(self) -> None:
        self.numbers = Numbers()
        self.quadrants = {str(quadrant): str(words.name) for quadrant, words in QUADRANT_WORDS.items()}
        self.strength_states = {str(state): str(state.label) for state in StrengthState}
        self.attractiveness = _("Attractiveness %(score)s")
        self.strength = _("Relative strength %(score)s")
        self.rival = _("Best competitor: %(name)s")
        self.sales = _("Sales %(amount)s")
        self.forecast = _("In three years %(scores)s")
        self.provisional = _("no quadrant: provisional")
        self.unknown = _("no quadrant: strength not known")
        self.borderline = _("borderline")
        self.flips = _("would flip")

    def about(self, row: Row) -> str:
        """What a mark says when it is pointed at or walked to: the first line is the name."""
        numbers = self.numbers
        lines = [row.name, self.attractiveness % {"score": numbers.attractiveness(row)}]
        if row.is_relative:
            lines.append(self.strength % {"score": numbers.strength(row)})
            if row.rival:
                lines.append(self.rival % {"name": row.rival})
        else:
            lines.append(self.strength_states[row.strength_state])
        if row.value is not None:
            lines.append(self.sales % {"amount": numbers.money(row.value, row.currency)})
        lines.append(self.standing(row))
        if forecast := numbers.forecast(row):
            lines.append(self.forecast % {"scores": forecast})
        return "\n".join(lines)

    def in_short(self, row: Row) -> str:
        """The same of one among many hundreds: attractiveness / relative strength, sales, quadrant."""
        numbers = self.numbers
        places = f"{numbers.attractiveness(row)} / {numbers.strength(row)}"
        return f"{row.name}\n{places}\n{numbers.money(row.value, row.currency)}\n{self.standing(row)}"

    def standing(self, row: Row) -> str:
        """The quadrant with its doubts, in one phrase."""
        if not row.quadrant:
            return self.provisional if row.is_relative else self.unknown
        said = self.quadrants[row.quadrant]
        if row.is_near:
            said += f", {self.borderline}"
        return f"{said}, {self.flips}" if row.flips else said
