"""What the dossiers floor registers with the floors below it."""

from accounts import lifecycle, listing, tabs
from dossiers import listed
from dossiers.scheduling import keep_cadence


def register() -> None:
    lifecycle.follow(keep_cadence)
    listing.register(listed.DUE, listed.REVIEW, listed.OVERDUE)
    tabs.register_header_note("dossiers/header_note.html")
