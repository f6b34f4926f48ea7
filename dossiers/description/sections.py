"""The one description of a dossier: its sections and fields (method.md, section 3, A to H).

Forms, completeness, review, differences, print and search are made from it. A section has fields, whose values are
facts, tables of described rows, and rows with a model of their own (the client's figures, events ahead, the diary).
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.description.kinds import Field, Kind, SectionKind
from dossiers.description.tables import DECISION, GENERAL, RELATIONSHIP

_LADDER_HINT = _("As the client would answer.")
_HORIZON_1, _HORIZON_3, _HORIZON_5 = (
    _("Size of opportunity, 1 year"),
    _("Size of opportunity, 3 years"),
    _("Size of opportunity, 5 years"),
)

SECTIONS: tuple[SectionKind, ...] = (
    SectionKind(
        "general",
        "A",
        _("General"),
        (
            Field("description", _("What the company does"), for_client=True),
            Field("company_history", _("History"), for_client=True),
            Field("mission", _("Mission"), for_client=True),
            Field("positioning", _("Positioning"), for_client=True),
            Field("strategy", _("Their strategy"), for_client=True),
        ),
        tables=GENERAL,
        rows="years",
        rows_for_client=True,
    ),
    SectionKind(
        "relationship",
        "B",
        _("The client through our eyes"),
        (
            Field("relationship_now", _("The relationship now and in prospect")),
            Field("client_budget", _("Client's budget for what we sell")),
            Field("worked_before", _("Whom they worked with before")),
            Field(
                "size_currency",
                _("Currency of the sizes of opportunity"),
                Kind.CURRENCY,
                hint=_("Three letters, such as EUR."),
            ),
            Field("size_1_low", _("Low"), Kind.MONEY, group=_HORIZON_1, whole="size_1"),
            Field("size_1_base", _("Base"), Kind.MONEY, group=_HORIZON_1, whole="size_1"),
            Field("size_1_high", _("High"), Kind.MONEY, group=_HORIZON_1, whole="size_1"),
            Field("size_3_low", _("Low"), Kind.MONEY, group=_HORIZON_3, whole="size_3"),
            Field("size_3_base", _("Base"), Kind.MONEY, group=_HORIZON_3, whole="size_3"),
            Field("size_3_high", _("High"), Kind.MONEY, group=_HORIZON_3, whole="size_3"),
            Field("size_5_low", _("Low"), Kind.MONEY, group=_HORIZON_5, whole="size_5"),
            Field("size_5_base", _("Base"), Kind.MONEY, group=_HORIZON_5, whole="size_5"),
            Field("size_5_high", _("High"), Kind.MONEY, group=_HORIZON_5, whole="size_5"),
        ),
        tables=RELATIONSHIP,
    ),
    SectionKind(
        "decision",
        "C",
        _("Decision mechanism"),
        (
            Field("actors", _("Who decides and who influences")),
            Field("buying_process", _("Buying process")),
            Field("information", _("How they collect and weigh information")),
            Field("criteria", _("Buying criteria with the client's weights")),
        ),
        tables=DECISION,
    ),
    SectionKind(
        "competitors",
        "D",
        _("Direct competitors and comparison"),
        (
            Field("competitors", _("Our competitors at this client")),
            Field("comparison", _("Comparison on the client's criteria")),
            Field("competitor_ladder", _("Where each competitor stands on the ladder")),
        ),
    ),
    SectionKind(
        "swot",
        "E",
        _("SWOT"),
        (
            Field("client_strengths", _("Strengths"), group=_("The client")),
            Field("client_weaknesses", _("Weaknesses"), group=_("The client")),
            Field("client_opportunities", _("Opportunities"), group=_("The client")),
            Field("client_threats", _("Threats"), group=_("The client")),
            Field("our_strengths", _("Strengths"), group=_("We at this client")),
            Field("our_weaknesses", _("Weaknesses"), group=_("We at this client")),
            Field("our_opportunities", _("Opportunities"), group=_("We at this client")),
            Field("our_threats", _("Threats"), group=_("We at this client")),
        ),
    ),
    SectionKind(
        "ladder",
        "F",
        _("Perception ladder"),
        (
            Field("needs_us", _("Does the client need you as you need them?"), Kind.YES_NO, _LADDER_HINT),
            Field(
                "deals_with_competitors", _("Does the client deal with your competitors?"), Kind.YES_NO, _LADDER_HINT
            ),
            Field(
                "discusses_problems",
                _("Do they like to discuss business problems with you?"),
                Kind.YES_NO,
                _LADDER_HINT,
            ),
            Field("prefers_competitors", _("Do they now and then prefer competitors?"), Kind.YES_NO, _LADDER_HINT),
            Field("drives_mad", _("Does the client drive you mad?"), Kind.YES_NO, _LADDER_HINT),
            Field("postpones_visits", _("Do they postpone your visits?"), Kind.YES_NO, _LADDER_HINT),
            Field("client_answer", _("The level the client named themselves"), Kind.LEVEL),
        ),
    ),
    SectionKind("events", "G", _("Events ahead"), rows="events", rows_for_client=True),
    SectionKind("diary", "H", _("Diary"), rows="diary"),
)

BY_KEY: dict[str, SectionKind] = {section.key: section for section in SECTIONS}
FIELD_SECTION: dict[str, SectionKind] = {f.key: section for section in SECTIONS for f in section.fields}
TABLE_SECTION: dict[str, SectionKind] = {table.key: section for section in SECTIONS for table in section.tables}
# What was prose once and is rows now: signed reviews of that time are still read in words.
RETIRED: dict[str, str | Promise] = {
    "staffing": _("Headcount and staffing table"),
    "structure": _("Structure and sites"),
    "their_customers": _("Their customers"),
    "their_competitors": _("Their competitors"),
    "their_suppliers": _("Their suppliers"),
    "goals": _("Their goals and strategy"),
    "market_factors": _("Market factors"),
    "relationship_history": _("History of the relationship"),
    "our_people": _("Our people in contact"),
    "share_of_wallet": _("Share of wallet"),
    "procurement_rules": _("Procurement rules and approval limits"),
    "budget_calendar": _("Budget calendar"),
}


def editable_sections() -> list[SectionKind]:
    """Sections that are edited as a form of fields."""
    return [section for section in SECTIONS if section.fields]
