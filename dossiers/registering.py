"""What the dossiers floor registers with the floors below it."""

from accounts import lifecycle, tabs
from dossiers.scheduling import keep_cadence


def register() -> None:
    lifecycle.follow(keep_cadence)
    tabs.register_header_note("dossiers/header_note.html")
