"""Single facts and rows of a review: still true or unknown, whatever is said of their section."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.models import FactCheck, Review
from dossiers.reviews import topics as review_topics
from dossiers.reviews.locking import locked_running
from dossiers.reviews.topics import Confirmed, Entry, fingerprint
from kam_portal.foundation.people.models import User

CHANGED_WHILE_READ = gettext_lazy(
    "“%(fact)s” was changed while you were reading. Look at it as it stands now, then answer."
)
ANSWERED_MEANWHILE = gettext_lazy(
    "Somebody else has answered this meanwhile: “%(fact)s”. Look at the answer, then change it if you know better."
)


@transaction.atomic
def check_fact(
    *,
    review: Review,
    topic: str,
    key: str,
    verdict: str,
    by: User | None,
    at: datetime.datetime,
    seen: str = "",
    said: str | None = None,
) -> None:
    """Say of one fact or row that it is still true or unknown, whatever is said of its section; "" takes it back.

    `seen` is the fingerprint of the fact that the person read, `said` the verdict that stood beside it; without them
    nobody read a page. Raises ValidationError when the review is closed, nothing of that key is recorded, the verdict
    is unknown, or the fact was changed or answered otherwise since it was read.
    """
    stored = locked_running(review)
    recorded = review_topics.read(stored.account, [topic]).get(topic, ())
    entry = next((entry for entry in recorded if entry.key == key), None)
    if entry is None:
        raise ValidationError(_("This fact is no longer here. Open the section again."))
    if verdict and verdict not in FactCheck.Verdict.values:
        raise ValidationError(_("Choose still true or unknown."))
    stands_at = fingerprint([entry])
    if seen not in ("", stands_at):
        raise ValidationError(CHANGED_WHILE_READ, params={"fact": review_topics.in_words(topic, entry).title})
    stands = standing_checks(stored, {topic: [entry]}).get(key, "")
    if stands == verdict:
        return
    if said not in (None, stands):
        raise ValidationError(ANSWERED_MEANWHILE, params={"fact": review_topics.in_words(topic, entry).title})
    if not verdict:
        stored.checks.filter(topic=topic, key=key).delete()
    else:
        values = {"verdict": verdict, "checked_by": by, "checked_at": at, "seen": stands_at}
        FactCheck.objects.update_or_create(review=stored, topic=topic, key=key, defaults=values)
    stored.version += 1
    stored.save(update_fields=["version"])


def confirmed(review: Review, topics: Sequence[str]) -> Confirmed:
    """What a signature finds still true: these topics without the facts called unknown, and facts checked elsewhere.

    A fact that was changed after it was checked is left to its topic.
    """
    checked = set(review.checks.values_list("topic", flat=True))
    said = standing_checks(review, review_topics.read(review.account, checked))
    true = [key for key, verdict in said.items() if verdict == FactCheck.Verdict.TRUE]
    unknown = [key for key, verdict in said.items() if verdict == FactCheck.Verdict.UNKNOWN]
    return Confirmed(topics, true, unknown)


def standing_checks(review: Review, entries: Mapping[str, Sequence[Entry]]) -> dict[str, str]:
    """Entry key -> what was said of it alone, for the facts that say what they said when they were checked."""
    stands = {entry.key: fingerprint([entry]) for found in entries.values() for entry in found}
    return {check.key: check.verdict for check in review.checks.all() if stands.get(check.key) == check.seen}
