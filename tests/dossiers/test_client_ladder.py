"""The client's own answer by a one-time link: asked by an editor, answered without an account, nothing else visible."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from accounts.keeping import change_status, create_contact
from accounts.models import Account
from dossiers.ladders.answering import AlreadyAnswered, LinkNotValid, answer_invitation
from dossiers.ladders.inviting import invite_client, withdraw_invitation
from dossiers.ladders.questions import TO_THE_CLIENT
from dossiers.models import ClientLadder, LadderInvitation
from kam_portal.foundation.history.timeline import chronicle
from kam_portal.foundation.people.inviting import deactivate, reactivate
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY
from tests.dossiers.asking import AT, BEST, answered, asked
from tests.test_access import database_hash

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    account = new_account("Halvorsen", kam=cast.anna)
    account.members.create(user=cast.boris, function="sales", can_edit=True)
    return account


@pytest.fixture
def page(account: Account) -> str:
    return f"/accounts/{account.pk}/ladder/invitations/"


@pytest.fixture
def open_link(account: Account, cast: SimpleNamespace) -> str:
    """The address of a question that Boris asked just now."""
    _invitation, token = asked(account, cast.boris, timezone.now(), our_company="Nordvik Instruments")
    return f"/ladder/{token}/"


def stranger(**options: Any) -> Client:
    """A browser that keeps every check of forms, and has no cookie of ours."""
    return Client(enforce_csrf_checks=True, **options)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def ask(client: Client, page: str, **data: Any) -> HttpResponse:
    return client.post(page, {"language": "en", "days": 14, "form_token": "1", **data})


def test_an_editor_makes_a_link_that_is_shown_this_once(
    account: Account, page: str, cast: SimpleNamespace, signed_in: SignIn, settings: Any
) -> None:
    settings.SITE_URL = "https://portal.nordvik.example"
    boris, kari = signed_in(cast.boris), create_contact(account=account, name="Kari")
    answer = ask(boris, page, contact=kari.pk, our_company="Nordvik", language="ru", days=60)
    link = answer.context["link"]
    assert (answer.status_code, link.startswith("https://portal.nordvik.example/ladder/")) == (200, True)
    invitation = LadderInvitation.objects.get()
    token = link.split("/")[-2]
    assert invitation.digest == hashlib.sha256(token.encode()).hexdigest()
    assert (invitation.made_by, invitation.contact, invitation.language) == (cast.boris, kari, "ru")
    assert (invitation.expires_at - invitation.created_at, len(token) >= 43) == (60 * DAY, True)
    again = ask(boris, page, contact=kari.pk, our_company="Nordvik", language="ru", days=60)
    assert (again.status_code, LadderInvitation.objects.count()) == (302, 1)
    listed = text(boris.get(page))
    assert ("shown only once" in listed, token in listed) == (True, False)


def test_no_table_keeps_the_token(account: Account, open_link: str, cast: SimpleNamespace) -> None:
    """Not even the address of the page that history notes beside every change."""
    token = open_link.split("/")[2]
    assert stranger().post(open_link, {**BEST, "remark": "Thanks"}).status_code == 302
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            cursor.execute(f'SELECT count(*) FROM "{table}" x WHERE x::text LIKE %s', [f"%{token}%"])
            assert (table, cursor.fetchone()) == (table, (0,))


@pytest.mark.parametrize(
    ("field", "value"), [("days", 0), ("days", 61), ("days", "x"), ("language", "de"), ("our_company", "x" * 161)]
)
def test_a_question_that_cannot_be_is_refused_by_its_field(
    page: str, cast: SimpleNamespace, signed_in: SignIn, field: str, value: Any
) -> None:
    answer = ask(signed_in(cast.anna), page, **{field: value})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert LadderInvitation.objects.count() == 0


def test_a_closed_account_asks_nobody(account: Account, page: str, cast: SimpleNamespace, signed_in: SignIn) -> None:
    change_status(account=account, status="closed", reason="sold", on=TODAY, by=cast.ada)
    answer = ask(signed_in(cast.ada), page)
    assert "This account is closed: its people are not asked any more." in text(answer)
    assert LadderInvitation.objects.count() == 0


def test_the_list_tells_what_became_of_each(
    account: Account, page: str, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    now = timezone.now()
    asked(account, cast.anna, now - 20 * DAY)
    withdrawn, _token = asked(account, cast.anna, now)
    withdraw_invitation(invitation=withdrawn, by=cast.anna, at=now)
    answered(account, cast.anna, now)
    asked(account, cast.anna, now)
    shown = signed_in(cast.boris).get(page)
    assert [row.state.value for row in shown.context["asked"]] == ["open", "answered", "withdrawn", "expired"]
    assert text(shown).count("Withdraw the link of") == 1


def test_the_page_asks_six_questions_and_shows_nothing_else(account: Account, open_link: str) -> None:
    answer = stranger().get(open_link)
    shown = text(answer)
    assert [str(question) in shown for question in TO_THE_CLIENT.values()] == [True] * 6
    assert ("Nordvik Instruments" in shown, "Boris Klein" in shown) == (True, True)
    hidden = ("Halvorsen", "KAM", "<nav", "<a ", "csrf", "/accounts/", "ladder/", "<script")
    assert [word for word in hidden if word in shown.replace("css/ladder.css", "")] == []
    assert (answer.status_code, answer.cookies) == (200, {})


def test_the_page_speaks_the_language_of_the_invitation(
    account: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    for language, words in (("en", "Do you also buy from our competitors?"), ("ru", "Покупаете ли вы и у наших")):
        _invitation, token = asked(account, cast.anna, timezone.now(), language=language)
        for client in (stranger(headers={"accept-language": "de"}), signed_in(cast.anna)):
            answer = client.get(f"/ladder/{token}/")
            assert (answer["Content-Language"], words in text(answer)) == (language, True)
            assert f'<html lang="{language}">' in text(answer)


HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
}


def test_every_answer_of_the_page_keeps_its_address_to_itself(open_link: str, settings: Any) -> None:
    client = stranger()
    answers = [client.get(open_link), client.post(open_link, {}), client.put(open_link), client.get("/ladder/x/")]
    answers += [client.post(open_link, BEST), client.get(open_link)]
    settings.ACCOUNT_RATE_LIMITS = {"ladder_open": "1/h/ip"}
    answers += [client.get(open_link), client.get(open_link)]
    assert [answer.status_code for answer in answers] == [200, 200, 405, 404, 302, 200, 200, 429]
    kept = [{name: answer[name] for name in HEADERS} for answer in answers]
    assert kept == [HEADERS] * 8
    assert ["default-src 'none'" in answer["Content-Security-Policy"] for answer in answers] == [True] * 8


def test_a_form_that_cannot_be_read_keeps_the_address_to_itself_too(open_link: str, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    broken = ("--b\r\nContent-Disposition: form-data", "multipart/form-data; boundary=")
    many = ("&".join(f"f{number}=1" for number in range(20)), "application/x-www-form-urlencoded")
    for data, content_type in (broken, many):
        for link, status in ((open_link, 400), ("/ladder/x/", 404)):
            answer = stranger().generic("POST", link, data, content_type=content_type)
            assert (answer.status_code, {name: answer[name] for name in HEADERS}) == (status, HEADERS)


def test_looking_writes_nothing_and_uses_nothing_up(open_link: str) -> None:
    before = database_hash()
    for _visit in range(3):
        assert (stranger().get(open_link).status_code, stranger().head(open_link).status_code) == (200, 200)
    assert database_hash() == before


def test_an_answer_arrives_once_without_a_cookie(account: Account, open_link: str, cast: SimpleNamespace) -> None:
    data = {**BEST, "remark": "Thank you.\r\nThe price!", "account": 1, "contact": 1, "answered_at": "2000-01-01"}
    answer = stranger(headers={"origin": "null"}).post(open_link, data)
    assert (answer.status_code, answer["Location"]) == (302, open_link)
    stored = ClientLadder.objects.get()
    assert (stored.answers, stored.remark, stored.account, stored.contact) == (
        *(BEST, "Thank you.\nThe price!"),
        *(account, None),
    )
    thanks = stranger().get(open_link)
    assert (thanks.status_code, "There is nothing more to do" in text(thanks)) == (200, True)
    late = stranger().post(open_link, {**dict.fromkeys(BEST, "no"), "remark": "One <more> word"})
    assert "What was sent just now was not added." in text(late)
    assert ("One &lt;more&gt; word" in text(late), ClientLadder.objects.get().answers) == (True, BEST)


def test_somebody_of_ours_who_tries_the_link_is_not_its_author(
    account: Account, open_link: str, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    signed_in(cast.anna).post(open_link, BEST)
    [moment] = [m for m in chronicle(account).moments for c in m.changes if c.subject == "Answer of the client"]
    assert (moment.who, moment.page) == ("The client, by the link", "")


def test_what_is_missing_is_said_at_its_question_and_what_was_typed_stays(open_link: str) -> None:
    answer = stranger().post(open_link, {"needs_us": "yes", "drives_mad": "often", "remark": "Kept <here>"})
    form = answer.context["form"]
    assert (answer.status_code, len(form.errors), "needs_us" in form.errors) == (200, 5, False)
    shown = text(answer)
    assert shown.count(escape("Choose an answer; “Don't know” is one, too.")) == 5
    assert ("Kept &lt;here&gt;" in shown, ClientLadder.objects.count()) == (True, 0)


@pytest.mark.parametrize(
    "remark", ["a\x00b", "x" * 2001, "\ud800", "'; DROP TABLE", "<script>alert(1)</script>", "=1+1"]
)
def test_any_remark_is_kept_as_typed_or_refused_in_words(open_link: str, remark: str) -> None:
    sent = remark.encode(errors="surrogatepass")
    body = f"{urlencode(BEST)}&remark={quote(sent)}"
    answer = stranger().generic("POST", open_link, body, content_type="application/x-www-form-urlencoded")
    kept = ClientLadder.objects.values_list("remark", flat=True).first()
    if answer.status_code == 302:
        assert kept in (remark, sent.decode(errors="replace"))
    else:
        assert (answer.status_code, list(answer.context["form"].errors), kept) == (200, ["remark"], None)


def dead_links(account: Account, cast: SimpleNamespace) -> dict[str, str]:
    now = timezone.now()
    _expired, expired = asked(account, cast.anna, now - 20 * DAY)
    invitation, withdrawn = asked(account, cast.anna, now)
    withdraw_invitation(invitation=invitation, by=cast.anna, at=now)
    _left, left = asked(account, cast.boris, now)
    User.objects.filter(pk=cast.boris.pk).update(is_active=False)
    return {
        "expired": expired,
        "withdrawn": withdrawn,
        "inviter gone": left,
        "unknown": "A" * 43,
        "malformed": "%00%ff",
        "long": "z" * 3000,
        "with slashes": "a/../b//c",
        "other letters": "ссылка",
    }


def test_links_that_lead_nowhere_are_the_same_to_the_byte(account: Account, cast: SimpleNamespace) -> None:
    links = dead_links(account, cast)
    for method in ("GET", "POST"):
        answers = {
            name: stranger().generic(
                method, f"/ladder/{token}/", "remark=Lost%3F", content_type="application/x-www-form-urlencoded"
            )
            for name, token in links.items()
        }
        first = answers["unknown"]
        alike = {name: (a.status_code, a.content, dict(a.headers)) for name, a in answers.items()}
        assert alike == dict.fromkeys(links, (404, first.content, dict(first.headers)))
        assert "This link is not valid (any more)" in text(first)
        assert "Ask the person who sent it to you for a new one." in text(first)
        assert ("Lost?" in text(first)) == (method == "POST")
    assert ClientLadder.objects.count() == 0


def test_the_refusal_speaks_the_language_of_the_browser(db: None) -> None:
    assert "Эта ссылка не действует" in text(stranger(headers={"accept-language": "ru"}).get("/ladder/x/"))


def test_a_link_ends_at_its_very_moment(account: Account, cast: SimpleNamespace) -> None:
    _invitation, token = asked(account, cast.anna, AT, days=1)
    with pytest.raises(LinkNotValid):
        answer_invitation(token=token, answers=BEST, remark="", at=AT + DAY)
    answer_invitation(token=token, answers=BEST, remark="", at=AT + DAY - datetime.timedelta(seconds=1))
    with pytest.raises(AlreadyAnswered):
        answer_invitation(token=token, answers=BEST, remark="", at=AT + 30 * DAY)


def test_the_links_of_who_leaves_are_dead_for_good(account: Account, open_link: str, cast: SimpleNamespace) -> None:
    deactivate(person=cast.boris, by=cast.ada, at=AT)
    assert stranger().get(open_link).status_code == 404
    reactivate(person=cast.boris, by=cast.ada)
    assert (stranger().get(open_link).status_code, stranger().post(open_link, BEST).status_code) == (404, 404)
    withdrawn = LadderInvitation.objects.values_list("withdrawn_at", "withdrawn_by")
    assert list(withdrawn) == [(AT, cast.ada.pk)]


def test_the_links_of_a_closed_account_are_dead_for_good(
    account: Account, open_link: str, cast: SimpleNamespace
) -> None:
    other = answered(account, cast.boris)
    change_status(account=account, status="closed", reason="sold", on=TODAY, by=cast.ada)
    assert stranger().get(open_link).status_code == 404
    change_status(account=account, status="key", reason="bought", on=TODAY, by=cast.ada)
    assert stranger().post(open_link, BEST).status_code == 404
    states = {row.pk: row.state(timezone.now()).value for row in LadderInvitation.objects.all()}
    assert [states.pop(other.invitation_id), *states.values()] == ["answered", "withdrawn"]


def test_a_link_is_withdrawn_once_and_never_after_the_answer(
    account: Account, page: str, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    anna, (invitation, token) = signed_in(cast.anna), asked(account, cast.anna, timezone.now())
    for _double_click in range(2):
        assert anna.post(f"{page}{invitation.pk}/withdraw/").status_code == 302
    invitation.refresh_from_db()
    assert (invitation.withdrawn_by, stranger().get(f"/ladder/{token}/").status_code) == (cast.anna, 404)
    done = answered(account, cast.anna, timezone.now()).invitation
    refused = anna.post(f"{page}{done.pk}/withdraw/", follow=True)
    assert "The client has answered meanwhile: nothing is left to withdraw. See section F." in text(refused)
    done.refresh_from_db()
    assert done.withdrawn_at is None


def test_an_invitation_ends_one_way_in_the_database_too(account: Account, cast: SimpleNamespace) -> None:
    invitation = answered(account, cast.anna).invitation
    for values in ({"withdrawn_at": AT}, {"expires_at": AT - DAY}, {"digest": "the token itself"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LadderInvitation.objects.filter(pk=invitation.pk).update(**values)


def test_looking_and_answering_are_limited_by_address_and_by_link(
    account: Account, open_link: str, cast: SimpleNamespace, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"ladder_open": "3/m/ip", "ladder_answer": "3/h/ip,2/h/key"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def come(method: str, address: str, token: str = "x") -> int:
        forwarded = {"x-forwarded-for": f"10.9.9.9, {address}"}
        return stranger(headers=forwarded).generic(method, f"/ladder/{token}/").status_code

    assert [come("GET", "203.0.113.5") for _visit in range(4)] == [404, 404, 404, 429]
    assert [come("GET", "198.51.100.7"), come("HEAD", "203.0.113.5")] == [404, 429]
    assert [come("POST", f"192.0.2.{n}") for n in range(3)] == [404, 404, 429]
    assert [come("POST", "192.0.2.9", token=str(n)) for n in range(4)] == [404, 404, 404, 429]
    refused = stranger(headers={"x-forwarded-for": "192.0.2.9"}).post(open_link, {**BEST, "remark": "Mine"})
    assert (refused.status_code, refused["Retry-After"], "Mine" in text(refused)) == (429, "3600", True)
    assert ClientLadder.objects.count() == 0


def test_the_settings_limit_both(settings: Any) -> None:
    assert set(settings.ACCOUNT_RATE_LIMITS) == {"ladder_open", "ladder_answer"}


def test_a_remark_is_found_by_who_may_read_it(account: Account, cast: SimpleNamespace, signed_in: SignIn) -> None:
    answered(account, cast.anna, remark="The welders praise your service")
    found = signed_in(cast.anna).get("/search/", {"q": "welder"}).context["found"].facts
    assert [(row.account, row.section_key, row.field, row.snippet.found) for row in found] == [
        (account, "ladder", "The client's remark", "welder")
    ]
    assert signed_in(cast.viktor).get("/search/", {"q": "welder"}).context["found"].is_empty


def test_a_new_question_starts_as_the_last_one(
    account: Account, cast: SimpleNamespace, page: str, signed_in: SignIn
) -> None:
    invite_client(account=account, by=cast.anna, at=AT, language="ru", our_company="Nordvik")
    form = signed_in(cast.anna).get(page).context["form"]
    assert (form["our_company"].value(), form["language"].value(), form["days"].value()) == ("Nordvik", "en", 14)
