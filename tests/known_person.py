"""A person of a client who is kept in every place a person can have, each text with a word nobody else has."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.keeping import create_contact, edit_contact, remove_contact
from accounts.models import Account, Contact, ImportRun
from decision_map.description import FIELDS
from decision_map.drawing import add_post, begin_map, remove_map
from decision_map.judging import judge
from decision_map.lines import draw_line
from decision_map.models import Dismissal, Post
from decision_map.newcomers import seat_somebody
from decision_map.seating import bring_onto_map, edit_counterpart
from dossiers.attachments.keeping import edit_attachment, keep_file
from dossiers.description import BY_KEY, TABLES
from dossiers.description.kinds import Kind
from dossiers.diary.steps import add_step
from dossiers.diary.writing import write_entry
from dossiers.events import plan_event
from dossiers.facts import save_section
from dossiers.ladders.answering import answer_invitation
from dossiers.ladders.inviting import invite_client
from dossiers.ladders.ladder import FAVOURABLE
from dossiers.models import DiaryEntry, Review
from dossiers.reviews import topics as review_topics
from dossiers.reviews.verifying import answer_topic, sign_review, start_review
from dossiers.rows import add_row
from kam_portal.foundation.notifications.saying import say
from planning.models import Plan, PlanVersion
from tests.conftest import TODAY
from tests.dossiers.files import upload
from tests.planning.scene import planned

# In every name and text of the person; nobody else has it.
WORD = "Quetzalova"
NAME = f"Olga {WORD}"
# In what is judged of her and what she wrote: gone with the text it stands in.
JUDGED = "Wolpertinger"


def know(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Contact:
    account = new_account("Halvorsen Shipyards", kam=cast.anna, on=TODAY - datetime.timedelta(days=300))
    olga = create_contact(
        account=account,
        name=f"Olga {WORD}-Before",
        title=f"{WORD} title {JUDGED}",
        emails=[f"o@{WORD.lower()}.example"],
        phones=["+47 22 12 34 56"],
    )
    olga = edit_contact(contact=olga, version=1, changes={"name": NAME}, on=TODAY)
    create_contact(account=account, name="Olga Berg")
    in_former_times(account, olga, cast)
    in_the_dossier(account, olga, cast)
    on_the_maps(account, olga, cast)
    in_plans(account, olga, cast)
    signed(account, cast)
    start_review(account=account, at=timezone.now(), by=cast.anna)
    return Contact.objects.get(pk=olga.pk)


def in_former_times(account: Account, olga: Contact, cast: SimpleNamespace) -> None:
    """A contact of another name with her address, and a map that judged her, both removed since."""
    double = create_contact(account=account, name="Lola", title=f"{WORD} title", emails=olga.emails)
    remove_contact(contact=double, version=1)
    map_ = begin_map(account=account, title="Removed")
    actor = bring_onto_map(map_=map_, contact=olga)
    judge(actor=actor, version=1, values={"criteria": JUDGED}, source=WORD, on=TODAY, by=cast.anna)
    remove_map(map_=map_, version=1)


def in_the_dossier(account: Account, olga: Contact, cast: SimpleNamespace) -> None:
    entry = write_entry(
        account=account, on=TODAY, summary=f"Met {NAME}: for us", promises=f"Call {WORD}", by=cast.anna, theirs=[olga]
    )
    add_step(entry=entry, text=f"Call {WORD}", on=TODAY, owner=cast.anna)
    written_over = write_entry(account=account, on=TODAY, summary=f"{NAME} was ill", by=cast.anna)
    DiaryEntry.objects.filter(pk=written_over.pk).update(summary="Somebody was ill")
    now = timezone.now()
    _asked, token = invite_client(account=account, by=cast.anna, at=now, language="en", contact=olga)
    answer_invitation(token=token, answers=dict.fromkeys(FAVOURABLE, "no"), remark=f"{JUDGED}, {WORD}", at=now)
    invite_client(account=account, by=cast.anna, at=now, language="en", contact=olga)
    section = BY_KEY["general"]
    values = {"description": f"Founded by {NAME}"}
    save_section(account=account, section=section, version=0, values=values, source=f"{WORD}", on=TODAY, by=cast.anna)
    add_row(
        account=account,
        table=TABLES["goals"],
        values={"name": f"What {WORD} wants"},
        source=f"{WORD}",
        on=TODAY,
        by=cast.anna,
    )
    plan_event(account=account, kind="other", title=f"{WORD} leaves", on=TODAY, note=NAME)
    file = keep_file(account=account, upload=upload("cv.txt", b"cv"), name=f"{WORD}.txt", by=cast.anna, at=now)
    edit_attachment(attachment=file.attachment, version=1, changes={"title": f"CV of {NAME}", "note": WORD})
    say(topic="assigned", recipient=cast.anna, subject_id=account.pk, day=TODAY, stage="", note=f"{NAME} asks")
    ImportRun.objects.create(
        kind="contacts",
        file=ContentFile(f"name\n{NAME}\n".encode(), name="people.csv"),
        file_name=f"{WORD}.csv",
        state="done",
        rejected=[[2, NAME]],
        started_by=cast.ada,
    )


def on_the_maps(account: Account, olga: Contact, cast: SimpleNamespace) -> None:
    map_ = begin_map(account=account, title="All of it")
    post = add_post(map_=map_, title="CFO", unit=f"Office of {WORD}")
    Post.objects.filter(pk=post.pk).update(reference=f"{WORD}, 1")
    add_post(map_=map_, title="Controller", reports_to=post)
    actor = seat_somebody(post=post, who=olga, on=TODAY)
    other = bring_onto_map(map_=map_, contact=create_contact(account=account, name="Smirnov"))
    judged = {field.key: f"{JUDGED} {WORD}" for field in FIELDS if field.kind is Kind.TEXT}
    values = {**judged, "roles": "buyer", "influence": "low"}
    judge(actor=actor, version=1, values=values, source=f"{JUDGED} {WORD}", on=TODAY, by=cast.anna)
    judge(actor=actor, version=2, values={"criteria": JUDGED}, source="", on=TODAY, by=cast.anna)
    judge(actor=other, version=1, values={"criteria": f"Asks {WORD}"}, source=NAME, on=TODAY, by=cast.anna)
    edit_counterpart(actor=actor, version=3, changes={"mirror": cast.anna, "every_days": 30, "ladder_now": 2})
    draw_line(
        kind="influence",
        from_actor=actor,
        to_actor=other,
        strength=2,
        note=f"{JUDGED} {WORD}",
        source=WORD,
        on=TODAY,
        by=cast.anna,
    )
    alert = f"stale_judgement-{actor.pk}-0123456789ab"
    for number, each in enumerate((alert, "no_sponsor-0-0123456789ab")):
        reason = f"{JUDGED if not number else 'Ask'} {NAME}"
        Dismissal.objects.create(account=account, map=map_, alert=each, reason=reason, on=TODAY, until=TODAY)


def in_plans(account: Account, olga: Contact, cast: SimpleNamespace) -> None:
    """In every text of a plan, in a goal and an audience, and in what was approved of them."""
    made = planned(account, olga, cast, word=f"Ask {NAME}")
    plan = Plan.objects.get(pk=made["plan"])
    Plan.objects.filter(pk=plan.pk).update(approved_version=2)
    listed = [{"id": olga.pk, "name": NAME}, {"id": 0, "name": "Olga Berg"}]
    snapshot = {"form": 1, "goals": [{"title": f"Win {WORD}", "people": listed}], "communications": []}
    PlanVersion.objects.create(account=account, plan=plan, number=2, snapshot=snapshot, approved_at=timezone.now())


def signed(account: Account, cast: SimpleNamespace) -> Review:
    review = start_review(account=account, at=timezone.now(), by=cast.anna)
    for topic in review_topics.topics():
        answer_topic(
            review=review, topic=topic.key, verdict="true", note=f"Asked {NAME}", at=timezone.now(), by=cast.anna
        )
    return sign_review(review=review, at=timezone.now(), by=cast.anna)
