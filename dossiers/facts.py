"""Writing the facts of one section: guarded by the section's version, with provenance, nobody's text lost."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from dossiers.completeness import refresh_completeness
from dossiers.description import SectionKind
from dossiers.models import Fact, Section
from kam_portal.foundation.history.versions import StaleEdit, compare
from kam_portal.foundation.people.models import User

SOURCE_OF_NOTHING = _(
    "A source is noted beside what you change, and nothing else was changed. Change a field, or empty the source."
)
# The version of a section nobody has written yet.
UNWRITTEN = 0


def stored_values(account: Account, section: SectionKind) -> dict[str, str]:
    """Field key -> stored text; fields without a fact are ""."""
    facts = Fact.objects.filter(account=account, section=section.key).values_list("key", "value")
    return {f.key: "" for f in section.fields} | dict(facts)


def values_as_read(account: Account, section: SectionKind, version: int) -> dict[str, str]:
    """What somebody who opened the section at `version` saw, from the recorded history.

    UNWRITTEN is the empty section that nobody had saved yet.
    """
    events = Fact.pgh_event_model.objects.filter(  # type: ignore[attr-defined]
        account=account, section=section.key, section_version__lte=version
    )
    seen = events.order_by("key", "-pgh_id").distinct("key").values_list("key", "value")
    return {f.key: "" for f in section.fields} | dict(seen)


@transaction.atomic
def save_section(
    *,
    account: Account,
    section: SectionKind,
    version: int,
    values: Mapping[str, str],
    source: str,
    on: datetime.date,
    by: User | None,
) -> int:
    """Write the changed fields of a section that still stands at `version`; returns the new version.

    `values` maps field keys to stored text (values.to_stored). A changed fact gets as-of, by and source; one
    that stays as it was keeps its own. Raises StaleEdit, with the differences by field, when somebody saved in between,
    ValidationError for a source without a changed fact to stand beside.
    """
    stored_section = _locked(account, section)
    theirs = stored_values(account, section)
    fields = [f.key for f in section.fields if f.key in values]
    if stored_section.version != version:
        before = values_as_read(account, section, version) if version < stored_section.version else {}
        raise StaleEdit(version=stored_section.version, differences=compare(before, theirs, values, fields))
    changed = [key for key in fields if values[key] != theirs[key]]
    if not changed:
        if source:
            raise ValidationError({"source": SOURCE_OF_NOTHING})
        return stored_section.version
    stored_section.version += 1
    stored_section.save(update_fields=["version"])
    _write_facts(account, section, stored_section.version, {key: values[key] for key in changed}, source, on, by)
    if any(bool(values[key]) != bool(theirs[key]) for key in changed):
        refresh_completeness([account.pk])
    return stored_section.version


def _locked(account: Account, section: SectionKind) -> Section:
    """The section's row, locked; written with the first save."""
    own = Section.objects.select_for_update().filter(account=account, key=section.key)
    if (row := own.first()) is not None:
        return row
    Section.objects.bulk_create([Section(account=account, key=section.key, version=UNWRITTEN)], ignore_conflicts=True)
    return own.get()


def _write_facts(
    account: Account,
    section: SectionKind,
    version: int,
    changed: Mapping[str, str],
    source: str,
    on: datetime.date,
    by: User | None,
) -> None:
    facts = [
        Fact(
            account=account,
            section=section.key,
            key=key,
            value=value,
            as_of=on,
            by=by,
            source=source,
            section_version=version,
        )
        for key, value in changed.items()
    ]
    Fact.objects.bulk_create(
        facts,
        update_conflicts=True,
        unique_fields=["account", "key"],
        update_fields=["value", "as_of", "by", "source", "section_version"],
    )
