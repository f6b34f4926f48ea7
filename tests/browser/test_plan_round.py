"""A plan from its first word to the next period: the bookshop of the method, by three people in two languages."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable, Mapping
from types import SimpleNamespace

import pytest
from django.utils import translation
from django.utils.translation import gettext, pgettext
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from accounts.assigning import add_member
from accounts.models import Account
from dossiers.description import TABLES
from dossiers.rows import add_row
from kam_portal.foundation.people.models import User
from planning.life.months import months_on
from planning.models import Action, CarryDecision, Comment, Goal, P, Plan
from tests.browser.conftest import Visit, save
from tests.browser.quarterly import enter
from tests.conftest import readers_today

# What the client wants, and what we reach with it (method.md, section 5.1).
MAIL, STOCK = "Доставка книг почтой для пенсионеров", "Склад без залежалых книг"
SERIES, SUPPLY = "Десятая часть заказов новой серии приходит почтой", "Малые регулярные заказы уходят со склада за день"
ASKED, LAUNCH, LETTER = "Исследование спроса пенсионеров", "Выпуск новой серии", "Письмо постоянным читателям"
PS = {
    P.PRODUCT: "Серия крупным шрифтом, по одной книге в месяц.",
    P.PRICE: "Скидка 5 % за подписку на год.",
    P.PROMOTION: "Каталог в сберкассах и поликлиниках.",
    P.PLACE: "",
}
STAMPS = "Count the stamps"
QUESTION = "Who pays the postage? @Anna Petrova"
ANSWER = "We do, up to two kilograms."
FOURTH = "Почта есть в каждом посёлке."
WHY = "сделано иначе"
LESSONS = "Каталог работает, когда его приносит почтальон."


def ru(text: str) -> str:
    with translation.override("ru"):
        return gettext(text)


def iso(day: datetime.date) -> str:
    return day.isoformat()


class Story:
    """The client, its plan, and the three at their browsers; Anna's speaks Russian."""

    def __init__(self, account: Account, cast: SimpleNamespace, visit: Visit) -> None:
        self.account, self.cast = account, cast
        home = f"/accounts/{account.pk}/plans/"
        self.anna, self.irina, self.leonid = (visit(who, home) for who in (cast.anna, cast.irina, cast.leonid))
        self.starts_on = readers_today().replace(day=1)
        self.next_year = months_on(self.starts_on, 12)
        self.plan = Plan(account=account)

    def day(self, months: int) -> datetime.date:
        return months_on(self.starts_on, months)

    def at(self, path: str = "") -> str:
        return f"/plans/{self.plan.pk}/{path}"


@pytest.fixture
def story(cast: SimpleNamespace, new_account: Callable[..., Account], visit: Visit) -> Story:
    account = new_account("Фонарь, книжный магазин", kam=cast.anna, on=readers_today())
    add_member(account=account, user=cast.irina, function="finance", can_edit=False)
    for name, measure in ((MAIL, "Доля заказов почтой"), (STOCK, "Дней на складе")):
        values = {"name": name, "measure": measure, "kind": "goal"}
        add_row(account=account, table=TABLES["goals"], values=values, on=readers_today(), by=cast.anna)
    User.objects.filter(pk=cast.anna.pk).update(language="ru")
    return Story(account, cast, visit)


def press(place: Page | Locator, name: str) -> None:
    """A link or a button, whatever leads on by this name."""
    place.get_by_role("link", name=name, exact=True).or_(place.get_by_role("button", name=name, exact=True)).click()


def writes(page: Page, typed: Mapping[str, str], button: str = "Save") -> None:
    enter(page.locator("main form[data-guard]").first, typed)
    assert save(page, ru(button)) == 302


def state_is(page: Page, label: str) -> None:
    expect(page.locator(".plan-head .pill")).to_have_text(re.compile(label, re.IGNORECASE))


def shot(page: Page, name: str) -> None:
    page.screenshot(path=f"/tmp/mende-{name}.png", full_page=True)


