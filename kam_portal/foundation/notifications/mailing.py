"""Turning a digest into one mail and handing it to the mail server."""

from __future__ import annotations

import datetime
import smtplib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from kam_portal.foundation.notifications.models import Digest, Message
from kam_portal.foundation.notifications.topics import Line, lines_of
from kam_portal.foundation.people.zones import local_day, zone_named

ERROR_AT_MOST = 500
# A sender of ours that no person reads must not be answered by their absence notice.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class Outcome(Enum):
    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True)
class Paragraph:
    """What a digest says of one subject, the most pressing line first."""

    subject: str
    url: str
    lines: Sequence[Line]


def message_id_of(recipient_id: int, day: datetime.date) -> str:
    """The same for every attempt at the digest of that person and day."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<digest-{recipient_id}-{day:%Y%m%d}@{host}>"


def compose(digest: Digest, messages: Sequence[Message], at: datetime.datetime) -> EmailMultiAlternatives | None:
    """The mail in the reader's language and zone; None when the reader may see none of it any more."""
    reader = digest.recipient
    with translation.override(reader.language), timezone.override(zone_named(reader.time_zone)):
        paragraphs = _paragraphs(lines_of(messages, reader, local_day(reader, at)).values())
        if not paragraphs:
            return None
        context = {
            "reader": reader,
            "paragraphs": paragraphs,
            "day": local_day(reader, at),
            "inbox_url": settings.SITE_URL + reverse("inbox"),
            "profile_url": settings.SITE_URL + reverse("me"),
        }
        mail = EmailMultiAlternatives(
            subject=_subject(paragraphs),
            body=render_to_string("emails/digest.txt", context),
            to=[reader.email],
            headers={"Message-ID": digest.message_id, **HEADERS},
        )
        mail.attach_alternative(render_to_string("emails/digest.html", context), "text/html")
    return mail


def _subject(paragraphs: Sequence[Paragraph]) -> str:
    first, others = " ".join(paragraphs[0].subject.split()), len(paragraphs) - 1
    if not others:
        return f"KAM Portal: {first}"
    text = ngettext("%(first)s and %(n)d more", "%(first)s and %(n)d more", others) % {"first": first, "n": others}
    return f"KAM Portal: {text}"


def _paragraphs(lines: Iterable[Line]) -> list[Paragraph]:
    """The most pressing subject first; each leads to where its most pressing line does."""
    groups: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda found: (found.urgency, found.subject, found.message_id)):
        groups.setdefault(line.group, []).append(line)
    return [Paragraph(found[0].subject, settings.SITE_URL + found[0].path, found) for found in groups.values()]


class Post:
    """One connection to the mail server for a run of digests; a fault closes it, the next mail opens another."""

    def __init__(self) -> None:
        self.connection: BaseEmailBackend | None = None
        # The server could not be reached at all: no use in trying the next mail now.
        self.is_down = False

    def hand_over(self, mail: EmailMultiAlternatives) -> tuple[Outcome, str]:
        """What became of the mail, and the server's words when it was not taken."""
        try:
            connection = self._open()
        except (OSError, smtplib.SMTPException) as error:
            self.is_down = True
            return Outcome.LATER, words_of(error)
        try:
            connection.send_messages([mail])
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return outcome_of(error), words_of(error)
        return Outcome.SENT, ""

    def _open(self) -> BaseEmailBackend:
        if self.connection is None:
            connection = get_connection()
            connection.open()
            self.connection = connection
        return self.connection

    def close(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            try:
                connection.close()
            except (OSError, smtplib.SMTPException):
                return


def outcome_of(error: Exception) -> Outcome:
    """Refused for good: the server answered 5xx to the recipient or to this very mail. All else may pass."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        return Outcome.REFUSED if all(code >= 500 for code in codes) else Outcome.LATER
    if isinstance(error, smtplib.SMTPDataError):
        return Outcome.REFUSED if error.smtp_code >= 500 else Outcome.LATER
    return Outcome.LATER


def words_of(error: Exception) -> str:
    """The server's answer as one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _one_line(*(part for answer in error.recipients.values() for part in answer))
    if isinstance(error, smtplib.SMTPResponseException):
        return _one_line(error.smtp_code, error.smtp_error)
    return _one_line(str(error) or type(error).__name__)


def _one_line(*parts: int | str | bytes) -> str:
    texts = [part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in parts]
    return " ".join(" ".join(texts).split())[:ERROR_AT_MOST]
