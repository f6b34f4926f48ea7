"""Every form of an account and of a selection round that edits something with a version: one row each.

Twenty people write in each of them at once (test_edit_forms_at_once.py, benchmarks/writers.py). A row says how the
thing is made, where it is edited, and in which field the counter stands that everybody counts up.
"""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts import forms as account_forms
from accounts.comparison import add_competitor, add_criterion
from accounts.keeping import create_contact, record_year
from accounts.models import Account, StatusChange
from accounts.selection import comparison_forms
from accounts.selection import forms as round_forms
from decision_map import forms as map_forms
from decision_map import limit_forms, person_forms
from decision_map.drawing import add_post, begin_map
from decision_map.judging import judge
from decision_map.lines import draw_line
from decision_map.models import Actor, DecisionMap
from decision_map.seating import bring_onto_map
from dossiers import forms as dossier_forms
from dossiers import row_forms
from dossiers.attachments import forms as attachment_forms
from dossiers.attachments.keeping import keep_file
from dossiers.description import BY_KEY, TABLES
from dossiers.diary import forms as diary_forms
from dossiers.diary.steps import add_step
from dossiers.diary.writing import write_entry
from dossiers.events import plan_event
from dossiers.facts import save_section
from dossiers.financials import record_financial_year
from dossiers.ladders import forms as ladder_forms
from dossiers.ladders.competitors import save_competitor_ladder
from dossiers.models import Fact, Section
from dossiers.reviews import forms as review_forms
from dossiers.reviews.verifying import answer_topic, start_review
from dossiers.rows import add_row
from kam_portal.foundation.history.editing import Versioned
from tests.accounts.round_edit_forms import ROUNDS
from tests.conftest import TODAY
from tests.editing import Cast, EditForm
from tests.planning.edit_forms import PLAN_BUTTONS, PLANNING


def _section(account: Account, cast: Cast) -> Section:
    section = BY_KEY["decision"]
    save_section(account=account, section=section, version=0, values={"actors": "0"}, source="", on=TODAY, by=None)
    return Section.objects.get(account=account, key=section.key)


def _stored_fact(section: Section) -> tuple[str, int]:
    facts = Fact.objects.filter(account=section.account_id, key="actors")
    return facts.values_list("value", "section_version").get()


def _row(account: Account, cast: Cast) -> models.Model:
    return add_row(account=account, table=TABLES["goals"], values={"name": "0"}, on=TODAY, by=cast.anna)


def _financial(account: Account, cast: Cast) -> models.Model:
    return record_financial_year(account=account, year=2025, currency="EUR", source="0")


def _event(account: Account, cast: Cast) -> models.Model:
    return plan_event(account=account, kind="tender", title="Tender", on=TODAY, note="0")


def _entry(account: Account, cast: Cast) -> Any:
    return write_entry(account=account, by=cast.anna, on=TODAY, summary="0", kind="call", ours=[cast.anna])


def _step(account: Account, cast: Cast) -> models.Model:
    return add_step(entry=_entry(account, cast), text="0", on=TODAY, owner=cast.anna)


def _attachment(account: Account, cast: Cast) -> models.Model:
    upload = SimpleUploadedFile("a.txt", b"a")
    kept = keep_file(account=account, upload=upload, name="0 a.txt", by=cast.anna, at=timezone.now())
    return kept.attachment


def _ladder(account: Account, cast: Cast) -> models.Model:
    competitor = add_competitor(account=account, name="Fjordmatic")
    return save_competitor_ladder(competitor=competitor, version=0, changes={"source": "0"}, on=TODAY, by=cast.anna)


def _answer(account: Account, cast: Cast) -> models.Model:
    review = start_review(account=account, by=cast.anna, at=timezone.now())
    return answer_topic(review=review, topic="general", verdict="changed", note="0", by=cast.anna, at=timezone.now())


def _stored_decision(account: Account) -> tuple[str, int]:
    decisions = StatusChange.objects.filter(account=OuterRef("pk")).order_by("-pk").values("reason")[:1]
    return Account.objects.annotate(last=Subquery(decisions)).values_list("last", "version").get(pk=account.pk)


def _decided(account: Account, cast: Cast) -> Account:
    StatusChange.objects.filter(account=account).update(reason="0")
    return account


_STATUSES = itertools.cycle(["key", "key_development", "maintenance", "opportunistic"])


def _another_status(account: Account) -> dict[str, Any]:
    now = Account.objects.values_list("status", flat=True).get(pk=account.pk)
    status = next(status for status in _STATUSES if status != now)
    return {"status": status, "on": timezone.localdate().isoformat()}


def _account(account: Account, cast: Cast) -> Account:
    Account.objects.filter(pk=account.pk).update(grounds_note="0")
    return account


def _criterion(account: Account, cast: Cast) -> models.Model:
    return add_criterion(account=account, name="Price", weight=Decimal(100), source="0")


def _map(account: Account) -> DecisionMap:
    return begin_map(account=account, title=f"Map {DecisionMap.objects.count()}")


def _person(account: Account, map_: DecisionMap, name: str) -> Actor:
    return bring_onto_map(map_=map_, contact=create_contact(account=account, name=name))


def _judged(account: Account, cast: Cast) -> models.Model:
    actor = _person(account, _map(account), "Ivanova")
    return judge(actor=actor, version=1, values={"criteria": "0"}, source="", on=TODAY, by=cast.anna)


def _line(account: Account, cast: Cast) -> models.Model:
    map_ = _map(account)
    one, other = (_person(account, map_, name) for name in ("Petrov", "Orlov"))
    return draw_line(kind="influence", from_actor=one, to_actor=other, strength=2, note="0", on=TODAY, by=cast.anna)


