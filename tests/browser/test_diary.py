"""The diary by keyboard alone, a line turned into a next step in its place, and all of it without JavaScript."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Page, expect

from accounts.keeping import create_contact
from accounts.models import Account
from dossiers.diary.writing import write_entry
from dossiers.models import DiaryEntry, NextStep
from tests.browser.conftest import Visit, save
from tests.browser.test_every_page import seen_by_everybody, seen_in_layout
from tests.conftest import TODAY

PLAIN: dict[str, Any] = {"java_script_enabled": False}


def crowd(account: Account) -> None:
    for n in range(200):
        create_contact(account=account, name=f"Person {n:03}")
    create_contact(account=account, name="Ingrid Bérg", title="Chief engineer")


def typed(page: Page, *keys: str) -> None:
    """Words are typed; what is a key by its name is pressed."""
    for key in keys:
        if key in ("Tab", "Enter", "Control+Enter", "ArrowDown", "Space"):
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def test_an_entry_is_written_by_keyboard_alone(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    crowd(yard)
    page = visit(cast.anna, f"/accounts/{yard.pk}/diary/")
    expect(page.get_by_label("What happened")).to_be_focused()
    typed(page, "Walked the dock", "Tab", "Send the certificate", "Enter", "Answer on prices", "Tab")
    expect(page.get_by_label("Next step", exact=True)).to_be_focused()
    # The three parts of a date are stops of their own, and so is the button beside them.
    typed(page, "Send it", "Tab", "12242026", "Tab", "Tab", "Tab")
    expect(page.get_by_role("searchbox", name="Filter: Their people")).to_be_focused()
    # Two of the list by parts of their names, whatever the accents; and one who is not in it.
    typed(page, "berg", "Enter", "n 150", "Enter", "Magnus Lie", "Enter")
    expect(page.get_by_label("New people of theirs")).to_have_value("Magnus Lie")
    # The whole list is one stop; the arrows walk through it.
    typed(page, "Tab", "ArrowDown", "Space")
    with page.expect_navigation():
        typed(page, "Control+Enter")
    expect(page.get_by_role("status").first).to_have_text("Saved.")
    [entry], [step] = DiaryEntry.objects.all(), NextStep.objects.all()
    names = [person.name for person in entry.theirs.all()]
    assert (entry.summary, entry.promises) == ("Walked the dock", "Send the certificate\nAnswer on prices")
    assert (names[0], names[1], "Person 150" in names, len(names)) == ("Ingrid Bérg", "Magnus Lie", True, 4)
    assert ([u.pk for u in entry.ours.all()], step.text, step.on.isoformat(), step.owner) == (
        *([cast.anna.pk], "Send it"),
        *("2026-12-24", cast.anna),
    )


def test_a_line_becomes_a_next_step_where_it_stands(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    write_entry(account=yard, by=cast.anna, on=TODAY, summary="Lunch", promises="Send it\nAnswer on prices")
    page = visit(cast.anna, f"/accounts/{yard.pk}/diary/")
    page.get_by_role("link", name="Make a next step of: Answer on prices").click()
    form = page.get_by_role("form", name="New next step")
    expect(form.get_by_label("Next step")).to_be_focused()
    expect(form.get_by_label("Next step")).to_have_value("Answer on prices")
    faults = seen_in_layout(page) + seen_by_everybody(page)
    form.get_by_label("By").fill("2026-12-24")
    page.keyboard.press("Control+Enter")
    expect(form).to_have_count(0)
    page.get_by_role("button", name="Done: Answer on prices").click()
    page.get_by_role("button", name="Not done after all: Answer on prices").click()
    expect(page.get_by_role("button", name="Done: Answer on prices")).to_be_visible()
    [step] = NextStep.objects.all()
    assert (step.text, step.owner, step.done_on, page.url.endswith("/diary/")) == (
        *("Answer on prices", cast.anna),
        *(None, True),
    )
    assert "\n".join(faults) == ""


def test_on_a_phone_the_form_waits_until_it_is_asked_for(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    crowd(yard)
    page = visit(cast.anna, f"/accounts/{yard.pk}/diary/", width=360)
    expect(page.get_by_label("What happened")).to_be_hidden()
    page.get_by_role("link", name="New entry").click()
    expect(page.get_by_label("What happened")).to_be_visible()
    assert "\n".join(seen_in_layout(page) + seen_by_everybody(page)) == ""


def test_everything_works_without_javascript(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    crowd(yard)
    page = visit(cast.anna, f"/accounts/{yard.pk}/diary/", **PLAIN)
    page.get_by_label("What happened").fill("Lunch")
    page.get_by_text("193 more").click()
    page.get_by_role("checkbox", name="Person 150").check()
    assert save(page) == 302
    page.get_by_role("link", name="Make a next step of: Lunch").click()
    page.get_by_label("By").fill("2026-12-24")
    assert save(page) == 302
    page.get_by_role("button", name="Done: Lunch").click()
    expect(page.get_by_role("button", name="Not done after all: Lunch")).to_be_visible()
    assert [person.name for person in DiaryEntry.objects.get().theirs.all()] == ["Person 150"]


def test_invitations_are_chosen_and_written(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    page = visit(cast.anna, f"/accounts/{yard.pk}/diary/import/")
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nSUMMARY:Meeting {n}\r\nDTSTART:2025110{n}T100000Z\r\nEND:VEVENT\r\n"
        for n in (1, 2)
    )
    calendar = f"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n".encode()
    page.get_by_label("Files").set_input_files({"name": "a.ics", "mimeType": "text/calendar", "buffer": calendar})
    assert save(page, "Read the files") == 200
    page.get_by_role("checkbox", name="Meeting 2").uncheck()
    faults = seen_in_layout(page) + seen_by_everybody(page)
    assert save(page, "Write the ticked ones into the diary") == 302
    expect(page.get_by_role("status").first).to_have_text("1 entry was written.")
    assert ("\n".join(faults), [entry.summary for entry in DiaryEntry.objects.all()]) == ("", ["Meeting 1"])


def test_the_calendar_address_is_shown_when_it_is_made(cast: SimpleNamespace, visit: Visit) -> None:
    page = visit(cast.anna, "/me/calendar/")
    assert save(page, "Make the address") == 200
    shown = page.get_by_label("Address of your calendar")
    expect(shown).to_be_focused()
    assert "\n".join(seen_in_layout(page) + seen_by_everybody(page)) == ""
    assert page.request.get(shown.input_value()).text().startswith("BEGIN:VCALENDAR")
