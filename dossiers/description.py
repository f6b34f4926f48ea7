"""The one description of a dossier: its sections and fields (method.md, section 3, A to H).

Forms, completeness, review, differences, print and search are made from it. A section either has fields, whose
values are facts, or rows of its own (events ahead, the diary), or both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """How a fact is entered and held; the stored text is canonical (see values.py)."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    YES_NO = "yes_no"
    LEVEL = "level"


@dataclass(frozen=True)
class Field:
    key: str
    title: str | Promise
    kind: Kind = Kind.TEXT
    hint: str | Promise = ""
    # Fields of one group stand together under its title.
    group: str | Promise = ""
    # Fields of one whole say the same thing from several sides: completeness counts them once.
    whole: str = ""

    @property
    def counted_as(self) -> str:
        return self.whole or self.key


@dataclass(frozen=True)
class SectionKind:
    key: str
    letter: str
    title: str | Promise
    fields: tuple[Field, ...] = ()
    # Name of the rows this section keeps besides its fields: years, events, diary.
    rows: str = ""
    _by_key: dict[str, Field] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._by_key.update({f.key: f for f in self.fields})

    def __getitem__(self, key: str) -> Field:
        return self._by_key[key]


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
            Field("description", _("What the company does")),
            Field("company_history", _("History")),
            Field("mission", _("Mission")),
            Field("positioning", _("Positioning")),
            Field("staffing", _("Headcount and staffing table")),
            Field("structure", _("Structure and sites")),
            Field("their_customers", _("Their customers")),
            Field("their_competitors", _("Their competitors")),
            Field("their_suppliers", _("Their suppliers")),
            Field("goals", _("Their goals and strategy"), hint=_("One goal a line. The plan will mirror them.")),
            Field(
                "market_factors", _("Market factors"), hint=_("Technology, demographics, new competitors, regulation.")
            ),
        ),
        rows="years",
    ),
    SectionKind(
        "relationship",
        "B",
        _("The client through our eyes"),
        (
            Field("relationship_history", _("History of the relationship")),
            Field("our_people", _("Our people in contact")),
            Field("relationship_now", _("The relationship now and in prospect")),
            Field("client_budget", _("Client's budget for what we sell")),
            Field("worked_before", _("Whom they worked with before")),
            Field("share_of_wallet", _("Share of wallet"), Kind.PERCENT),
            Field(
                "size_currency",
                _("Currency of the sizes of opportunity"),
                Kind.LINE,
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
    ),
    SectionKind(
        "decision",
        "C",
        _("Decision mechanism"),
        (
            Field("actors", _("Who decides and who influences")),
            Field("buying_process", _("Buying process")),
            Field("information", _("How they collect and weigh information")),
            Field("procurement_rules", _("Procurement rules and approval limits")),
            Field("budget_calendar", _("Budget calendar")),
            Field("criteria", _("Buying criteria with the client's weights")),
        ),
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
    SectionKind("events", "G", _("Events ahead"), rows="events"),
    SectionKind("diary", "H", _("Diary"), rows="diary"),
)

BY_KEY: dict[str, SectionKind] = {section.key: section for section in SECTIONS}
FIELD_SECTION: dict[str, SectionKind] = {f.key: section for section in SECTIONS for f in section.fields}


def editable_sections() -> list[SectionKind]:
    """Sections that are edited as a form of fields."""
    return [section for section in SECTIONS if section.fields]
