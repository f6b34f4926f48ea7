"""The people and the things that the access table is tried on."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from accounts.assigning import add_member, assign
from accounts.keeping import create_account, create_contact, record_year
from accounts.models import (
    Account,
    Assignment,
    BuyingCriterion,
    Competitor,
    Contact,
    CriterionScore,
    Factor,
    ImportRun,
    ScoringModel,
)
from decision_map.alerting import watched
from decision_map.description import FIELDS
from decision_map.drawing import add_post, begin_map
from decision_map.judging import judge
from decision_map.lines import draw_line
from decision_map.models import Dismissal
from decision_map.newcomers import seat_somebody
from decision_map.reading import read_map
from decision_map.seating import bring_onto_map
from dossiers.attachments.keeping import edit_attachment, keep_file
from dossiers.description import BY_KEY, TABLES, Kind
from dossiers.diary.steps import add_step
from dossiers.diary.writing import write_entry
from dossiers.facts import save_section
from dossiers.ladders.answering import answer_invitation
from dossiers.ladders.competitors import save_competitor_ladder
from dossiers.ladders.inviting import invite_client
from dossiers.ladders.ladder import FAVOURABLE
from dossiers.models import Answer, EventAhead, FinancialYear, Review, TableRow
from dossiers.rows import add_row
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.saying import say
from kam_portal.foundation.people.feeds import open_feed
from kam_portal.foundation.people.inviting import create_person, edit_person
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Role
from kam_portal.workspace.demo.people import DEMO_PASSWORD
from planning.models import Action
from tests import access_table as table
from tests.accounts.selecting import published_model, round_at
from tests.conftest import TODAY
from tests.dossiers.files import PNG, upload
from tests.planning.scene import planned

# A word that stands in what is judged of people: only who may edit the account reads it.
GUARDED = "Nachtschatten"
# A word that stands in every text field of the account that strangers must never read.
CANARY = "Kanarienvogel"
MISSING = 99_999_999


@dataclass
class Scene:
    """`actors` by the names of the table, `objects` by the names used in rows' arguments."""

    actors: dict[str, User | None]
    objects: dict[str, Any]


def build_scene(cast: SimpleNamespace) -> Scene:
    account = _account(cast)
    extras = {key: _extra(key, cast) for key in ("reader", "editor", "moved", "gone")}
    add_member(account=account, user=extras["reader"], function="sales", can_edit=False)
    add_member(account=account, user=extras["editor"], function="sales", can_edit=True)
    assign(account=account, manager=extras["moved"], on=TODAY, reason="for a week", by=cast.ada)
    assign(account=account, manager=cast.anna, on=TODAY, reason="back", by=cast.ada)
    south = cast.viktor.team
    moved = edit_person(person=extras["moved"], version=1, changes={"team": south})
    gone = edit_person(person=extras["gone"], version=1, changes={"role": Role.ADMIN, "is_active": False})
    actors = {
        table.ANONYMOUS: None,
        table.DEACTIVATED: gone,
        table.OWNER: cast.anna,
        table.PEER: cast.boris,
        table.STRANGER: cast.viktor,
        table.OWN_LEAD: cast.leonid,
        table.OTHER_LEAD: cast.sofia,
        table.COLLEAGUE: cast.irina,
        table.ADMIN: cast.ada,
        table.MOVED: moved,
        table.READER: extras["reader"],
        table.EDITOR: extras["editor"],
    }
    objects = _objects(account, cast)
    Action.objects.filter(pk=objects["waiting_action"]).update(owner=extras["reader"])
    return Scene(actors, objects)


def _account(cast: SimpleNamespace) -> Account:
    account = create_account(
        by=cast.ada,
        on=TODAY - datetime.timedelta(days=200),
        status="key",
        reason=CANARY,
        trade_name="Halvorsen Shipyards",
        legal_name=CANARY,
        registration_id=CANARY,
        country=CANARY,
        industry=CANARY,
        site=CANARY,
        grounds_note=CANARY,
    )
    assign(account=account, manager=cast.anna, on=TODAY - datetime.timedelta(days=200), reason=CANARY, by=cast.ada)
    general = BY_KEY["general"]
    values = {f.key: f"{CANARY} {f.key}" for f in general.fields}
    save_section(account=account, section=general, version=0, values=values, source=CANARY, on=TODAY, by=cast.anna)
    return account


