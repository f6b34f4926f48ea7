"""What a dossier keeps about a person: meetings, their answers, and what signed reviews froze of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.personal.keepers import Erasure, FreeText, Part, Person, row_of
from dossiers.attachments.names import key_of
from dossiers.ladders.ladder import FAVOURABLE
from dossiers.models import (
    Answer,
    Attachment,
    AttachmentVersion,
    ClientLadder,
    CompetitorLadder,
    DiaryEntry,
    EventAhead,
    Fact,
    FactCheck,
    FinancialYear,
    LadderInvitation,
    NextStep,
    Review,
    Section,
    TableRow,
)
from dossiers.reviews.erasing import Cleaner, erase_from_reviews, frozen_of, told_of
from dossiers.rows import text_of
from kam_portal.foundation.history.forgetting import as_recorded, rewrite_records, unguarded


class PeopleInDossiers:
    floor = 2

    def kept(self, person: Person) -> Iterator[Part]:
        entries = (
            DiaryEntry.objects.filter(theirs=person.contact).prefetch_related("steps", "ours").select_related("by")
        )
        yield Part(_("Diary"), [_met(entry) for entry in entries])
        asked = LadderInvitation.objects.filter(contact=person.contact)
        invited = ("created_at", "expires_at", "answered_at", "withdrawn_at", "language")
        yield Part(_("Questions put to them by a link"), [row_of(row, invited) for row in asked])
        answered = ClientLadder.objects.filter(contact=person.contact)
        yield Part(_("Their own answers"), [row_of(row, ("answered_at", *FAVOURABLE, "remark")) for row in answered])
        yield Part(_("Recorded answers"), list(as_recorded(ClientLadder, Q(contact__in=person.selves))))
        keys = frozen_of(person)
        reviews = Review.objects.filter(account=person.contact.account_id).order_by("number")
        yield Part(_("In signed reviews"), [row for review in reviews for row in told_of(review, keys, person.marks)])

    def going(self, person: Person) -> Iterator[str]:
        if n := ClientLadder.objects.filter(contact=person.contact).exclude(remark="").count():
            yield ngettext("%(n)d remark of their own", "%(n)d remarks of their own", n) % {"n": n}
        cleaner = Cleaner(person, frozen_of(person), "")
        reviews = Review.objects.filter(account=person.contact.account_id)
        if n := sum(cleaner.cleaned(review) is not None for review in reviews):
            yield ngettext(
                "What %(n)d signed review froze of them; the review says on which day something was erased from it",
                "What %(n)d signed reviews froze of them; the reviews say on which day something was erased from them",
                n,
            ) % {"n": n}

    def staying(self, person: Person) -> Iterator[str]:
        if n := DiaryEntry.objects.filter(theirs=person.contact).count():
            yield ngettext(
                "%(n)d diary entry, with an erased person among those met",
                "%(n)d diary entries, with an erased person among those met",
                n,
            ) % {"n": n}
        if n := ClientLadder.objects.filter(contact=person.contact).count():
            yield ngettext(
                "%(n)d answer to the six questions, which is the client's, without the remark",
                "%(n)d answers to the six questions, which are the client's, without the remarks",
                n,
            ) % {"n": n}
        yield _("Signed reviews with their signature, day and everything about others")
        yield _("The contents of attached files: look into those that are named below")

    def called_after(self, person: Person) -> tuple[str, ...]:
        return ()

    def erase(self, person: Person, erasure: Erasure) -> None:
        """Sections are held before their facts, as whoever writes in one holds them."""
        sections = Section.objects.filter(account=person.contact.account_id).order_by("pk")
        list(sections.select_for_update(of=("self",), no_key=True).values_list("pk"))
        open_ones = LadderInvitation.objects.filter(contact=person.contact, answered_at=None, withdrawn_at=None)
        open_ones.update(withdrawn_at=erasure.at, withdrawn_by=erasure.by)
        ClientLadder.objects.filter(contact=person.contact).update(remark="")
        rewrite_records(ClientLadder, Q(contact__in=person.selves), {"remark": ""})
        keys = frozen_of(person)
        erase_from_reviews(person, keys, erasure)
        with unguarded(FactCheck):
            checks = FactCheck.objects.filter(review__account=person.contact.account_id, key__in=keys)
            checks.filter(review__state=Review.State.IN_PROGRESS).delete()
            # The digest is one of their data.
            checks.update(seen="")


def _met(entry: DiaryEntry) -> dict[str, Any]:
    people: Sequence[Any] = list(entry.ours.all())
    steps = [step.text for step in entry.steps.all()]
    found = {_("Our people"): [person.full_name for person in people], _("Next steps"): steps}
    told = row_of(entry, ("on", "kind", "mood", "summary", "promises", "by"))
    return told | {title: value for title, value in found.items() if value}


def _written_anew(row: Fact, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The section's version guards its facts."""
    section = Section.objects.filter(account=row.account_id, key=row.section)
    section.update(version=F("version") + 1)
    return {"section_version": section.values_list("version", flat=True).get()}


def _row_anew(row: TableRow, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"text": text_of(row.table, changes.get("values", row.values)), "version": F("version") + 1}


def _file_anew(row: Attachment, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"name_key": key_of(changes.get("file_name", row.file_name)), "version": F("version") + 1}


def _at(name: str) -> Callable[[Any], str]:
    return lambda row: reverse(name, args=[row.account_id, row.pk])


def _at_section(row: Fact) -> str:
    return reverse("section_edit", args=[row.account_id, row.section])


TEXTS = (
    FreeText(DiaryEntry, ("summary", "promises"), address=_at("diary_edit")),
    FreeText(NextStep, ("text",), address=_at("next_step_edit")),
    FreeText(Fact, ("value", "source"), address=_at_section, also=_written_anew),
    FreeText(TableRow, ("values", "source"), address=_at("row_edit"), also=_row_anew),
    FreeText(FinancialYear, ("source",), address=_at("financial_edit")),
    FreeText(EventAhead, ("title", "note", "source"), address=_at("event_edit")),
    FreeText(
        Attachment,
        ("title", "note", "file_name"),
        address=_at("attachment_edit"),
        also=_file_anew,
        apart="file_name",
    ),
    FreeText(AttachmentVersion, ("original_name",)),
    FreeText(CompetitorLadder, ("source",)),
    FreeText(ClientLadder, ("remark",), own=lambda person: Q(contact=person.contact)),
    FreeText(LadderInvitation, ("our_company",)),
    FreeText(Answer, ("note",), path="review__account"),
    FreeText(Review, ("return_reason",)),
)
