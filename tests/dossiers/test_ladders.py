"""Section F: competitors on the ladder beside us, our guess beside the client's answer, reviews and history of both."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.comparison import add_competitor, remove_competitor
from accounts.keeping import create_contact
from accounts.models import Account, Competitor
from dossiers.cadence import add_months
from dossiers.description import BY_KEY
from dossiers.facts import save_section
from dossiers.ladders.competitors import save_competitor_ladder
from dossiers.ladders.ladder import FAVOURABLE, Standing
from dossiers.models import ClientLadder, CompetitorLadder, Fact
from dossiers.reading import read_dossier
from dossiers.reviews.sections import Sections
from dossiers.reviews.topics import changes_since, in_words, read_all, stale_keys
from kam_portal.foundation.history.timeline import chronicle
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY
from tests.dossiers.asking import AT, BEST, WORST, answered
from tests.dossiers.reviewing import signed

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


@pytest.fixture
def rival(account: Account) -> Competitor:
    return add_competitor(account=account, name="Fjordmatic")


def guess(competitor: Competitor, on: datetime.date = TODAY, version: int = 0, **answers: str) -> CompetitorLadder:
    changes = {"source": "a tender", **answers}
    by = competitor.account.kam
    return save_competitor_ladder(competitor=competitor, version=version, changes=changes, on=on, by=by)


def know_of_us(account: Account, **answers: str) -> None:
    save_section(account=account, section=BY_KEY["ladder"], version=0, values=answers, source="", on=TODAY, by=None)


def page_of(competitor: Competitor) -> str:
    return f"/accounts/{competitor.account_id}/ladder/competitors/{competitor.pk}/edit/"


def test_the_six_answers_place_a_competitor_with_provenance(account: Account, rival: Competitor) -> None:
    guess(rival, **WORST)
    [stand] = read_dossier(account, account.kam, TODAY).ladders.rivals
    assert (stand.name, stand.standing, stand.words) == ("Fjordmatic", Standing(1, 1), "1 Commodity broker")
    assert (stand.as_of, stand.by, stand.source, stand.is_stale) == (TODAY, "Anna Petrova", "a tender", False)


def test_everybody_stands_on_one_picture(account: Account, rival: Competitor, cast: SimpleNamespace) -> None:
    add_competitor(account=account, name="Nobody knows")
    know_of_us(account, **BEST)
    guess(rival, needs_us="no", discusses_problems="yes")
    answered(account, cast.anna, answers=WORST)
    ladders = read_dossier(account, account.kam, TODAY).ladders
    shown = [(str(rung.title), [(s.kind, s.name) for s in rung.stands]) for rung in ladders.rungs]
    assert shown == [
        ("4 Business partner", [("ours", "We")]),
        ("3 Value adder", [("rival", "Fjordmatic")]),
        ("2 Provider", [("rival", "Fjordmatic")]),
        ("1 Commodity broker", [("client", "We, says the client"), ("rival", "Fjordmatic")]),
    ]
    assert [stand.words for stand in ladders.rivals] == [
        "from “1 Commodity broker” to “3 Value adder”",
        "not known yet",
    ]


def test_our_guess_stands_beside_the_clients_answer(account: Account, cast: SimpleNamespace) -> None:
    know_of_us(account, needs_us="yes", drives_mad="no", postpones_visits="unknown")
    kari = create_contact(account=account, name="Kari")
    answered(account, cast.anna, answers=BEST)
    said = BEST | {"needs_us": "no", "drives_mad": "unknown"}
    answered(account, cast.anna, at=AT + datetime.timedelta(days=1), answers=said, contact=kari, remark="Well done.")
    ladders = read_dossier(account, account.kam, TODAY).ladders
    assert [(line.ours, line.clients, line.differs) for line in ladders.beside] == [
        ("Yes", "No", True),
        ("", "No", False),
        ("", "Yes", False),
        ("", "No", False),
        ("No", "Don't know", False),
        ("Don't know", "No", False),
    ]
    client = ladders.client
    assert client is not None
    assert (client.as_of, client.by, client.source) == (
        datetime.date(2026, 11, 21),
        "Kari",
        "the client's own answer by link",
    )
    assert (client.standing, ladders.differences, client.remark) == (Standing(3, 3), 1, "Well done.")


def test_everybody_at_the_client_is_heard_with_the_last_word(
    account: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    kari, ole = (create_contact(account=account, name=name) for name in ("Kari", "Ole"))
    other = create_contact(account=account, name="Of no answer")
    said = [(kari, WORST, "Early"), (None, WORST, ""), (kari, BEST, "Late"), (ole, WORST, "Hm"), (None, BEST, "")]
    for days, (contact, answers, remark) in enumerate(said):
        at = AT + datetime.timedelta(days=days)
        answered(account, cast.anna, at=at, answers=answers, contact=contact, remark=remark)
    ladders = read_dossier(account, account.kam, TODAY).ladders
    assert [(v.name, v.as_of and v.as_of.day, v.words, v.remark) for v in ladders.voices] == [
        ("We, says the client", 24, "4 Business partner", ""),
        ("We, says Ole", 23, "1 Commodity broker", "Hm"),
        ("We, says Kari", 22, "4 Business partner", "Late"),
        ("We, says the client", 21, "1 Commodity broker", ""),
    ]
    assert (ladders.client, ladders.in_history) == (ladders.voices[0], 1)
    html = signed_in(cast.anna).get(f"/accounts/{account.pk}/dossier/").content.decode()
    told = ("<dt>We, says Ole</dt>", "<dt>We, says Kari</dt>", "1 more answer of the client is in the history", "Early")
    assert [words in html for words in told] == [True, True, True, False]
    assert f'href="/accounts/{account.pk}/history/?part=ladder"' in html
    for days, contact in enumerate((None, None, other)):
        answered(account, cast.anna, at=AT + datetime.timedelta(days=10 + days), contact=contact)
    ladders = read_dossier(account, account.kam, TODAY).ladders
    assert ([v.by for v in ladders.voices], ladders.in_history) == (["Of no answer", "", "", "", "Ole"], 3)


def test_the_level_named_in_talk_stays_beside_the_answer_by_link(account: Account, cast: SimpleNamespace) -> None:
    know_of_us(account, client_answer="2")
    answered(account, cast.anna, answers=BEST)
    page = read_dossier(account, account.kam, TODAY)
    assert [step.level for step in page.steps if step.is_clients] == [2, 4]


def test_the_page_shows_the_section_to_readers_and_its_doors_to_editors(
    account: Account, rival: Competitor, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    account.members.create(user=cast.pavel, function="service", can_edit=False)
    guess(rival, **WORST)
    answered(account, cast.anna, answers=BEST, remark="<b>Thanks</b>")
    pages = [signed_in(who).get(f"/accounts/{account.pk}/dossier/").content.decode() for who in (cast.anna, cast.pavel)]
    told = ("Fjordmatic", "1 Commodity broker", "We, says the client", "&lt;b&gt;Thanks&lt;/b&gt;")
    assert [[words in page for words in told] for page in pages] == [[True] * 4] * 2
    doors = (page_of(rival), f"/accounts/{account.pk}/ladder/invitations/")
    assert [[door in page for door in doors] for page in pages] == [[True] * 2, [False] * 2]


def test_a_ladder_is_written_edited_and_compared_when_stale(
    account: Account, rival: Competitor, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    anna, address = signed_in(cast.anna), page_of(rival)
    first = dict.fromkeys(FAVOURABLE, "") | {"needs_us": "yes", "source": "Kari"}
    assert anna.post(address, {**first, "version": 0}).status_code == 302
    stale = anna.post(address, {**first, "needs_us": "no", "drives_mad": "no", "version": 0})
    assert stale.status_code == 409
    [row] = stale.context["conflict"].rows
    assert (row.field, row.before, row.theirs, row.mine) == ("needs_us", "", "Yes", "No")
    assert stale.context["form"]["drives_mad"].value() == "no"
    assert anna.post(address, {**first, "needs_us": "no", "version": 1}).status_code == 302
    stored = CompetitorLadder.objects.get()
    assert (stored.needs_us, stored.source, stored.version, stored.account, stored.by) == (
        *("no", "Kari", 2),
        *(account, cast.anna),
    )


def test_another_source_alone_verifies_nothing(rival: Competitor) -> None:
    earlier = TODAY - datetime.timedelta(days=40)
    guess(rival, on=earlier, needs_us="yes")
    after = guess(rival, version=1, source="a fair")
    assert (after.as_of, after.source, after.version) == (earlier, "a fair", 2)
    assert guess(rival, version=2, source="a fair").version == 2


def test_answers_that_are_none_and_odd_characters_are_refused_in_words(
    rival: Competitor, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    data: dict[str, Any] = {"needs_us": "perhaps", "source": "a\x00b", "version": 0, "as_of": "2000-01-01"}
    answer = signed_in(cast.anna).post(page_of(rival), data)
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (200, ["needs_us", "source"])
    assert CompetitorLadder.objects.count() == 0


def test_what_is_sent_besides_the_answers_changes_nothing(
    account: Account, rival: Competitor, cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: SignIn
) -> None:
    foreign = add_competitor(account=new_account("Theirs", kam=cast.viktor), name="Theirs")
    smuggled = {"as_of": "2000-01-01", "by": cast.viktor.pk, "account": foreign.account_id, "competitor": foreign.pk}
    signed_in(cast.anna).post(page_of(rival), {"needs_us": "yes", "version": 0, **smuggled})
    stored = CompetitorLadder.objects.get()
    assert (stored.competitor, stored.account, stored.by) == (rival, account, cast.anna)
    assert stored.as_of != datetime.date(2000, 1, 1)


def test_a_removed_competitor_takes_the_ladder_along_and_history_keeps_it(account: Account, rival: Competitor) -> None:
    guess(rival, needs_us="yes")
    remove_competitor(competitor=rival, version=1)
    assert CompetitorLadder.objects.count() == 0
    subjects = {change.subject for m in chronicle(account, part="ladder").moments for change in m.changes}
    assert subjects == {"Ladder of a competitor since removed"}


def test_the_database_keeps_no_other_answers(account: Account, rival: Competitor, cast: SimpleNamespace) -> None:
    answered(account, cast.anna)
    guess(rival, needs_us="yes")
    for model, value in ((CompetitorLadder, "perhaps"), (ClientLadder, "perhaps"), (ClientLadder, "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(needs_us=value)


def test_history_tells_the_answers_in_words(account: Account, rival: Competitor, cast: SimpleNamespace) -> None:
    guess(rival, needs_us="yes")
    kari = create_contact(account=account, name="Kari")
    answered(account, cast.anna, answers=BEST, contact=kari, remark="Thanks")
    told = [(m.who, m.page, c.subject) for m in chronicle(account, part="ladder").moments for c in m.changes]
    assert sorted(told) == [
        ("", "", "Ladder: Fjordmatic"),
        ("", "", "Question to Kari"),
        ("The client, by the link", "", "Answer of Kari"),
    ]
    [change] = [c for m in chronicle(account).moments for c in m.changes if c.subject == "Answer of Kari"]
    assert [(line.title, line.after) for line in change.lines][::6] == [
        ("Do you need us as much as we need you?", "Yes"),
        ("Remark", "Thanks"),
    ]


def test_a_review_covers_both(account: Account, rival: Competitor, cast: SimpleNamespace) -> None:
    before = {topic: [entry.frozen() for entry in entries] for topic, entries in read_all(account).items()}
    guess(rival, needs_us="no", drives_mad="no")
    answered(account, cast.anna, answers=BEST, remark="Thanks")
    entries = Sections().read(account, ["ladder"])["ladder"]
    words = [in_words("ladder", entry) for entry in entries]
    assert [(each.title, each.text.splitlines()[0]) for each in words] == [
        ("Fjordmatic", "Does the client need them as they need the client? No"),
        ("Own answer of the client, 20 Nov 2026", "Do you need us as much as we need you? Yes"),
    ]
    assert (entries[0].as_of, entries[0].by, entries[0].source) == (TODAY.isoformat(), "Anna Petrova", "a tender")
    changes = changes_since(account, before, read_all(account))
    assert [(c.key.partition(":")[0], c.before is None) for c in changes] == [
        ("competitor_ladder", True),
        ("client_ladder", True),
    ]


def test_an_old_ladder_is_stale_until_a_review_confirms_it(
    account: Account, rival: Competitor, cast: SimpleNamespace
) -> None:
    earlier = TODAY - datetime.timedelta(days=120)
    row = guess(rival, on=earlier, needs_us="no")
    answered(account, cast.anna, at=AT - datetime.timedelta(days=200))
    assert stale_keys(account, TODAY, 3) == {f"competitor_ladder:{row.pk}"}
    page = read_dossier(account, account.kam, TODAY)
    assert (page.stale, page.ladders.client is not None and page.ladders.client.is_stale) == (1, True)
    signed(account, cast.anna)
    row.refresh_from_db()
    assert (row.as_of, row.version, read_dossier(account, account.kam, TODAY).stale) == (
        datetime.date(2026, 11, 20),
        1,
        0,
    )
    assert read_dossier(account, account.kam, add_months(TODAY, 4)).stale == 1


def test_ladders_cost_the_page_no_statement_for_each(
    cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: SignIn
) -> None:
    anna, counted = signed_in(cast.anna), []
    for rows in (1, 3):
        account = new_account(f"Account {rows}", kam=cast.anna)
        know_of_us(account, **BEST)
        for n in range(rows):
            guess(add_competitor(account=account, name=f"Rival {n}"), needs_us="no")
            answered(account, cast.anna)
        found = []
        for page in ("dossier/", "ladder/invitations/"):
            with CaptureQueriesContext(connection) as statements:
                assert anna.get(f"/accounts/{account.pk}/{page}").status_code == 200
            found.append(len(statements))
        counted.append(found)
    assert (counted[0], counted[0][0] <= 14) == (counted[1], True)


def test_the_six_facts_of_ourselves_are_untouched(account: Account, cast: SimpleNamespace) -> None:
    know_of_us(account, **BEST)
    answered(account, cast.anna, answers=WORST)
    assert dict(Fact.objects.filter(account=account).values_list("key", "value")) == BEST
