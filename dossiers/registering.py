"""What the dossiers floor registers with the floors below it."""

from django.utils.translation import gettext_lazy as _

from accounts import lifecycle, listing, tabs
from dossiers import listed, messages, telling
from dossiers.reviews import topics as review_topics
from dossiers.reviews.sections import Sections
from dossiers.scheduling import keep_cadence
from kam_portal.foundation.notifications import topics

_SECTIONS = Sections()
# Pages that belong to the dossier, though their addresses do not lie under it.
DOSSIER_PAGES = frozenset(
    {
        "financial_new",
        "financial_edit",
        "financial_remove",
        "event_new",
        "event_edit",
        "event_remove",
        "attachments",
        "attachment_upload",
        "attachment_edit",
        "attachment_remove",
        "review",
        "review_answer",
        "review_signed",
        "review_return",
        "comparison",
        "comparison_save",
        "criterion_new",
        "criterion_edit",
        "competitor_new",
        "competitor_edit",
    }
)


def register() -> None:
    lifecycle.follow(keep_cadence)
    listing.register(listed.DUE, listed.REVIEW, listed.OVERDUE)
    tabs.register(tabs.Tab("dossier", _("Dossier"), "dossier", 20, DOSSIER_PAGES))
    tabs.register(tabs.Tab("diary", _("Diary"), "diary", 50))
    tabs.register(tabs.Tab("history", _("History"), "account_history", 60))
    tabs.register_header_note("dossiers/header_note.html")
    telling.register()
    review_topics.register(_SECTIONS)
    for topic in (messages.ReviewReminders(), messages.Unmanaged(), messages.Nudges(), messages.Returned()):
        topics.register(topic)