def test_three_people_live_through_the_plan_of_a_bookshop(story: Story) -> None:
    begins(story)
    mirrors_the_clients_goals(story)
    fills_the_ps(story)
    adds_actions(story)
    submits_too_early_then_rightly(story)
    asks_anna(story)
    approves_when_all_is_answered(story)
    works(story)
    fits_screen_phone_and_sheet(story)
    reads_the_sheet_in_both_languages(story)
    carries_into_the_next_period(story)


def begins(story: Story) -> None:
    page = story.anna
    press(page, ru("Begin a plan"))
    writes(
        page,
        {
            ru("Title of the plan"): "Книги почтой",
            ru("Currency"): "EUR",
            ru("First day"): iso(story.starts_on),
            ru("Last day"): iso(story.next_year - datetime.timedelta(days=1)),
            ru("The plan in a few sentences"): "Читатель на пенсии получает книгу, не выходя из дома, и берёт её у нас.",
        },
    )
    expect(page.get_by_text(ru("The plan is begun. Add the first goal."))).to_be_visible()
    story.plan = Plan.objects.get()
    shot(page, "01-begun")


def mirrors_the_clients_goals(story: Story) -> None:
    page = story.anna
    with translation.override("ru"):
        unit = pgettext("of a measure", "Unit")
    press(page, ru("Mirror this goal: %(goal)s") % {"goal": MAIL})
    typed = {ru("Our goal"): SERIES, unit: "%", ru("Baseline"): "2", ru("Target"): "10"}
    shot(page, "02-goal-form")
    writes(page, typed | {ru("By when"): iso(story.day(6))})
    shot(page, "03-goal-saved")
    page.goto(story.at("goals/"))
    shot(page, "04-goals")
    press(page, ru("Mirror this goal: %(goal)s") % {"goal": STOCK})
    writes(page, {ru("Our goal"): SUPPLY, unit: "дней", ru("Baseline"): "4", ru("Target"): "1"})
    found = Goal.objects.order_by("pk").values_list("client_goal__text", "measure", "due_on")
    assert [(text.splitlines()[0], *rest) for text, *rest in found] == [
        (MAIL, "Доля заказов почтой", story.day(6)),
        (STOCK, "Дней на складе", None),
    ]


def fills_the_ps(story: Story) -> None:
    """Three at once; the fourth is forgotten."""
    page = story.anna
    page.goto(story.at())
    shot(page, "05-plan-missing")
    for p, text in PS.items():
        if not text:
            continue
        press(page.locator(".plan-ps"), str(ru_label(p)))
        shot(page, f"06-p-{p}")
        writes(page, {ru("Strategy"): text} | ({ru("Discount, %"): "5"} if p == P.PRICE else {}))


def ru_label(p: P) -> str:
    with translation.override("ru"):
        return str(p.label)


def adds_actions(story: Story) -> None:
    """One by the whole form, two in a line; the last has nobody to do it."""
    page = story.anna
    page.goto(story.at("actions/new/"))
    typed = {ru("Action"): ASKED, ru("Who does it"): "Irina Belova", ru("Due"): iso(story.day(2))}
    shot(page, "07-action-form")
    writes(page, typed | {ru("Our goal"): SERIES, ru("Cost, planned") + ", EUR": "1200"})
    page.goto(story.at("actions/"))
    for title, owner, due in ((LAUNCH, "Anna Petrova", story.day(5)), (LETTER, "---------", story.day(7))):
        quick = page.locator(".quick-action")
        enter(quick, {ru("New action"): title, ru("Who does it"): owner, ru("Due"): iso(due)})
        press(quick, ru("Add"))
        expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()
    shot(page, "08-actions")


