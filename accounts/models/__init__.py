"""Clients, how we chose the key ones, and the files that brought them in."""

from accounts.models.accounts import (
    Account,
    AccountMember,
    AccountYear,
    Assignment,
    Consent,
    Contact,
    Ground,
    SamePerson,
    Status,
    StatusChange,
)
from accounts.models.authority import Authority
from accounts.models.comparison import BuyingCriterion, Competitor, CriterionScore
from accounts.models.importing import ImportRun, import_path
from accounts.models.rounds import (
    AgreedScore,
    BandScore,
    Candidate,
    Decision,
    Nomination,
    Rater,
    Round,
    RoundStep,
    Score,
)
from accounts.models.scoring import Anchor, BandEdge, Factor, Measure, ScoringModel

__all__ = [
    "Account",
    "AccountMember",
    "AccountYear",
    "AgreedScore",
    "Anchor",
    "Assignment",
    "Authority",
    "BandEdge",
    "BandScore",
    "BuyingCriterion",
    "Candidate",
    "Competitor",
    "Consent",
    "Contact",
    "CriterionScore",
    "Decision",
    "Factor",
    "Ground",
    "ImportRun",
    "Measure",
    "Nomination",
    "Rater",
    "Round",
    "RoundStep",
    "SamePerson",
    "Score",
    "ScoringModel",
    "Status",
    "StatusChange",
    "import_path",
]
