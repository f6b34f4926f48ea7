"""What the dossiers floor registers with the floors below it."""

from accounts import lifecycle
from dossiers.scheduling import keep_cadence


def register() -> None:
    lifecycle.follow(keep_cadence)
