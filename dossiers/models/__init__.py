"""All that is known about a client, and whether somebody looked lately."""

from dossiers.models.attachments import Attachment, AttachmentVersion
from dossiers.models.diary import DiaryEntry, DiaryKind, OurParticipant, TheirParticipant
from dossiers.models.dossiers import Dossier, Fact, ReviewState, Section
from dossiers.models.reviews import Answer, Review
from dossiers.models.rows import EventAhead, EventKind, FinancialYear

__all__ = [
    "Answer",
    "Attachment",
    "AttachmentVersion",
    "DiaryEntry",
    "DiaryKind",
    "Dossier",
    "EventAhead",
    "EventKind",
    "Fact",
    "FinancialYear",
    "OurParticipant",
    "Review",
    "ReviewState",
    "Section",
    "TheirParticipant",
]
