"""A person of a client is exported and erased on request: a word planted in all that is theirs is nowhere then."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.utils import timezone

from accounts.keeping import create_contact, edit_contact, remove_contact
from accounts.models import Account, BuyingCriterion, Contact, ImportRun
from accounts.personal.erasing import erase_person
from accounts.personal.keepers import free_texts
from decision_map.drawing import begin_map
from decision_map.judging import judge
from decision_map.lines import draw_line
from decision_map.merging import merge_people
from decision_map.models import Actor, DecisionMap, Dismissal, Judgement, Line, Occupancy, Post
from decision_map.moving_away import move_away
from decision_map.seating import bring_onto_map, edit_counterpart, has_left, move
from decision_map.side_by_side import seen
from dossiers.attachments.keeping import keep_file
from dossiers.diary.writing import write_entry
from dossiers.models import Attachment, DiaryEntry, Review, TheirParticipant
from dossiers.reviews import topics as review_topics
from kam_portal.foundation.history.timeline import chronicle
from kam_portal.foundation.people.models import User
from planning.models import Communication, Goal, GoalPerson, Plan, PlanVersion
from planning.plans import begin_plan
from tests.conftest import TODAY
from tests.dossiers.files import upload
from tests.kept import brought_in
from tests.known_person import JUDGED, NAME, WORD, know
from tests.personal_fields import DERIVED, NOBODY, NOBODYS_APPS, NOBODYS_MODELS, OWN

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
YEAR = datetime.timedelta(days=364)


@pytest.fixture
def known(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Contact:
    """Olga in every place a person can have: contact, diary, ladder, files, facts, a map, two reviews."""
    return brought_in("known", partial(know, cast, new_account), on="cast")


def erase(contact: Contact, cast: SimpleNamespace, **values: Any) -> int:
    asked = {"typed_name": NAME, "reason": "Asked for it by letter", **values}
    return erase_person(contact=contact, on=TODAY, at=timezone.now(), by=cast.leonid, **asked)


def tables_with(word: str) -> dict[str, int]:
    """Every table of the database, whatever it belongs to, with the rows in which the word stands in any column."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', table_schema, table_name), table_name FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %s", [f"%{word}%"])
            if count := cursor.fetchone()[0]:
                found[name] = count
    return found


def test_the_word_of_an_erased_person_is_in_no_table_of_the_database(cast: SimpleNamespace, known: Contact) -> None:
    planted = set(tables_with(WORD))
    assert {
        *("accounts_contact", "accounts_contactevent", "accounts_importrun", "notifications_message"),
        *("decision_map_judgementevent", "decision_map_lineevent", "decision_map_dismissalevent"),
        *("dossiers_review", "dossiers_reviewevent", "dossiers_answer", "dossiers_diaryentryevent"),
        *("dossiers_attachmentversion", "dossiers_tablerow", "dossiers_fact", "dossiers_clientladder"),
        *(f"planning_{name}" for name in ("plan", "planstep", "carrydecision", "strategy", "goal")),
        *("planning_planversion", "planning_planversionevent"),
        *(f"planning_{name}" for name in ("resource", "reading", "opportunity", "space", "action", "actionevent")),
        *("planning_communication", "planning_comment", "planning_commentevent"),
    } <= planted
    left = erase(known, cast)
    assert (left, tables_with(WORD), tables_with(JUDGED), tables_with("22 12 34 56")) == (0, {}, {}, {})


def test_a_plan_and_what_was_approved_of_it_stand_without_the_person(
    cast: SimpleNamespace, known: Contact, signed_in: SignIn
) -> None:
    goal, told = Goal.objects.get(), Communication.objects.get()
    erase(known, cast)
    assert (list(goal.people.all()), list(told.audience.all())) == ([], [])
    assert GoalPerson.pgh_event_model.objects.count() == 0  # type: ignore[attr-defined]
    assert [Goal.objects.get().title, Communication.objects.get().message] == ["Ask Erased person 1"] * 2
    # Whoever has one of them open is told before they write the person back.
    assert (Goal.objects.get().version, Communication.objects.get().version) == (3, 3)
    frozen = PlanVersion.objects.get(number=2).snapshot
    assert frozen["goals"] == [{"title": "Win Erased person 1", "people": [{"id": 0, "name": "Olga Berg"}]}]
    assert len(frozen["erased"]) == 1
    page = signed_in(cast.anna).get(f"/plans/{Plan.objects.get().pk}/versions/2/").content.decode()
    assert "was erased at their request. Everything else stands as it was approved." in page
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.filter(number=2).update(snapshot={})


