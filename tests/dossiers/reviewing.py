"""Reviews as the tests need them: opened, answered and signed by the verbs of the pages."""

from __future__ import annotations

import datetime

from accounts.models import Account
from dossiers.description import SectionKind
from dossiers.facts import UNWRITTEN
from dossiers.models import Answer, Review, Section
from dossiers.reviews.topics import asked
from dossiers.reviews.verifying import answer_topic, sign_review, start_review
from kam_portal.foundation.people.models import User

MORNING = datetime.datetime(2026, 11, 20, 6, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


def answered(
    account: Account, by: User, at: datetime.datetime = MORNING, pause: datetime.timedelta = MINUTE, **verdicts: str
) -> Review:
    """A running review with every topic answered `pause` apart; `verdicts` by topic, still true otherwise."""
    review = start_review(account=account, by=by, at=at)
    for number, topic in enumerate(asked(account), start=1):
        answer_topic(
            review=review,
            topic=topic.key,
            verdict=verdicts.get(topic.key, Answer.Verdict.TRUE),
            note="",
            by=by,
            at=at + pause * number,
        )
    return Review.objects.get(pk=review.pk)


def signed(
    account: Account, by: User, at: datetime.datetime = MORNING, pause: datetime.timedelta = MINUTE, **verdicts: str
) -> Review:
    review = answered(account, by, at, pause, **verdicts)
    return sign_review(review=review, by=by, at=at + pause * (len(asked(account)) + 1))


def section_version(account: Account, section: SectionKind) -> int:
    """The version a page opened now would carry."""
    stored = Section.objects.filter(account=account, key=section.key).values_list("version", flat=True).first()
    return UNWRITTEN if stored is None else stored
