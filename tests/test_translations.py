"""The Russian catalogue is complete and true to the sources, and no page shows a Russian reader English."""

from __future__ import annotations

import datetime
import html
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils.translation import trans_real

from accounts.models import Account
from dossiers.models import Review
from kam_portal.foundation.people.models import User
from kam_portal.workspace import catalogues
from kam_portal.workspace.demo.seeding import seed

RUSSIAN = catalogues.catalogue_path(Path(settings.LOCALE_PATHS[0]), "ru")
AT = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]")
TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
SAID_IN_ATTRIBUTES = re.compile(r"(?:aria-label|title|placeholder|alt|data-label)=\"([^\"]*)\"")
# A shorter English text may be a part of a name or of an address.
TELLING_LENGTH = 12


def messages() -> Iterator[Message]:
    yield from (message for message in catalogues.read(RUSSIAN, "ru") if message.id)


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text)) - {"%%"})


def test_every_text_of_the_sources_is_translated() -> None:
    assert catalogues.complaints(RUSSIAN, "ru", catalogues.collect(settings.BASE_DIR)) == []


def test_no_translation_is_fuzzy_or_lacks_a_plural_form() -> None:
    wanting = [m.id for m in messages() if m.fuzzy or len(forms(m.string)) != (3 if m.pluralizable else 1)]
    assert wanting == []


def test_translations_name_the_same_placeholders_as_their_sources() -> None:
    """A plural form may also name what only the other source form names."""
    differing = []
    for message in messages():
        sources = [placeholders(text) for text in forms(message.id)]
        named = sorted({name for source in sources for name in source})
        differing += [m for m in forms(message.string) if placeholders(m) not in [*sources, named]]
    assert differing == []


def test_translations_keep_the_tags_the_edges_and_the_russian_quotes() -> None:
    odd = []
    for message in messages():
        source = forms(message.id)[-1]
        for text in forms(message.string):
            same_tags = re.findall(r"<[^>]+>", text) == re.findall(r"<[^>]+>", source)
            same_edges = source[:1].isspace() == text[:1].isspace() and source[-1:].isspace() == text[-1:].isspace()
            if not (same_tags and same_edges) or set(text) & set("“”„") or text.count("«") != text.count("»"):
                odd.append(text)
    assert odd == []


def test_one_english_word_keeps_its_russian_words_apart() -> None:
    said = {(message.id, message.context): message.string for message in messages()}
    assert (said["Open", "mail button"], said["Open", "effect on the client"]) == ("Открыть", "Неясно")
    assert (said["From", "of a period"], said["From", None]) == ("С", "От")
    assert (said["Open", "comments"], said["Open", None]) == ("Открытые", "Открыта")
    assert (said["Drop", "an action"], said["Drop", None]) == ("Отменить", "Отказаться")
    assert (said["Asked", "line of a checklist"], said["Asked", None]) == ("Спрашивается", "Когда спросили")
    assert [text for text in map(str, said.values()) if "бюджетный раунд" in text.lower()] == []


def test_what_differs_in_russian_is_written_in_cyrillic() -> None:
    """A forgotten word would be a Latin one: only names, formats and codes may stay."""
    latin = set()
    for message in messages():
        for text in forms(message.string):
            latin |= set(re.findall(r"[A-Za-z]{3,}", PLACEHOLDER.sub(" ", re.sub(r"<[^>]+>", " ", text))))
    known = (
        "card client cookies CSV Ctrl docx DTD Enter ERP Escape EUR Europe example Excel Home HTML ics"
        " KAM map Moscow name NUL NULL PDF PNG Portal pptx SVG SWOT Tab URL UTF vcf xls xlsx XLSX"
    )
    assert sorted(latin - set(known.split())) == []


@pytest.fixture
def russian_demo(db: None) -> dict[str, int]:
    """The demo company in Russian; ids of the things its pages are about."""
    call_command("messages", "--compile", verbosity=0)
    trans_real._translations.clear()
    seed(at=AT, language="ru", password=None)
    latest = Review.objects.signed().order_by("pk").last()
    assert latest is not None
    under_review = Account.objects.filter(dossier__review_state="in_progress", kam__email__startswith="anna").first()
    assert under_review is not None
    return {"account": latest.account_id, "number": latest.number, "reviewed": under_review.pk}


def pages(ids: dict[str, int]) -> list[tuple[str, str]]:
    """Who looks, and at which address."""
    signed, running = f"/accounts/{ids['account']}/", f"/accounts/{ids['reviewed']}/"
    everybody = ["/", "/accounts/", "/accounts/directory/", "/reviews/", "/notifications/", "/me/", "/me/absence/"]
    lead = [*everybody, "/assignments/", f"{running}team/", f"{running}status/", f"{running}review/"]
    admin = ["/", "/reviews/", "/people/", "/people/invite/", "/people/teams/new/", "/accounts/import/", signed]
    admin += [f"{signed}{page}" for page in ("dossier/", "history/", "diary/", f"reviews/{ids['number']}/", "edit/")]
    parts = "dossier review history diary edit team diary/new events/new contacts/new years/new financials/new"
    own = [f"{running}{part}/" for part in ["", *parts.split(), "dossier/general/edit", "dossier/ladder/edit"]]
    looks = {"anna": [*everybody, "/accounts/new/", *own], "leonid": lead, "ada": admin, "irina": everybody}
    return [(who, path.replace("//", "/")) for who, paths in looks.items() for path in paths]


def shown(page: str) -> str:
    """What a reader reads or hears of a page."""
    heard = SAID_IN_ATTRIBUTES.findall(page)
    return " ".join(html.unescape(" ".join([TAG.sub(" ", page), *heard])).split())


def english_texts() -> set[str]:
    """Pieces of the sources between placeholders that are long enough to be told from names and translated."""
    found = set()
    for message in messages():
        if message.string == message.id:
            continue
        for text in forms(message.id):
            found |= {piece.strip(string.whitespace) for piece in PLACEHOLDER.split(text)}
    return {piece for piece in found if len(piece) > TELLING_LENGTH and not piece.startswith("<")}


def test_a_russian_reader_meets_no_english_on_the_main_pages(russian_demo: dict[str, int]) -> None:
    texts, left, statuses = english_texts(), [], {}
    for who, path in pages(russian_demo):
        client = Client()
        client.force_login(User.objects.get(email__startswith=f"{who}@"))
        response = client.get(path)
        statuses[who, path] = response.status_code
        read = shown(response.content.decode())
        left += [(who, path, text) for text in texts if text in read]
    assert {at: status for at, status in statuses.items() if status != 200} == {}
    assert left == []


def test_signing_in_speaks_russian_to_a_russian_browser(db: None) -> None:
    call_command("messages", "--compile", verbosity=0)
    trans_real._translations.clear()
    texts, left = english_texts(), []
    client = Client(headers={"accept-language": "ru"})
    wrong = {"login": "nobody@nordvik.example", "password": "wrong"}
    answers = [client.get("/sign-in/login/"), client.post("/sign-in/login/", wrong), client.get("/no-such-page/")]
    answers += [client.get("/sign-in/password/reset/"), client.get("/sign-in/password/reset/done/")]
    for answer in answers:
        read = shown(answer.content.decode())
        assert re.search("[а-яё]{4}", read), answer.request["PATH_INFO"]
        left += [(answer.request["PATH_INFO"], text) for text in texts if text in read]
    assert left == []
