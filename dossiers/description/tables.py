"""The tables of a dossier: where the world has rows, the dossier has rows (method.md, section 3, A to C)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dossiers.description.kinds import Field, Kind, Table

NOTE = Field("note", _("Note"))

PLACES = (
    ("division", _("Division")),
    ("subsidiary", _("Subsidiary")),
    ("site", _("Site")),
    ("department", _("Department")),
)
GOALS = (("goal", _("Goal")), ("initiative", _("Initiative")), ("pressure", _("Pressure")))
FACTORS = (
    ("technology", _("Technology")),
    ("demographics", _("Demographics")),
    ("competition", _("New competitors")),
    ("regulation", _("Regulation")),
    ("other", _("Other")),
)
EFFECTS = (
    ("helps", _("Helps them")),
    ("threatens", _("Threatens them")),
    ("open", pgettext_lazy("effect on the client", "Open")),
)

GENERAL: tuple[Table, ...] = (
    Table(
        "units",
        _("Structure and sites"),
        (
            Field("name", _("Unit or site"), Kind.LINE, for_client=True),
            Field("kind", _("Kind"), Kind.CHOICE, choices=PLACES, for_client=True),
            Field("place", _("Place"), Kind.LINE, for_client=True),
            Field("people", _("Headcount"), Kind.NUMBER, for_client=True),
            NOTE,
        ),
        _("Add a unit or site"),
    ),
    Table(
        "staffing",
        _("Staffing table"),
        (
            Field("name", _("Function"), Kind.LINE, for_client=True),
            Field("people", _("Headcount"), Kind.NUMBER, for_client=True),
            Field("change", _("What is changing"), Kind.LINE, hint=_("Hiring, cutting, moving, outsourcing.")),
            NOTE,
        ),
        _("Add a function"),
    ),
    Table(
        "customers",
        _("Their customers"),
        (
            Field("name", _("Customer or group"), Kind.LINE, for_client=True),
            Field("share", _("Share of their sales"), Kind.PERCENT, for_client=True),
            Field("buys", _("What they buy"), Kind.LINE, for_client=True),
            NOTE,
        ),
        _("Add a customer of theirs"),
        names_account=True,
    ),
    Table(
        "rivals",
        _("Their competitors"),
        (
            Field("name", _("Competitor"), Kind.LINE, for_client=True),
            Field("share", _("Share of the market"), Kind.PERCENT, for_client=True),
            Field("ahead", _("Where they are ahead"), Kind.LINE),
            NOTE,
        ),
        _("Add a competitor of theirs"),
        names_account=True,
    ),
    Table(
        "suppliers",
        _("Their suppliers"),
        (
            Field("name", _("Supplier"), Kind.LINE),
            Field("supplies", _("What they supply"), Kind.LINE),
            Field("share", _("Share of this purchase"), Kind.PERCENT),
            NOTE,
        ),
        _("Add a supplier of theirs"),
        names_account=True,
    ),
    Table(
        "goals",
        _("Their goals and initiatives"),
        (
            Field("name", _("Goal or initiative"), Kind.LINE, for_client=True),
            Field("kind", _("Kind"), Kind.CHOICE, choices=GOALS, for_client=True),
            Field("measure", _("How they measure it"), Kind.LINE, for_client=True),
            Field("until", _("By when"), Kind.DATE, for_client=True),
            Field("owner", _("Who stands behind it"), Kind.LINE),
            NOTE,
        ),
        _("Add a goal of theirs"),
        hint=_("The plan will mirror them."),
    ),
    Table(
        "market",
        _("Market factors"),
        (
            Field("name", _("Factor"), Kind.LINE, for_client=True),
            Field("kind", _("Kind"), Kind.CHOICE, choices=FACTORS, for_client=True),
            Field("effect", _("Effect on the client"), Kind.CHOICE, choices=EFFECTS),
            NOTE,
        ),
        _("Add a market factor"),
        hint=_("Technology, demographics, new competitors, regulation."),
    ),
)

RELATIONSHIP: tuple[Table, ...] = (
    Table(
        "milestones",
        _("History of the relationship"),
        (Field("name", _("What happened"), Kind.LINE), Field("year", _("Year"), Kind.YEAR), NOTE),
        _("Add a milestone"),
    ),
    Table(
        "our_people",
        _("Our people in contact"),
        (
            Field("name", _("Who of us"), Kind.LINE, for_client=True),
            Field("function", _("Function"), Kind.LINE, for_client=True),
            Field("speaks_with", _("Speaks with"), Kind.LINE),
            Field("how_often", _("How often"), Kind.LINE),
            NOTE,
        ),
        _("Add one of us"),
        read_with="people",
    ),
    Table(
        "wallet",
        _("Share of wallet"),
        (
            Field("year", _("Year"), Kind.YEAR),
            Field("share", _("Our share"), Kind.PERCENT, hint=_("Of all they spend on what we could supply.")),
            Field("spend", _("They spend in all"), Kind.MONEY),
            Field("spend_currency", _("Currency"), Kind.CURRENCY),
            NOTE,
        ),
        _("Add a year of the wallet"),
        is_yearly=True,
        read_with="sales",
    ),
)

DECISION: tuple[Table, ...] = (
    Table(
        "procurement",
        _("Procurement rules and approval limits"),
        (
            Field("name", _("Rule"), Kind.LINE),
            Field("limit", _("Up to"), Kind.MONEY, hint=_("The amount up to which the rule holds; empty for any.")),
            Field("limit_currency", _("Currency"), Kind.CURRENCY),
            Field("approver", _("Who approves"), Kind.LINE),
            NOTE,
        ),
        _("Add a rule"),
    ),
    Table(
        "budget_calendar",
        _("Budget calendar"),
        (
            Field("name", _("Step"), Kind.LINE),
            Field("from_month", pgettext_lazy("of a period", "From"), Kind.MONTH),
            Field("to_month", _("To"), Kind.MONTH),
            Field("who", _("Who"), Kind.LINE),
            NOTE,
        ),
        _("Add a step of the budget"),
        hint=_("What comes back every year; the budget round of one year is an event ahead."),
    ),
)

TABLES: dict[str, Table] = {table.key: table for table in (*GENERAL, *RELATIONSHIP, *DECISION)}
