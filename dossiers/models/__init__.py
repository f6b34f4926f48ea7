"""All that is known about a client, and whether somebody looked lately."""

from dossiers.models.diary import DiaryEntry, DiaryKind, OurParticipant, TheirParticipant
from dossiers.models.dossiers import Dossier, Fact, ReviewState, Section
from dossiers.models.reviews import Answer, FactCheck, Review
from dossiers.models.rows import EventAhead, EventKind, FinancialYear
from dossiers.models.tables import TableRow

__all__ = [
    "Answer",
    "DiaryEntry",
    "DiaryKind",
    "Dossier",
    "EventAhead",
    "EventKind",
    "Fact",
    "FactCheck",
    "FinancialYear",
    "OurParticipant",
    "Review",
    "ReviewState",
    "Section",
    "TableRow",
    "TheirParticipant",
]