def _extra(key: str, cast: SimpleNamespace) -> User:
    return create_person(
        email=f"{key}@nordvik.example",
        full_name=key.title(),
        password=DEMO_PASSWORD,
        role=Role.MANAGER,
        team=cast.anna.team,
    )


def _objects(account: Account, cast: SimpleNamespace) -> dict[str, Any]:
    contact = create_contact(account=account, name=CANARY, title=CANARY, emails=["canary@kanarienvogel.example"])
    year = record_year(account=account, year=2025, currency="EUR")
    say(topic="assigned", recipient=cast.anna, subject_id=account.pk, day=TODAY, stage="table", note=CANARY)
    signed_at = datetime.datetime(2026, 8, 1, 9, tzinfo=datetime.UTC)
    review = _review(account, cast, signed_at)
    file = upload(f"{CANARY}.png", PNG)
    kept = keep_file(account=account, upload=file, name=f"{CANARY}.png", by=cast.anna, at=signed_at)
    edit_attachment(attachment=kept.attachment, version=1, changes={"title": CANARY, "note": CANARY})
    diary = write_entry(account=account, on=TODAY, summary=CANARY, promises=CANARY, by=cast.anna, theirs=[contact])
    step = add_step(entry=diary, text=CANARY, on=TODAY, owner=cast.anna)
    chosen = selection(account, cast)
    return (
        chosen
        | decision_map(account, contact, cast)
        | planned(account, contact, cast, word=CANARY)
        | ladders(account, chosen["competitor"], contact, cast)
        | {
            "account": account.pk,
            "contact": contact.pk,
            "year": year.pk,
            "financial": FinancialYear.objects.create(account=account, year=2025, currency="EUR", source=CANARY).pk,
            "event": EventAhead.objects.create(account=account, kind="other", title=CANARY, on=TODAY, note=CANARY).pk,
            "row": _row(account, cast).pk,
            "table": "goals",
            "entry": diary.pk,
            "step": step.pk,
            "attachment": kept.attachment.pk,
            "attachment_version": kept.number,
            "feed": open_feed(user=cast.anna, at=signed_at),
            "seat": account.members.order_by("pk")[0].pk,
            "assignment": Assignment.objects.filter(account=account)[0].pk,
            "review": review.number,
            "section": "general",
            "uid": "1",
            "key": "used-key",
            "person": cast.boris.pk,
            "team": cast.viktor.team.pk,
            "import": ImportRun.objects.create(kind="accounts", file_name=CANARY, started_by=cast.ada).pk,
            "message": Message.objects.get(recipient=cast.anna, stage="table").pk,
        }
    )


def _review(account: Account, cast: SimpleNamespace, at: datetime.datetime) -> Review:
    """Signed, with what was judged on a map among what it froze, and a note on it."""
    review = Review.objects.create(account=account, number=1, opened_at=at)
    Answer.objects.create(review=review, topic="map", verdict="true", note=GUARDED, answered_at=at)
    judged = {"key": "map_judged:1-1", "value": {"name": CANARY, "criteria": GUARDED}}
    review.state, review.signed_at, review.signed_on = Review.State.SIGNED, at, at.date()
    review.signed_by, review.snapshot = cast.anna, {"topics": {"map": [judged]}}
    review.save()
    return review


def ladders(account: Account, competitor: int, contact: Contact, cast: SimpleNamespace) -> dict[str, Any]:
    """A competitor's ladder, a client's answer with a remark, and an open question to the client."""
    rival = Competitor.objects.get(pk=competitor)
    save_competitor_ladder(
        competitor=rival, version=0, changes={"needs_us": "no", "source": CANARY}, on=TODAY, by=cast.anna
    )
    asked = {"account": account, "by": cast.anna, "language": "en", "contact": contact, "our_company": CANARY}
    now = timezone.now()
    _answered, token = invite_client(at=now, **asked)
    answer_invitation(token=token, answers=dict.fromkeys(FAVOURABLE, "no"), remark=CANARY, at=now)
    invitation, token = invite_client(at=now, days=60, **asked)
    return {"invitation": invitation.pk, "token": token}


