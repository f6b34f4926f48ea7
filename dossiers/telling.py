"""How the changes of a dossier read in the history: facts by the titles and words of the description."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.attachments.kinds import BY_TYPE
from dossiers.description import BY_KEY, FIELD_SECTION, RETIRED, SECTIONS, TABLE_SECTION, TABLES
from dossiers.models import (
    Answer,
    Attachment,
    AttachmentVersion,
    DiaryEntry,
    Dossier,
    EventAhead,
    Fact,
    FactCheck,
    FinancialYear,
    NextStep,
    OurParticipant,
    Review,
    Section,
    TableRow,
    TheirParticipant,
)
from dossiers.reviews import topics as review_topics
from dossiers.reviews.table_rows import row_in_words
from dossiers.values import to_words
from kam_portal.foundation.history.moments import Title
from kam_portal.foundation.history.timeline import Part, Row, Telling, leave_out, name_pages, tell

DIARY_PAGES = (
    "diary_new",
    "diary_edit",
    "diary_import_take",
    "next_step_new",
    "next_step_edit",
    "next_step_done",
    "next_step_undo",
    "next_step_remove",
)
# How the pages are called on which changes are made.
PAGES: dict[str, Title] = {
    "section_edit": gettext_lazy("dossier"),
    "financial_new": gettext_lazy("dossier"),
    "financial_edit": gettext_lazy("dossier"),
    "financial_remove": gettext_lazy("dossier"),
    "row_new": gettext_lazy("dossier"),
    "row_edit": gettext_lazy("dossier"),
    "row_remove": gettext_lazy("dossier"),
    "event_new": gettext_lazy("events ahead"),
    "event_edit": gettext_lazy("events ahead"),
    "event_remove": gettext_lazy("events ahead"),
    "attachment_upload": gettext_lazy("files"),
    "attachment_edit": gettext_lazy("files"),
    "attachment_remove": gettext_lazy("files"),
    **dict.fromkeys(DIARY_PAGES, gettext_lazy("diary")),
    "review": gettext_lazy("review"),
    "review_start": gettext_lazy("review"),
    "review_answer": gettext_lazy("review"),
    "review_check": gettext_lazy("review"),
    "review_sign": gettext_lazy("review"),
    "review_return": gettext_lazy("review"),
}


def register() -> None:
    tell(*_tellings())
    # Versions and due dates follow from the facts and reviews told above.
    leave_out(Section, Dossier)
    name_pages(PAGES)


def _tellings() -> list[Telling]:
    return [*_of_knowledge(), *_of_the_diary(), *_of_files(), *_of_reviews()]


def _of_knowledge() -> list[Telling]:
    sections = [Part(s.key, s.title, Q(section=s.key)) for s in SECTIONS if s.fields]
    beside = frozenset({"section", "key", "as_of", "by", "source", "section_version"})
    return [
        Telling(
            Fact,
            sections,
            _fact,
            hidden=beside,
            words=_value,
            untitled=frozenset({"value"}),
            only=_written(Fact, "section_version"),
        ),
        Telling(
            FinancialYear,
            [Part("general", BY_KEY["general"].title)],
            _year,
            hidden=frozenset({"year", "as_of", "by"}),
            only=_written(FinancialYear),
        ),
        Telling(
            EventAhead,
            [Part("events", BY_KEY["events"].title)],
            lambda row: row.word("title"),
            hidden=frozenset({"as_of", "by"}),
            only=_written(EventAhead),
        ),
        Telling(
            TableRow,
            [Part(s.key, s.title, Q(table=key)) for key, s in TABLE_SECTION.items()],
            _row,
            hidden=frozenset({"table", "as_of", "by"}),
            words=_columns,
            untitled=frozenset({"values"}),
            only=_written(TableRow),
            documents=frozenset({"values"}),
        ),
    ]


def _of_the_diary() -> list[Telling]:
    diary = Part("diary", BY_KEY["diary"].title)
    return [
        Telling(DiaryEntry, [diary], _entry, hidden=frozenset({"by", "ics_uid"})),
        Telling(NextStep, [diary], _step, hidden=frozenset({"entry"})),
        Telling(OurParticipant, [diary], _with_us, path="entry__account", hidden=frozenset({"entry", "user"})),
        Telling(TheirParticipant, [diary], _with_them, path="entry__account", hidden=frozenset({"entry", "contact"})),
    ]


def _of_files() -> list[Telling]:
    files, bytes_of = Part("files", gettext_lazy("Files")), frozenset({"attachment", "number", "sha256", "by", "at"})
    return [
        Telling(
            Attachment,
            [files],
            lambda row: row.word("title"),
            hidden=frozenset({"file_name", "latest"}),
            words=_of_file,
        ),
        Telling(AttachmentVersion, [files], _file_version, hidden=bytes_of | {"original_name"}, words=_of_file),
    ]


def _of_reviews() -> list[Telling]:
    review = Part("review", gettext_lazy("Reviews"))
    return [
        Telling(Review, [review], _review, hidden=frozenset({"number", "opened_at", "opened_by"}), together=_review),
        Telling(
            FactCheck,
            [review],
            _check,
            path="review__account",
            hidden=frozenset({"review", "topic", "key", "checked_by", "checked_at"}),
            guarded_rows=_of_guarded_topics,
            together=lambda row: row.word("review"),
        ),
        Telling(
            Answer,
            [review],
            _answer,
            path="review__account",
            hidden=frozenset({"review", "topic", "answered_at"}),
            guarded_rows=_of_guarded_topics,
            together=lambda row: row.word("review"),
        ),
    ]


def _of_guarded_topics() -> Q:
    return Q(topic__in=review_topics.guarded_topics())


def _fact(row: Row) -> str:
    section = FIELD_SECTION.get(row.event.key)
    if section is None:
        return str(RETIRED.get(row.event.key, row.event.key))
    field = section[row.event.key]
    return f"{field.group}: {field.title}" if field.group else str(field.title)


def _value(row: Row, name: str) -> str | None:
    section = FIELD_SECTION.get(row.event.key)
    if name != "value" or section is None:
        return None
    text, source = to_words(section[row.event.key], row.event.value), row.event.source
    return _("%(text)s (source: %(source)s)") % {"text": text, "source": source} if text and source else text


def _written(model: type[models.Model], version: str = "version") -> Combinable:
    """Events that wrote something: a version is written once, a later review only moves its as-of."""
    events = model.pgh_event_model.objects  # type: ignore[attr-defined]
    same = events.filter(**{name: OuterRef(name) for name in ("pgh_obj_id", version)})
    return Q(pgh_label="delete") | ~Exists(same.filter(pk__lt=OuterRef("pk")))


def _year(row: Row) -> str:
    return _("The client's figures of %(year)s") % {"year": row.raw("year")}


def _row(row: Row) -> str:
    return row_in_words(row.event.table, row.event.values).title


def _columns(row: Row, name: str) -> str | None:
    return row_in_words(row.event.table, row.event.values).text if name == "values" else None


def _entry(row: Row) -> str:
    return _("%(kind)s on %(date)s") % {"kind": row.word("kind"), "date": row.word("on")}


def _step(row: Row) -> str:
    return _("Next step “%(step)s”") % {"step": row.word("text")}


def _with_us(row: Row) -> str:
    return _("%(entry)s: %(name)s of us") % {"entry": row.word("entry"), "name": row.word("user")}


def _with_them(row: Row) -> str:
    return _("%(entry)s: %(name)s of theirs") % {"entry": row.word("entry"), "name": row.word("contact")}


def _file_version(row: Row) -> str:
    return _("%(name)s, version %(number)s") % {"name": row.raw("original_name"), "number": row.raw("number")}


def _of_file(row: Row, name: str) -> str | None:
    """Sections by their titles, sizes in words, types as people call them."""
    if name not in ("section", "size", "content_type"):
        return None
    value = row.raw(name)
    if name == "section":
        return str(BY_KEY[value].title) if value in BY_KEY else str(value)
    if name == "size":
        return filesizeformat(value).replace("\xa0", " ")
    return str(BY_TYPE[value].title) if value in BY_TYPE else str(value)


def _review(row: Row) -> str:
    return _("Review %(number)s") % {"number": row.raw("number")}


def _check(row: Row) -> str:
    kind, colon, _pk = row.event.key.partition(":")
    if colon:
        title = TABLES[kind].title if kind in TABLES else review_topics.title_of(row.event.topic)
    else:
        title = FIELD_SECTION[kind][kind].title if kind in FIELD_SECTION else kind
    return _("Check of “%(fact)s”") % {"fact": title}


def _answer(row: Row) -> str:
    return _("Verdict on “%(topic)s”") % {"topic": review_topics.title_of(row.event.topic)}
