"""Playing the demo: the named people do, by the same verbs as the pages, what the pages show afterwards."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from django.core.files import File
from django.db import transaction

from accounts.assigning import add_member, assign
from accounts.comparison import edit_criterion
from accounts.keeping import change_status, create_account, create_contact, record_year
from accounts.models import Account, BuyingCriterion, Competitor, Contact, Status
from dossiers.attachments.keeping import keep_file
from dossiers.description import BY_KEY, FIELD_SECTION, SECTIONS, TABLES, Table
from dossiers.diary.writing import write_entry
from dossiers.events import plan_event
from dossiers.facts import UNWRITTEN, save_section
from dossiers.financials import record_financial_year
from dossiers.ladders.answering import answer_invitation
from dossiers.ladders.competitors import save_competitor_ladder
from dossiers.ladders.inviting import invite_client
from dossiers.models import Answer, Review, Section
from dossiers.reviews.verifying import answer_topic, return_review, sign_review, start_review
from dossiers.rows import add_row
from kam_portal.foundation.history.authors import written_by
from kam_portal.foundation.people.models import User
from kam_portal.workspace.demo.choosing import COMPARISONS, Chooser
from kam_portal.workspace.demo.company import CLIENTS, Client, answers, days_ago, money, words
from kam_portal.workspace.demo.mapping import draw_map
from kam_portal.workspace.demo.people import DEMO_PASSWORD, bring_in
from kam_portal.workspace.demo.planning import Planner

# How long before an event of a kind the demo's managers begin.
LEAD_DAYS = {"budget": 60, "tender": 45, "contract_end": 90, "board": 30, "other": 14}
# Days ago, and what was done then.
Happening = tuple[int, Callable[[], None]]


def seed(*, at: datetime.datetime, language: str, password: str | None = DEMO_PASSWORD) -> None:
    """The whole demo company on an empty database, in one transaction; the same day gives the same company."""
    text = words(language)
    with transaction.atomic(), written_by(source="demo"):
        people = bring_in(language=language, password=password)
        accounts: dict[str, Account] = {}
        stories = []
        for client in CLIENTS:
            stories.append(story := _Story(client, text, people, accounts, at))
            accounts[client.key] = story.account
        for story in stories:
            story.begin()
        chooser = Chooser(people, accounts, text, at)
        chooser.compare()
        chooser.last_year()
        for story in stories:
            story.go_on()
        chooser.now()
        Planner(people, accounts, at, language=language).play()


class _Story:
    """What happened with one client, oldest first."""

    def __init__(
        self,
        client: Client,
        text: Mapping[str, Any],
        people: Mapping[str, User],
        accounts: Mapping[str, Account],
        at: datetime.datetime,
    ) -> None:
        self.client, self.people, self.at = client, people, at
        self.general, self.text = text["general"], text[client.key]
        self.today = at.date()
        self.accounts, self.parent = accounts, accounts.get(client.parent)
        self.kam = people.get(client.kam)
        self.account = self._create()

    def _ago(self, days: int) -> datetime.date:
        return days_ago(self.today, days)

    def _create(self) -> Account:
        columns = ("trade_name", "legal_name", "country", "industry", "site", "grounds_note")
        consent: dict[str, Any] = {"consent": self.client.consent}
        if self.client.consent != "not_asked":
            consent["consent_on"] = self._ago(self.client.since - 20)
        chosen = self.client.candidate_for
        return create_account(
            by=self.people["ada"],
            on=self._ago(self.client.since + chosen),
            status=Status.CANDIDATE if chosen else self.client.status,
            reason=self.general["found" if chosen else "board"],
            parent=self.parent,
            registration_id=self.client.registration_id,
            founded=self.client.founded,
            grounds=list(self.client.grounds),
            **consent,
            **{column: self.text[column] for column in columns if column in self.text},
        )

    def begin(self) -> None:
        self._assign()
        self._people()
        self._figures()

    def go_on(self) -> None:
        self.account.refresh_from_db()
        # Of one day the reviews come last.
        happenings = [*self._learnt(), *self._met(), *self._verified()]
        for _ago, happens in sorted(happenings, key=itemgetter(0), reverse=True):
            happens()
        self._files()
        draw_map(
            key=self.client.key,
            account=self.account,
            contacts=self.contacts,
            text=self.text,
            people=self.people,
            ago=self._ago,
        )
        if self.client.review == "answering":
            self._review(0, sign=False)
        self._ask()
        if self.client.review == "returned":
            self._return_last()
        if self.client.key == "delta":
            self._close()

    def _assign(self) -> None:
        if self.kam is not None:
            reason = self.general["overload" if self.client.key == "ostrava" else "first"]
            assign(
                account=self.account,
                manager=self.kam,
                on=self._ago(self.client.since),
                reason=reason,
                by=self.people["ada"],
            )
            self.account.refresh_from_db()

    def _people(self) -> None:
        self.contacts = [
            create_contact(
                account=self.account,
                name=name,
                title=title,
                emails=[email] if email else [],
                phones=[phone] if phone else [],
            )
            for name, title, email, phone in self.text["contacts"]
        ]
        for key, can_edit in self.client.members:
            user = self.people[key]
            add_member(account=self.account, user=user, function=user.function, can_edit=can_edit)

    def _figures(self) -> None:
        for back, amount in enumerate(reversed(self.client.sales), start=1):
            sales = money(amount)
            record_year(
                account=self.account,
                year=self.today.year - back,
                currency="EUR",
                sales=sales,
                margin=money(amount * self.client.margin_percent // 100),
                cost_to_serve=money(amount * 8 // 100),
            )
        for year, turnover, headcount in self.client.financial:
            record_financial_year(
                account=self.account,
                year=year,
                currency="EUR",
                turnover=money(turnover),
                headcount=headcount,
                source=self.general["register"],
            )

    def _know(self, text: Mapping[str, Any], ago: int) -> None:
        """Facts and rows written down so many days ago."""
        by_section: dict[str, dict[str, str]] = {}
        for key, value in text.get("facts", {}).items():
            by_section.setdefault(FIELD_SECTION[key].key, {})[key] = value
        for section, values in by_section.items():
            stored = Section.objects.filter(account=self.account, key=section).first()
            save_section(
                account=self.account,
                section=BY_KEY[section],
                version=stored.version if stored else UNWRITTEN,
                values=values,
                source=self.general["source"],
                on=self._ago(ago),
                by=self.kam,
            )
        for key, rows in text.get("rows", {}).items():
            for values in rows:
                self._row(TABLES[key], values, ago)

    def _row(self, table: Table, values: Mapping[str, str], ago: int) -> None:
        named = {account.trade_name: account for account in self.accounts.values()}
        add_row(
            account=self.account,
            table=table,
            values=values,
            named_account=named.get(values.get("name", "")) if table.names_account else None,
            source=self.general["source"],
            on=self._ago(ago),
            by=self.kam,
        )

    def _files(self) -> None:
        for name, content in self.text.get("files", ()):
            upload = File(io.BytesIO(content.encode()), name=name)
            keep_file(account=self.account, upload=upload, name=name, by=self.kam, at=self.at)

    def _learnt(self) -> Iterator[Happening]:
        """What was written down at first, what was learnt later, and when the client confirmed its criteria."""
        first = self.client.written
        yield first, partial(self._know, self.text, first)
        yield first, self._ladders
        yield first, self._events
        for ago, text in zip(self.client.learnt, self.text.get("later", []), strict=True):
            yield ago, partial(self._know, text, ago)
        confirmed = COMPARISONS[self.client.key].verified_ago if self.client.key in COMPARISONS else None
        if confirmed:
            yield confirmed, partial(self._confirm_criteria, confirmed)

    def _verified(self) -> Iterator[Happening]:
        for ago in self.client.signed:
            yield ago, partial(self._review, ago, sign=True)

    def _confirm_criteria(self, ago: int) -> None:
        for criterion in BuyingCriterion.objects.filter(account=self.account):
            changes = {"verified_on": self._ago(ago)}
            edit_criterion(criterion=criterion, version=criterion.version, changes=changes)

    def _ladders(self) -> None:
        """Where the competitors stand in our view."""
        rivals = Competitor.objects.filter(account=self.account)[: len(self.client.rivals)]
        for rival, letters, source in zip(rivals, self.client.rivals, self.text.get("rivals", ()), strict=True):
            save_competitor_ladder(
                competitor=rival,
                version=UNWRITTEN,
                changes={**answers(letters), "source": source},
                on=self._ago(self.client.written),
                by=self.kam,
            )

    def _ask(self) -> None:
        """The six questions by a link, answered three days later."""
        if not self.client.said or self.kam is None:
            return
        at = self.at - datetime.timedelta(days=self.client.asked_ago)
        _invitation, token = invite_client(
            account=self.account,
            by=self.kam,
            at=at,
            language=self.kam.language,
            contact=self.contacts[0],
            our_company=self.general["company"],
        )
        later, said = at + datetime.timedelta(days=3), answers(self.client.said)
        answer_invitation(token=token, answers=said, remark=self.text["remark"], at=later)

    def _events(self) -> None:
        known = {"as_of": self._ago(self.client.written), "by": self.kam, "source": self.general["source"]}
        for (kind, title, note), ahead in zip(self.text["events"], self.client.events_in, strict=True):
            on, lead_days = self._ago(-ahead), LEAD_DAYS[kind]
            plan_event(account=self.account, kind=kind, title=title, on=on, note=note, lead_days=lead_days, **known)

    def _met(self) -> Iterator[Happening]:
        told = self.text["diary"]
        moods = [*self.client.moods, *[""] * len(told)][: len(told)]
        for said, ago, mood, who in zip(told, self.client.diary_ago, moods, self.client.met, strict=True):
            yield ago, partial(self._write, said, ago, mood, [self.contacts[number] for number in who])

    def _write(self, said: Sequence[str], ago: int, mood: str, theirs: Sequence[Contact]) -> None:
        kind, summary, promises, step = said
        write_entry(
            account=self.account,
            by=self.kam,
            kind=kind,
            on=self._ago(ago),
            summary=summary,
            promises=promises,
            mood=mood,
            ours=[self.kam] if self.kam else [],
            theirs=theirs,
            next_step=step,
            next_step_on=self._ago(-self.client.steps_in[0]) if step else None,
            next_step_owner=self.kam if step else None,
        )

    def _review(self, ago: int, *, sign: bool) -> None:
        signer = self.people[self.client.signer or self.client.kam]
        at = self.at - datetime.timedelta(days=ago, hours=2)
        review = start_review(account=self.account, by=signer, at=at)
        pause = datetime.timedelta(seconds=3 if self.client.hasty else 70)
        topics = SECTIONS if sign else SECTIONS[:3]
        for number, section in enumerate(topics, start=1):
            answer_topic(
                review=review,
                topic=section.key,
                verdict=Answer.Verdict.TRUE,
                note="",
                by=signer,
                at=at + pause * number,
            )
        if sign:
            sign_review(review=review, by=signer, at=at + pause * (len(topics) + 1))

    def _return_last(self) -> None:
        review = Review.objects.signed().filter(account=self.account).order_by("-number")[0]
        return_review(
            review=review,
            reason=self.general["returned"],
            by=self.people["leonid"],
            at=self.at - datetime.timedelta(days=2),
        )

    def _close(self) -> None:
        change_status(
            account=self.account,
            status=Status.CLOSED,
            reason=self.general["closed"],
            on=self._ago(30),
            by=self.people["leonid"],
        )
