"""Single facts and rows of a review: still true or unknown, whatever is said of their section."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dossiers.models import FactCheck, Review
from dossiers.reviews import topics as review_topics
from dossiers.reviews.locking import locked_running
from dossiers.reviews.topics import Confirmed, fingerprint
from kam_portal.foundation.people.models import User


@transaction.atomic
def check_fact(*, review: Review, topic: str, key: str, verdict: str, by: User | None, at: datetime.datetime) -> None:
    """Say of one fact or row that it is still true or unknown, whatever is said of its section; "" takes it back.

    Raises ValidationError when the review is closed, nothing of that key is recorded, or the verdict is unknown.
    """
    stored = locked_running(review)
    entry = next((e for e in review_topics.read_all(stored.account).get(topic, ()) if e.key == key), None)
    if entry is None:
        raise ValidationError(_("This fact is no longer here. Open the section again."))
    if verdict and verdict not in FactCheck.Verdict.values:
        raise ValidationError(_("Choose still true or unknown."))
    if not verdict:
        stored.checks.filter(topic=topic, key=key).delete()
    else:
        said = {"verdict": verdict, "checked_by": by, "checked_at": at, "seen": fingerprint([entry])}
        FactCheck.objects.update_or_create(review=stored, topic=topic, key=key, defaults=said)
    stored.version += 1
    stored.save(update_fields=["version"])


def confirmed(review: Review, topics: Sequence[str]) -> Confirmed:
    """What a signature finds still true: these topics without the facts called unknown, and facts checked elsewhere.

    A fact that was changed after it was checked is left to its topic.
    """
    entries = [entry for found in review_topics.read_all(review.account).values() for entry in found]
    stands = {entry.key: fingerprint([entry]) for entry in entries}
    checks = [check for check in review.checks.all() if stands.get(check.key) == check.seen]
    by_verdict = {
        verdict: [check.key for check in checks if check.verdict == verdict] for verdict in FactCheck.Verdict.values
    }
    return Confirmed(topics, by_verdict[FactCheck.Verdict.TRUE], by_verdict[FactCheck.Verdict.UNKNOWN])
