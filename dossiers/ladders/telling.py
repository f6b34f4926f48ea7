"""How the ladders of competitors, the questions to the client and the answers read in the history."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Competitor, Contact
from dossiers.description import BY_KEY
from dossiers.ladders.answering import BY_LINK
from dossiers.models import ClientLadder, CompetitorLadder, LadderInvitation
from kam_portal.foundation.history.timeline import Part, Row, Telling, name_pages, name_sources, tell


def register() -> None:
    part = Part("ladder", BY_KEY["ladder"].title)
    tell(
        Telling(CompetitorLadder, [part], _competitor, hidden=frozenset({"competitor", "as_of", "by"})),
        Telling(
            LadderInvitation,
            [part],
            _question,
            hidden=frozenset({"contact", "made_by", "created_at", "answered_at", "withdrawn_by"}),
        ),
        Telling(ClientLadder, [part], _answer, hidden=frozenset({"invitation", "contact", "answered_at"})),
    )
    name_sources({BY_LINK: gettext_lazy("The client, by the link")})
    name_pages(
        {
            "competitor_ladder_edit": gettext_lazy("perception ladder"),
            "ladder_invitations": gettext_lazy("questions to the client"),
            "ladder_withdraw": gettext_lazy("questions to the client"),
        }
    )


def _competitor(row: Row) -> str:
    name = row.names.get((Competitor, row.raw("competitor")))
    return _("Ladder: %(name)s") % {"name": name} if name else _("Ladder of a competitor since removed")


def _question(row: Row) -> str:
    name = row.names.get((Contact, row.raw("contact")))
    return _("Question to %(name)s") % {"name": name} if name else _("Question to the client")


def _answer(row: Row) -> str:
    name = row.names.get((Contact, row.raw("contact")))
    return _("Answer of %(name)s") % {"name": name} if name else _("Answer of the client")
