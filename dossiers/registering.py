"""What the dossiers floor registers with the floors below it."""

from accounts import lifecycle, listing, tabs
from dossiers import listed, messages, review_topics
from dossiers.review_sections import Sections
from dossiers.scheduling import keep_cadence
from kam_portal.foundation.notifications import topics

_SECTIONS = Sections()


def register() -> None:
    lifecycle.follow(keep_cadence)
    listing.register(listed.DUE, listed.REVIEW, listed.OVERDUE)
    tabs.register_header_note("dossiers/header_note.html")
    review_topics.register(_SECTIONS)
    for topic in (messages.ReviewReminders(), messages.Nudges(), messages.Returned()):
        topics.register(topic)