def submits_too_early_then_rightly(story: Story) -> None:
    """What is missing is told with the way to it; what Leonid adds meanwhile counts, too."""
    page = story.anna
    page.goto(story.at())
    expect(page.get_by_role("button", name=ru("Submit for discussion"))).to_have_count(0)
    missing = {
        ru("Goal “%(name)s” has no date.") % {"name": SUPPLY}: {ru("By when"): iso(story.day(9))},
        ru("%(name)s: there is neither a strategy nor a reason why nothing changes.") % {"name": ru_label(P.PLACE)}: {
            ru("No change, because"): FOURTH
        },
        ru("Action “%(name)s” has no owner.") % {"name": LETTER}: {ru("Who does it"): "Anna Petrova"},
    }
    expect(page.locator(".plan-missing li")).to_have_text(list(missing))
    shot(page, "09-missing")
    for sentence, typed in missing.items():
        press(page, sentence)
        writes(page, typed)
        page.goto(story.at())
    leonid = story.leonid
    leonid.goto(story.at("actions/"))
    enter(leonid.locator(".quick-action"), {"New action": STAMPS})
    press(leonid.locator(".quick-action"), "Add")
    expect(leonid.get_by_role("link", name=STAMPS, exact=True)).to_be_visible()
    press(page, ru("Submit for discussion"))
    expect(page.get_by_text(ru("The plan is not ready yet."))).to_be_visible()
    shot(page, "10-refused")
    press(page, ru("Action “%(name)s” has no date.") % {"name": STAMPS})
    writes(page, {ru("Due"): iso(story.day(1))})
    page.goto(story.at())
    press(page, ru("Submit for discussion"))
    state_is(page, ru("In discussion"))
    shot(page, "11-submitted")


def asks_anna(story: Story) -> None:
    """About a goal; Anna finds the question in her inbox."""
    page = story.irina
    page.goto(story.at())
    press(page, SERIES)
    shot(page, "12-goal-irina")
    press(page, "Write a comment")
    page.get_by_label("Comment").fill(QUESTION)
    shot(page, "13-comment-form")
    assert save(page) == 302
    expect(page.get_by_text(QUESTION, exact=True)).to_be_visible()
    shot(page, "14-comment-saved")


def approves_when_all_is_answered(story: Story) -> None:
    leonid, anna = story.leonid, story.anna
    leonid.goto(story.at())
    shot(leonid, "15-leonid")
    press(leonid, "Approve")
    expect(leonid.get_by_text("1 comment is still open. Answer and resolve it, then approve the plan.")).to_be_visible()
    shot(leonid, "16-not-approved")
    anna.goto("/notifications/")
    shot(anna, "17-inbox")
    anna.get_by_role("listitem").filter(has_text="Irina Belova").get_by_role("button").first.click()
    expect(anna.get_by_text(QUESTION, exact=True)).to_be_visible()
    shot(anna, "18-from-inbox")
    press(anna, ru("Answer"))
    shot(anna, "19-answer")
    writes(anna, {ru("Comment"): ANSWER})
    press(anna, ru("Resolve"))
    expect(anna.get_by_text(ru("The comment is resolved."))).to_be_visible()
    shot(anna, "20-resolved")
    first = Comment.objects.get(answers=None)
    assert (first.by, first.goal.title if first.goal else "", first.resolved_by) == (
        story.cast.irina,
        SERIES,
        story.cast.anna,
    )
    press(leonid, "Open the discussion")
    expect(leonid.get_by_text(ANSWER, exact=True)).to_be_visible()
    shot(leonid, "21-discussion")
    leonid.goto(story.at())
    press(leonid, "Approve")
    expect(leonid.get_by_text("Approved. This version is kept as it is.")).to_be_visible()
    state_is(leonid, "Approved")