def decision_map(account: Account, contact: Contact, cast: SimpleNamespace) -> dict[str, Any]:
    """A map with a held and a vacant post, all judged of its holder that can be put in words, and a line."""
    map_ = begin_map(account=account, title=CANARY)
    post = add_post(map_=map_, title=CANARY, unit=CANARY, site=CANARY)
    vacancy = add_post(map_=map_, title=f"{CANARY} 2", reports_to=post)
    actor = seat_somebody(post=post, who=contact, on=TODAY)
    other = bring_onto_map(map_=map_, contact=create_contact(account=account, name=f"{CANARY} beside"))
    word = f"{CANARY} {GUARDED}"
    judged = {field.key: word for field in FIELDS if field.kind is Kind.TEXT}
    judge(actor=actor, version=1, values=judged, source=word, on=TODAY, by=cast.anna)
    line = draw_line(
        kind="influence", from_actor=actor, to_actor=other, strength=2, note=word, source=word, on=TODAY, by=cast.anna
    )
    Dismissal.objects.create(account=account, map=map_, alert="no_sponsor", reason=word, on=TODAY, until=TODAY)
    alert = watched(read_map(map_, TODAY, may_judge=True), TODAY).open[0].id
    numbers = {"map": map_.pk, "post": post.pk, "vacancy": vacancy.pk, "actor": actor.pk, "line": line.pk}
    return {**numbers, "alert": alert, "card": str(post.pk), "judged_key": "criteria"}


def _row(account: Account, cast: SimpleNamespace) -> TableRow:
    table = TABLES["goals"]
    values = {column.key: CANARY for column in table.columns if column.kind in (Kind.LINE, Kind.TEXT)}
    return add_row(account=account, table=table, values=values, source=CANARY, on=TODAY, by=cast.anna)


def selection(account: Account, cast: SimpleNamespace) -> dict[str, Any]:
    """Rounds at four steps, all run by the own lead and rated by the owner and a colleague; and a comparison."""
    criterion = BuyingCriterion.objects.create(account=account, name=CANARY, weight=100, source=CANARY)
    competitor = Competitor.objects.create(account=account, name=f"{CANARY} Ltd")
    for supplier, value in ((None, 8), (competitor, 6)):
        CriterionScore.objects.create(account=account, criterion=criterion, competitor=supplier, value=value)
    model = published_model(by=cast.ada)
    draft = ScoringModel.objects.create(name="Draft", created_by=cast.ada)
    Factor.objects.create(model=draft, position=0, name_en="Growth", name_ru="Рост", weight=100)
    people = {"runner": cast.leonid, "accounts": [account], "raters": (cast.anna, cast.irina), "model": model}
    scores = {account.trade_name: {cast.anna.pk: ["8", "7", "6"], cast.irina.pk: ["5", "5", "5"]}}
    rounds = {
        name: round_at(state, title=f"Round {state}", scores=scores, **people)
        for name, state in (
            ("round", "scoring"),
            ("open_round", "consensus"),
            ("deciding_round", "deciding"),
            ("published_round", "published"),
        )
    }
    return {name: round_.pk for name, round_ in rounds.items()} | {
        "model": model.pk,
        "draft_model": draft.pk,
        "factor": model.factors.all()[0].pk,
        "draft_factor": draft.factors.all()[0].pk,
        "criterion": criterion.pk,
        "competitor": competitor.pk,
        "candidate": rounds["round"].candidates.all()[0].pk,
        "open_candidate": rounds["open_round"].candidates.all()[0].pk,
        "deciding_candidate": rounds["deciding_round"].candidates.all()[0].pk,
        "published_candidate": rounds["published_round"].candidates.all()[0].pk,
        "rater": rounds["round"].raters.all()[0].pk,
    }
