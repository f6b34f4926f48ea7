"""All that is known about a client, and whether somebody looked lately."""

from dossiers.models.attachments import Attachment, AttachmentVersion
from dossiers.models.diary import DiaryEntry, DiaryKind, Mood, NextStep, OurParticipant, TheirParticipant
from dossiers.models.dossiers import Dossier, Fact, ReviewState, Section
from dossiers.models.ladders import ClientLadder, CompetitorLadder, InvitationState, LadderInvitation
from dossiers.models.reviews import Answer, FactCheck, Review
from dossiers.models.tables import TableRow
from dossiers.models.years_and_events import EventAhead, EventKind, FinancialYear

__all__ = [
    "Answer",
    "ClientLadder",
    "CompetitorLadder",
    "Attachment",
    "AttachmentVersion",
    "DiaryEntry",
    "DiaryKind",
    "Dossier",
    "EventAhead",
    "EventKind",
    "Fact",
    "FactCheck",
    "FinancialYear",
    "InvitationState",
    "LadderInvitation",
    "Mood",
    "NextStep",
    "OurParticipant",
    "Review",
    "ReviewState",
    "Section",
    "TableRow",
    "TheirParticipant",
]
