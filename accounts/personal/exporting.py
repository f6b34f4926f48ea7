"""Everything kept about a person, gathered from all floors: for a page, and as one JSON document."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from accounts.models import Contact
from accounts.personal.keepers import Part, keepers
from accounts.personal.mentions import Mention, mentions_of
from accounts.personal.recognising import person_of


def parts_of(contact: Contact) -> list[Part]:
    person = person_of(contact)
    found = [part for keeper in keepers() for part in keeper.kept(person)]
    mentions = mentions_of(person) if contact.erased_on is None else []
    return [part for part in (*found, _in_texts(mentions)) if part.rows]


def as_json(contact: Contact, parts: Sequence[Part], at: datetime.datetime) -> bytes:
    document = {
        "person": contact.name,
        "client": contact.account.trade_name,
        "made_at": at.isoformat(timespec="seconds"),
        "kept": [{"title": str(part.title), "rows": list(part.rows)} for part in parts],
    }
    return json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode()


def _in_texts(mentions: Sequence[Mention]) -> Part:
    rows = [{_("Where"): mention.title, _("Text"): " ".join(mention.excerpts)} for mention in mentions]
    return Part(_("Texts that mention the person"), rows)
