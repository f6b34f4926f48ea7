"""An admin brings a person in, hands an account over and takes a list in."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Page, expect

from accounts.models import Account
from kam_portal.foundation.notifications.models import Message
from tests.browser.conftest import Visit, save, text_of
from tests.foundation.notifications.postbox import Postbox

PASSWORD = "a-ferry-at-dawn-2026"
# Line 3 has a year nobody can read, line 4 a country in place of nothing: one is refused, the other is taken.
CLIENTS = "Mandant;Country;Founded\nArctic Cables;Norway;1972\nBaltic Pumps;Latvia;soon\nCaspian Valves;;1999\n"


def test_an_invited_person_sets_a_password_by_the_mail_and_signs_in(
    cast: SimpleNamespace, visit: Visit, postbox: Postbox
) -> None:
    admin = visit(cast.ada, "/people/")
    admin.get_by_role("link", name="Invite a person").click()
    admin.get_by_role("textbox", name="Name").fill("Greta Holm")
    admin.get_by_label("E-mail").fill("greta@nordvik.example")
    admin.get_by_label("Team").select_option(label="North")
    assert save(admin, "Send the invitation") == 302
    expect(admin.get_by_role("status")).to_have_text("Greta Holm is invited by mail.")
    [mail] = postbox.mails
    assert (mail["To"], mail["Subject"]) == ("greta@nordvik.example", "Your invitation to the KAM Portal")
    [link] = re.findall(r"http://\S+/password/reset/key/\S+", text_of(mail))
    greta = visit(None, link)
    expect(greta.get_by_role("heading", name="Set your password")).to_be_visible()
    greta.get_by_label("New Password").first.fill(PASSWORD)
    greta.get_by_label("New Password (again)").fill(PASSWORD)
    greta.get_by_role("button", name="Set the password and sign in").click()
    expect(greta.get_by_role("heading", name="Where to begin")).to_be_visible()
    again = visit(None, "/me/")
    again.get_by_label("Email").fill("Greta@Nordvik.example")
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    expect(again.get_by_role("heading", name="Greta Holm")).to_be_visible()
    stale = visit(None, link)
    expect(stale.get_by_role("heading", name="The link does not work any more")).to_be_visible()


def test_an_account_changes_hands(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    admin = visit(cast.ada, "/assignments/")
    admin.get_by_role("link", name="Anna Petrova").click()
    admin.get_by_role("link", name="Halvorsen Shipyards").click()
    admin.get_by_role("link", name="Account team").click()
    admin.get_by_label("New key account manager").select_option(label=option(admin, "Viktor Stein"))
    admin.get_by_label("Reason").fill("The yard moves south")
    assert save(admin, "Hand over") == 302
    owners = admin.locator(".card").filter(has=admin.get_by_role("heading", name="Who owned the account"))
    expect(owners.get_by_role("listitem").first).to_contain_text("Viktor Stein")
    expect(owners.get_by_role("listitem").first).to_contain_text("The yard moves south")
    yard.refresh_from_db()
    assert (yard.kam, Message.objects.filter(recipient=cast.viktor).count()) == (cast.viktor, 1)
    viktor = visit(cast.viktor, "/accounts/")
    expect(viktor.get_by_role("link", name="Halvorsen Shipyards")).to_be_visible()
    anna = visit(cast.anna, "/accounts/")
    expect(anna.get_by_role("link", name="Halvorsen Shipyards")).to_have_count(0)


def option(page: Page, name: str) -> str:
    """The whole text of the choice that names the person; it may tell the load too."""
    return page.get_by_role("option").filter(has_text=name).first.inner_text().strip()


def take_in(page: Page, text: str) -> None:
    page.get_by_label("What is in the file?").select_option(label="Accounts")
    files: Any = {"name": "clients.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("File", exact=False).last.set_input_files(files)
    assert save(page, "Check the file") == 302


def figures(page: Page) -> dict[str, str]:
    told = page.locator(".figure").evaluate_all("all => all.map(f => [...f.children].map(c => c.innerText))")
    return {words: number for number, words in told}


def test_a_list_is_corrected_and_taken_in(cast: SimpleNamespace, visit: Visit) -> None:
    page = visit(cast.ada, "/accounts/import/")
    take_in(page, CLIENTS)
    expect(page.get_by_role("alert")).to_contain_text("The file was not taken. No column is recognised as “trade name”")
    page.get_by_label("Trade name").select_option(label="Mandant")
    assert save(page, "Check again") == 302
    line = page.get_by_role("table").get_by_role("row").nth(1)
    expect(line.get_by_role("cell").first).to_have_text("3")
    expect(line).to_contain_text("soon")
    assert figures(page)["rejected"] == "1"
    expect(page.get_by_role("button", name="Import 3 rows")).to_have_count(0)
    page.get_by_role("link", name="Another file").click()
    take_in(page, CLIENTS.replace("soon", "1931"))
    page.get_by_label("Trade name").select_option(label="Mandant")
    assert save(page, "Check again") == 302
    assert (figures(page)["to create"], Account.objects.count()) == ("3", 0)
    assert save(page, "Import 3 rows") == 302
    expect(page.get_by_role("status")).to_contain_text("The file is in.")
    assert (figures(page)["created"], figures(page)["rejected"]) == ("3", "0")
    assert list(Account.objects.order_by("trade_name").values_list("trade_name", "country", "founded")) == [
        ("Arctic Cables", "Norway", 1972),
        ("Baltic Pumps", "Latvia", 1931),
        ("Caspian Valves", "", 1999),
    ]
    page.get_by_role("link", name="Look at the result").click()
    expect(page.get_by_role("link", name="Arctic Cables")).to_be_visible()
