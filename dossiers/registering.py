"""What the dossiers floor registers with the floors below it."""

from django.utils.translation import gettext_lazy as _

from accounts import access, contact_columns, lifecycle, listing, tabs
from accounts.personal import keepers
from dossiers import listed, messages, telling
from dossiers.ahead.event_messages import EventsAhead
from dossiers.ahead.event_reminders import plan_event_reminders
from dossiers.diary.narrowing import day_last_met
from dossiers.ladders import telling as ladder_telling
from dossiers.ladders.inviting import withdraw_of_closed, withdraw_of_leaver
from dossiers.ladders.messages import LadderAnswered
from dossiers.personal import TEXTS, PeopleInDossiers
from dossiers.reminders import plan_reminders
from dossiers.reviews import topics as review_topics
from dossiers.reviews.sections import Sections
from dossiers.scheduling import keep_cadence
from kam_portal.foundation.notifications import planners, topics
from kam_portal.foundation.people import leaving

_SECTIONS = Sections()
# Pages that belong to the dossier, though their addresses do not lie under it.
DOSSIER_PAGES = frozenset(
    {
        "financial_new",
        "financial_edit",
        "financial_remove",
        "row_new",
        "row_edit",
        "row_remove",
        "event_new",
        "event_edit",
        "event_remove",
        "brief",
        "attachments",
        "attachment_upload",
        "attachment_edit",
        "attachment_remove",
        "review",
        "review_answer",
        "review_changes",
        "review_signed",
        "review_return",
        "competitor_ladder_edit",
        "ladder_invitations",
        "comparison",
        "comparison_save",
        "criterion_new",
        "criterion_edit",
        "competitor_new",
        "competitor_edit",
    }
)


def register() -> None:
    access.read_along("dossier")
    lifecycle.follow(keep_cadence)
    lifecycle.follow(withdraw_of_closed)
    leaving.follow(withdraw_of_leaver)
    contact_columns.register(contact_columns.ContactColumn("last_contact", _("Last contact"), day_last_met, _("never")))
    listing.register(listed.DUE, listed.REVIEW, listed.OVERDUE)
    tabs.register(tabs.Tab("dossier", _("Dossier"), "dossier", 20, DOSSIER_PAGES))
    tabs.register(tabs.Tab("diary", _("Diary"), "diary", 50))
    tabs.register(tabs.Tab("history", _("History"), "account_history", 60))
    tabs.register_header_note("dossiers/header_note.html")
    telling.register()
    ladder_telling.register()
    review_topics.register(_SECTIONS)
    keepers.register(PeopleInDossiers(), TEXTS)
    for topic in (
        messages.ReviewReminders(),
        messages.Unmanaged(),
        messages.Nudges(),
        messages.Returned(),
        EventsAhead(),
    ):
        topics.register(topic)
    topics.register(LadderAnswered())
    planners.register(plan_reminders)
    planners.register(plan_event_reminders)
