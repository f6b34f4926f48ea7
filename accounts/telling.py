"""How the changes of accounts and their people read in the history."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import (
    Account,
    AccountMember,
    AccountYear,
    Assignment,
    Authority,
    BuyingCriterion,
    Candidate,
    Competitor,
    Contact,
    CriterionScore,
    Round,
    StatusChange,
)
from kam_portal.foundation.history.timeline import Part, Row, Telling, name_pages, tell

# Status and manager have histories of their own; the latest sales follow from the years.
DERIVED = frozenset({"status", "status_since", "kam", "annual_sales"})

# Whoever reads an account reads of it in published rounds, and not what the pages of a round keep for who takes part.
AMONG_WHO_TAKES_PART = frozenset({"left_out_because", "difference_note"})

COMPARISON_PAGES = (
    "comparison_save",
    "criterion_new",
    "criterion_edit",
    "criterion_remove",
    "criterion_move",
    "competitor_new",
    "competitor_edit",
    "competitor_remove",
)
AUTHORITY_PAGES = ("authority_new", "authority_edit", "authority_end")


def register() -> None:
    account = Part("account", gettext_lazy("Account"))
    team = Part("team", gettext_lazy("Our team"))
    comparison = Part("comparison", gettext_lazy("Comparison with competitors"))
    tell(
        Telling(Account, [account], lambda row: _("The account"), path="pgh_obj", hidden=DERIVED),
        Telling(StatusChange, [Part("status", gettext_lazy("Status"))], lambda row: row.word("status")),
        Telling(Assignment, [team], _manager),
        Telling(AccountMember, [team], _member, hidden=frozenset({"user"})),
        Telling(
            Contact,
            [Part("contacts", gettext_lazy("Their people"))],
            lambda row: row.word("name"),
            hidden=frozenset({"verified_on"}),
        ),
        Telling(BuyingCriterion, [comparison], lambda row: row.word("name"), hidden=frozenset({"position"})),
        Telling(Competitor, [comparison], lambda row: row.word("name")),
        Telling(CriterionScore, [comparison], lambda row: row.word("criterion"), hidden=frozenset({"criterion"})),
        Telling(
            Candidate,
            [Part("selection", gettext_lazy("Selection"))],
            lambda row: row.word("round"),
            hidden=AMONG_WHO_TAKES_PART,
            only=Q(round__state=Round.State.PUBLISHED),
        ),
        # Of a person, not of an account: told on the page of the manager's ranges.
        Telling(
            Authority,
            [Part("authority", gettext_lazy("Range of authority"))],
            lambda row: _("Range of authority from %(day)s") % {"day": row.word("valid_from")},
            path="manager",
            hidden=frozenset({"manager"}),
        ),
        Telling(AccountYear, [Part("sales", gettext_lazy("Our sales"))], _year, hidden=frozenset({"year"})),
    )
    name_pages(
        {
            "account_new": gettext_lazy("new account"),
            "account_edit": gettext_lazy("account"),
            "account_status": gettext_lazy("status"),
            "decide": gettext_lazy("decisions of a round"),
            "decide_many": gettext_lazy("decisions of a round"),
            "decision_withdraw": gettext_lazy("decisions of a round"),
            "account_assign": pgettext_lazy("page of an account", "team"),
            "member_add": pgettext_lazy("page of an account", "team"),
            "member_remove": pgettext_lazy("page of an account", "team"),
            "contact_new": gettext_lazy("contacts"),
            "contact_edit": gettext_lazy("contacts"),
            "contact_erase": gettext_lazy("erasing on request"),
            "year_new": gettext_lazy("our sales"),
            "year_edit": gettext_lazy("our sales"),
            "year_remove": gettext_lazy("our sales"),
            "assignments": gettext_lazy("assignments"),
            **dict.fromkeys(AUTHORITY_PAGES, gettext_lazy("ranges of authority")),
            **dict.fromkeys(COMPARISON_PAGES, gettext_lazy("comparison with competitors")),
            "import_start": gettext_lazy("import"),
        }
    )


def _manager(row: Row) -> str:
    return _("Manager %(name)s") % {"name": row.word("manager")}


def _member(row: Row) -> str:
    return _("Team member %(name)s") % {"name": row.word("user")}


def _year(row: Row) -> str:
    return _("Our sales of %(year)s") % {"year": row.raw("year")}