def _on_map(record: Any) -> list[Any]:
    return [record.account_id, record.map_id, record.pk]


DOSSIER = (
    EditForm(
        dossier_forms.SectionForm,
        "section_edit",
        _section,
        counter="actors",
        arguments=lambda section: [section.account_id, section.key],
        stored=_stored_fact,
    ),
    EditForm(
        row_forms.RowEdit,
        "row_edit",
        _row,
        counter="name",
        removed_at="row_remove",
        stored=lambda row: type(row).objects.values_list("values__name", "version").get(pk=row.pk),
    ),
    EditForm(
        dossier_forms.FinancialYearEdit,
        "financial_edit",
        _financial,
        counter="source",
        beside=lambda row: {"year": row.year, "currency": "EUR"},
        removed_at="financial_remove",
    ),
    EditForm(
        dossier_forms.EventEdit,
        "event_edit",
        _event,
        counter="note",
        beside=lambda event: {"kind": "tender", "title": "Tender", "on": TODAY, "lead_days": 30},
        removed_at="event_remove",
    ),
    EditForm(
        diary_forms.DiaryEdit,
        "diary_edit",
        _entry,
        counter="summary",
        beside=lambda entry: {"kind": "call", "on": TODAY},
    ),
    EditForm(
        diary_forms.StepEdit,
        "next_step_edit",
        _step,
        counter="text",
        beside=lambda step: {"on": TODAY, "owner": step.owner_id},
        removed_at="next_step_remove",
    ),
    EditForm(
        attachment_forms.AttachmentEdit,
        "attachment_edit",
        _attachment,
        counter="title",
        removed_at="attachment_remove",
    ),
    EditForm(
        ladder_forms.CompetitorLadderEdit,
        "competitor_ladder_edit",
        _ladder,
        counter="source",
        arguments=lambda ladder: [ladder.account_id, ladder.competitor_id],
    ),
    EditForm(
        review_forms.AnswerForm,
        "review_answer",
        _answer,
        counter="note",
        beside=lambda answer: {"topic": "general", "verdict": "changed"},
        arguments=lambda answer: [answer.review.account_id],
    ),
)
ACCOUNTS = (
    EditForm(
        account_forms.AccountForm,
        "account_edit",
        _account,
        counter="grounds_note",
        beside=lambda account: {"trade_name": account.trade_name, "consent": account.consent},
        arguments=lambda account: [account.pk],
    ),
    EditForm(
        account_forms.StatusForm,
        "account_status",
        _decided,
        counter="reason",
        beside=_another_status,
        arguments=lambda account: [account.pk],
        stored=_stored_decision,
        # Two who choose the same: the second is told, in the form, that the account has this status already.
        also=200,
    ),
    EditForm(
        account_forms.ContactForm,
        "contact_edit",
        lambda account, cast: create_contact(account=account, name="Kari", title="0"),
        counter="title",
        beside=lambda contact: {"name": contact.name},
        removed_at="contact_remove",
    ),
    EditForm(
        account_forms.YearForm,
        "year_edit",
        lambda account, cast: record_year(account=account, year=2025, currency="EUR", sales=Decimal(0)),
        counter="sales",
        beside=lambda row: {"year": row.year, "currency": "EUR"},
        is_figure=True,
        removed_at="year_remove",
    ),
    EditForm(
        comparison_forms.CriterionForm,
        "criterion_edit",
        _criterion,
        counter="source",
        beside=lambda criterion: {"name": "Price", "weight": "100"},
        removed_at="criterion_remove",
    ),
    EditForm(
        comparison_forms.CompetitorForm,
        "competitor_edit",
        lambda account, cast: add_competitor(account=account, name="0"),
        counter="name",
        removed_at="competitor_remove",
    ),
)
MAP = (
    EditForm(
        map_forms.MapEdit,
        "map_edit",
        lambda account, cast: begin_map(account=account, title="0"),
        counter="title",
        removed_at="map_remove",
    ),
    EditForm(
        map_forms.PostEdit,
        "post_edit",
        lambda account, cast: add_post(map_=_map(account), title="CFO", unit="0"),
        counter="unit",
        beside=lambda post: {"title": "CFO"},
        arguments=_on_map,
        removed_at="post_remove",
    ),
    EditForm(
        person_forms.JudgementForm,
        "actor_judge",
        _judged,
        counter="criteria",
        arguments=_on_map,
        stored=lambda actor: actor.judgements.values_list("value", "actor_version").get(key="criteria"),
    ),
    EditForm(
        person_forms.LineEdit,
        "line_edit",
        _line,
        counter="note",
        beside=lambda line: {"strength": 2},
        arguments=_on_map,
        removed_at="line_remove",
    ),
)
EDIT_FORMS = (*DOSSIER, *ACCOUNTS, *MAP, *PLANNING, *ROUNDS)
# Versioned, but nothing is typed into them that another save could overwrite.
BUTTONS: dict[type[Versioned], str] = {
    dossier_forms.RemoveForm: "takes one thing away: delete against edit, test_edit_forms_at_once.py",
    limit_forms.LimitsForm: "numbers of the company: tests/decision_map/test_alert_limits.py",
    person_forms.CounterpartForm: "choices and a number: tests/decision_map/test_people_pages.py",
    map_forms.UnderForm: "a post: tests/decision_map/test_by_hand.py",
    map_forms.AwayForm: "a day and what goes along: tests/decision_map/test_moving_away.py",
    map_forms.LeftForm: "a day: tests/decision_map/test_people_pages.py",
    map_forms.MoveForm: "a post and a day: tests/decision_map/test_people_pages.py",
    round_forms.ReasonForm: "takes one step of a round: tests/accounts/test_rounds_at_the_same_moment.py",
    **PLAN_BUTTONS,
}