def works(story: Story) -> None:
    """Work begins: the first reading, the first action done."""
    page = story.anna
    page.goto(story.at())
    shot(page, "22-approved")
    press(page, ru("Begin the work"))
    state_is(page, ru("Active"))
    press(page, SERIES)
    writes(page, {ru("Value, %(unit)s") % {"unit": "%"}: "4,5"}, "Note the reading")
    shot(page, "23-reading")
    page.goto(story.at("actions/"))
    press(page, ru("Done: %(action)s") % {"action": ASKED})
    expect(page.get_by_text(ru("“%(action)s” is done.") % {"action": ASKED})).to_be_visible()
    shot(page, "24-done")
    page.goto(story.at("actions/?view=timeline"))
    shot(page, "24b-timeline")
    page.goto(story.at("actions/?view=board"))
    shot(page, "24c-board")


def fits_screen_phone_and_sheet(story: Story) -> None:
    page = story.leonid
    page.goto(story.at())
    sideways = "document.documentElement.scrollWidth - innerWidth"
    page.set_viewport_size({"width": 1280, "height": 900})
    print("down", page.evaluate("document.documentElement.scrollHeight"))
    page.screenshot(path="/tmp/mende-25-screen.png")
    shot(page, "25-screen-full")
    assert page.evaluate(sideways) <= 0
    page.set_viewport_size({"width": 360, "height": 740})
    shot(page, "26-phone")
    assert page.evaluate(sideways) <= 0
    page.set_viewport_size({"width": 1280, "height": 900})
    paper = page.pdf(format="A4")
    open("/tmp/mende-27-print.pdf", "wb").write(paper)
    assert len(PdfReader(io.BytesIO(paper)).pages) == 1


def reads_the_sheet_in_both_languages(story: Story) -> None:
    story.anna.goto(story.at())
    for page, menu, link, words in (
        (story.anna, ru("Download"), ru("One A4 sheet for us"), ("Цели",)),
        (story.leonid, "Download", "One A4 sheet for us", ("Goals",)),
    ):
        page.locator("summary").filter(has_text=menu).click()
        shot(page, f"28-menu-{menu}")
        with page.expect_download() as arriving:
            press(page, link)
        path = arriving.value.path()
        import shutil
        shutil.copy(path, f"/tmp/mende-28-{menu}.pdf")
        print(arriving.value.suggested_filename)
        read = PdfReader(path)
        assert len(read.pages) == 1
        text = " ".join(read.pages[0].extract_text().split())
        print(text)
        assert [said for said in (*words, SERIES, MAIL, "4.5") if said not in text] == []


def carries_into_the_next_period(story: Story) -> None:
    """Item by item, what is done left behind; with its lessons the old plan is closed."""
    page = story.anna
    page.goto(story.at())
    press(page, ru("Carry into the next period"))
    shot(page, "29-carry")
    keep, change, drop = ru("Keep"), ru("Carry, then change"), ru("Drop")
    decided = {SERIES: keep, SUPPLY: change, LAUNCH: keep, LETTER: drop, STAMPS: drop}
    decided |= {PS[p] or FOURTH: keep for p in P}
    expect(page.locator(".plan-carried")).to_have_count(len(decided))
    for title, choice in decided.items():
        row = page.locator(".plan-carried").filter(has_text=title)
        row.get_by_label(choice, exact=True).check()
        if choice == drop:
            row.get_by_role("textbox").fill(f"{title}: {WHY}")
    typed = {
        ru("Title of the plan"): "Книги почтой, второй год",
        ru("First day"): iso(story.next_year),
        ru("Last day"): iso(months_on(story.next_year, 12) - datetime.timedelta(days=1)),
        ru("What was learnt from the plan before"): LESSONS,
    }
    page.get_by_label(ru("Move every date by the months between the two periods")).check()
    shot(page, "30-carry-filled")
    writes(page, typed, "Begin the next plan")
    state_is(page, ru("Draft"))
    shot(page, "31-next")
    expect(page.get_by_role("main")).to_contain_text(ru("Carried to be changed"))
    expect(page.get_by_role("link", name=ru("carried from the plan before"))).to_be_visible()
    press(page, ru("carried from the plan before"))
    state_is(page, ru("Closed"))
    shot(page, "32-closed")
    expect(page.get_by_text(LESSONS)).to_be_visible()