def test_titles_that_read_the_same_without_the_person_are_numbered(
    cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    """Two of one title an account are refused by the database; a post's reference is emptied anyway."""
    account = new_account("Halvorsen Shipyards", kam=cast.anna)
    olga = create_contact(account=account, name=NAME)
    for mention in (NAME, WORD, f"{WORD} Olga"):
        begin_plan(account=account, title=f"With {mention}", starts_on=TODAY, ends_on=TODAY + YEAR, currency="EUR")
        begin_map(account=account, title=f"With {mention}")
        BuyingCriterion.objects.create(account=account, name=f"With {mention}", weight=1)
        file = upload("cv.txt", b"cv")
        keep_file(account=account, upload=file, name=f"With {mention}.txt", by=cast.anna, at=timezone.now())
    assert erase(olga, cast) == 0
    numbered = ["With Erased person 1", "With Erased person 1 (2)", "With Erased person 1 (3)"]
    for model, name, end in (
        (Plan, "title", ""),
        (DecisionMap, "title", ""),
        (BuyingCriterion, "name", ""),
        (Attachment, "file_name", ".txt"),
    ):
        found = model._default_manager.order_by("pk").values_list(name, flat=True)
        assert list(found) == [f"{each}{end}" for each in numbered], model
    for text in free_texts():
        unique = [each for each in text.model._meta.constraints if isinstance(each, models.UniqueConstraint)]
        told_apart = {name for each in unique if not each.condition for name in each.fields} & set(text.fields)
        assert told_apart <= {text.apart}, text.model


def test_a_contact_whose_meetings_went_over_to_the_person_is_erased_with_them(
    cast: SimpleNamespace, known: Contact
) -> None:
    double = create_contact(account=known.account, name="Lieselotte Rumpelstein")
    stranger = create_contact(account=known.account, name="Siegfried Knusperhaus")
    entry = write_entry(account=known.account, on=TODAY, summary="Spoke", by=cast.anna, theirs=[double])
    TheirParticipant.objects.filter(entry=entry).update(contact=known)
    for contact in (double, stranger):
        remove_contact(contact=contact, version=1)
    erase(known, cast)
    assert (tables_with("Rumpelstein"), tables_with("Knusperhaus")) == ({}, {"accounts_contactevent": 2})


def test_the_map_keeps_its_shape_and_others_keep_what_is_theirs(cast: SimpleNamespace, known: Contact) -> None:
    shape = list(Post.objects.order_by("pk").values_list("title", "reports_to"))
    erase(known, cast)
    assert list(Post.objects.order_by("pk").values_list("title", "reports_to")) == shape
    assert [str(seat.actor) for seat in Occupancy.objects.filter(until=None)] == ["Erased person 1"]
    assert [(str(row.actor), row.value) for row in Judgement.objects.exclude(value="")] == [
        ("Smirnov", "Asks Erased person 1")
    ]
    assert (Line.objects.count(), Dismissal.objects.get().reason) == (0, "Ask Erased person 1")
    actor = Actor.objects.get(contact=known)
    assert (actor.mirror, actor.every_days, actor.ladder_now) == (None, None, None)
    entry = DiaryEntry.objects.get(theirs=known)
    assert entry.summary == "Met Erased person 1: for us"
    assert Contact.objects.filter(name="Olga Berg").exists()


def test_a_signed_review_says_that_something_was_erased_and_stands_otherwise(
    cast: SimpleNamespace, known: Contact, signed_in: SignIn
) -> None:
    before = Review.objects.get(state=Review.State.SIGNED)
    erase(known, cast)
    after = Review.objects.get(pk=before.pk)
    same = ("number", "signed_at", "signed_on", "signed_by_id", "state", "is_empty")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    contacts = {
        entry["key"]: entry["value"] for entry in after.snapshot["topics"]["decision"] if "contact:" in entry["key"]
    }
    assert contacts[f"contact:{known.pk}"] == {"name": "Erased person 1", "title": "", "emails": "", "phones": ""}
    others = [value["name"] for key, value in contacts.items() if key != f"contact:{known.pk}"]
    assert sorted(others) == ["Olga Berg", "Smirnov"]
    page = signed_in(cast.anna).get(f"/accounts/{known.account_id}/reviews/{before.number}/").content.decode()
    assert "was erased at their request. Everything else stands as it was signed." in page


def test_between_the_reviews_before_and_after_the_erasure_nothing_of_the_person_has_changed(
    cast: SimpleNamespace, known: Contact
) -> None:
    erase(known, cast)
    frozen = Review.objects.get(state=Review.State.SIGNED).snapshot["topics"]
    changes = review_topics.changes_since(known.account, frozen, review_topics.read_all(known.account))
    assert [change.key for change in changes] == []


def test_a_text_may_be_left_as_it_is_written_with_its_history(cast: SimpleNamespace, known: Contact) -> None:
    entry = DiaryEntry.objects.get(theirs=known)
    assert erase(known, cast, leave=[f"dossiers.diaryentry:{entry.pk}"]) == 1
    assert set(tables_with(WORD)) == {"dossiers_diaryentry", "dossiers_diaryentryevent"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"typed_name": "Olga Berg"}, "typed_name"),
        ({"reason": f"{WORD} asked"}, "reason"),
        ({"reason": f"by mail of o@{WORD.lower()}.example"}, "reason"),
    ],
)
def test_another_name_and_a_reason_that_names_the_person_are_refused(
    cast: SimpleNamespace, known: Contact, values: dict[str, str], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        erase(known, cast, **values)
    assert list(refused.value.error_dict) == [field]
    assert Contact.objects.get(pk=known.pk).name == NAME


def test_of_an_erased_person_nothing_new_is_written(
    cast: SimpleNamespace, known: Contact, new_account: Callable[..., Account]
) -> None:
    erase(known, cast)
    elsewhere, berg = new_account("Elsewhere", kam=cast.anna), Contact.objects.get(name="Olga Berg")
    olga, smirnov = Contact.objects.get(pk=known.pk), Actor.objects.get(contact__name="Smirnov")
    actor = Actor.objects.get(contact=olga)
    today: dict[str, Any] = {"on": TODAY, "by": cast.anna}
    for attempt in (
        lambda: erase(olga, cast, typed_name=olga.name),
        lambda: edit_contact(contact=olga, version=olga.version, changes={"name": NAME}),
        lambda: judge(actor=actor, version=actor.version, values={"criteria": "x"}, source="", **today),
        lambda: draw_line(kind="influence", from_actor=smirnov, to_actor=actor, **today),
        lambda: edit_counterpart(actor=actor, version=actor.version, changes={"mirror": cast.anna}),
        lambda: bring_onto_map(map_=DecisionMap.objects.get(), contact=olga),
        lambda: move(actor=actor, version=actor.version, to=Post.objects.get(title="Controller"), on=TODAY),
        lambda: has_left(actor=actor, version=actor.version, on=TODAY),
        lambda: move_away(actor=actor, version=actor.version, to=elsewhere, on=TODAY, by=cast.anna),
        lambda: merge_people(kept=olga, gone=berg, as_seen=seen(olga, berg), chosen=[]),
        lambda: merge_people(kept=berg, gone=olga, as_seen=seen(berg, olga), chosen=[]),
    ):
        with pytest.raises(ValidationError, match="erased"):
            attempt()


def test_the_history_says_who_erased_when_and_why_and_not_whom(cast: SimpleNamespace, known: Contact) -> None:
    erase(known, cast)
    told = [
        (change.subject, line.title, line.after)
        for moment in chronicle(known.account, guarded=True).moments
        for change in moment.changes
        for line in change.lines
        if line.title.startswith("Erased")
    ]
    assert ("Erased person 1", "Erased because", "Asked for it by letter") in told


def test_the_export_holds_all_of_it_and_a_lead_erases_by_the_page(
    cast: SimpleNamespace, known: Contact, signed_in: SignIn
) -> None:
    anna, leonid = signed_in(cast.anna), signed_in(cast.leonid)
    base = f"/accounts/{known.account_id}/contacts/{known.pk}"
    answer = anna.get(f"{base}/data.json")
    exported = json.loads(answer.content)
    titles = [part["title"] for part in exported["kept"]]
    assert (exported["person"], "attachment" in answer["Content-Disposition"]) == (NAME, True)
    assert {"Contact", "Diary", "What is told them", "Named by goals of plans", "In approved versions of plans"} <= {
        *titles
    }
    assert {"Contact", "Diary", "Their own answers", "What we judge", "Informal lines", "In signed reviews"} <= {
        *titles
    }
    text = json.dumps(exported, ensure_ascii=False)
    kept = ("+47 22 12 34 56", f"Met {NAME}", f"{JUDGED}, {WORD}", "Smirnov", f"{WORD}-Before", f"Founded by {NAME}")
    assert [word for word in kept if word not in text] == []
    assert JUDGED in anna.get(f"{base}/data/").content.decode()
    assert anna.get(f"{base}/erase/").status_code == 403
    page = leonid.get(f"{base}/erase/")
    assert {mention.title for mention in page.context["mentions"]} >= {"Diary entry", "Fact", "File", "Judgement"}
    foreign = leonid.post(f"{base}/erase/", {"typed_name": NAME, "reason": "Asked for it", "leave": ["people.user:1"]})
    assert "mentions the person no longer" in foreign.content.decode()
    refused = leonid.post(f"{base}/erase/", {"typed_name": "Olga", "reason": "Asked for it"})
    assert (refused.status_code, "another name" in refused.content.decode()) == (200, True)
    done = leonid.post(f"{base}/erase/", {"typed_name": NAME, "reason": "Asked for it"}, follow=True)
    text = done.content.decode()
    assert ("Erased on" in text, WORD in text, tables_with(WORD)) == (True, False, {})
    assert leonid.get(f"{base}/erase/").status_code == 302


def test_the_files_of_imports_go_when_the_erasure_holds(
    cast: SimpleNamespace, known: Contact, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    name = str(ImportRun.objects.get().file.name)
    with django_capture_on_commit_callbacks(execute=True):
        erase(known, cast)
    assert not default_storage.exists(name)


def test_the_erased_are_offered_nowhere_and_stay_in_entries_that_name_them(
    cast: SimpleNamespace, known: Contact, signed_in: SignIn
) -> None:
    erase(known, cast)
    anna, entry = signed_in(cast.anna), DiaryEntry.objects.get(theirs=known)
    map_ = DecisionMap.objects.get()
    new = anna.get(f"/accounts/{known.account_id}/diary/new/").content.decode()
    seat = anna.get(f"/accounts/{known.account_id}/map/{map_.pk}/posts/new/").context["form"]
    edited = anna.get(f"/accounts/{known.account_id}/diary/{entry.pk}/edit/").content.decode()
    tell = anna.get(f"/plans/{Plan.objects.get().pk}/communications/new/").context["form"].fields["audience"].queryset
    overview = anna.get(f"/accounts/{known.account_id}/").context["o"]
    assert ["Erased person 1" in page for page in (new, edited)] == [False, True]
    assert sorted(contact.name for contact in tell) == ["Olga Berg", "Smirnov"]
    assert [contact.name for contact in overview.contacts] == ["Olga Berg", "Smirnov"]
    assert {contact.name for contact in seat.fields["contact"].queryset} == {"Olga Berg", "Smirnov"}


def _words_of(model: type[models.Model]) -> set[str]:
    kinds = (models.CharField, models.TextField, models.JSONField, models.FileField, models.GeneratedField)
    found = set()
    for column in model._meta.concrete_fields:
        words = isinstance(getattr(column, "base_field", column), kinds)
        if words and not getattr(getattr(column, "base_field", column), "choices", None):
            found.add(column.name)
    return found


def test_every_field_with_words_is_a_persons_own_a_free_text_or_nobodys() -> None:
    texts = {text.model._meta.label: set(text.fields) for text in free_texts()}
    unlabelled = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if model._meta.app_label in NOBODYS_APPS or label in NOBODYS_MODELS or hasattr(model, "pgh_tracked_model"):
            continue
        labels = (texts.get(label, set()), *(each.get(label, set()) for each in (OWN, DERIVED, NOBODY)))
        if rest := _words_of(model) - set().union(*labels):
            unlabelled[label] = sorted(rest)
    assert unlabelled == {}
