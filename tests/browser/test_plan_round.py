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
from dossiers.cadence import add_months
from dossiers.description import TABLES
from dossiers.rows import add_row
from kam_portal.foundation.people.models import User
from planning.models import Action, CarryDecision, Comment, Goal, P, Plan
from tests.browser.conftest import Visit, save
from tests.browser.quarterly import enter, labelled
from tests.conftest import readers_today

# What the client wants, and what we reach with it (method.md, section 5.1).
MAIL, STOCK = "Доставка книг почтой для пенсионеров", "Склад без залежалых книг"
SERIES, SUPPLY = "Десятая часть заказов новой серии приходит почтой", "Малые регулярные заказы уходят со склада за день"
ASKED, LAUNCH, LETTER = "Исследование спроса пенсионеров", "Выпуск новой серии", "Письмо постоянным читателям"
PS = {
    P.PRODUCT: "Серия крупным шрифтом, по одной книге в месяц.",
    P.PRICE: "Скидка 5 % за подписку на год.",
    P.PROMOTION: "Каталог в сберкассах и поликлиниках.",
}
NO_CHANGE = "Почта есть в каждом посёлке."
STAMPS = "Count the stamps"
QUESTION = "Who pays the postage? @Anna Petrova"
ANSWER = "We do, up to two kilograms."
WHY = "сделано иначе"
LESSONS = "Каталог работает, когда его приносит почтальон."


def ru(text: str) -> str:
    with translation.override("ru"):
        return gettext(text)


def label_of(p: P) -> str:
    with translation.override("ru"):
        return str(p.label)


def iso(day: datetime.date) -> str:
    return day.isoformat()


class Story:
    """The client, its plan, and the three at their browsers; Anna's speaks Russian."""

    def __init__(self, account: Account, cast: SimpleNamespace, visit: Visit) -> None:
        self.account, self.cast = account, cast
        home = f"/accounts/{account.pk}/plans/"
        self.anna, self.irina, self.leonid = (visit(who, home) for who in (cast.anna, cast.irina, cast.leonid))
        self.starts_on = readers_today().replace(day=1)
        self.next_year = add_months(self.starts_on, 12)
        self.plan = Plan(account=account)

    def day(self, months: int) -> datetime.date:
        return add_months(self.starts_on, months)

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
            ru("The plan in a few sentences"): "Читатель на пенсии получает книгу дома, и получает её от нас.",
        },
    )
    expect(page.get_by_text(ru("The plan is begun. Add the first goal."))).to_be_visible()
    story.plan = Plan.objects.get()


def mirrors_the_clients_goals(story: Story) -> None:
    page = story.anna
    with translation.override("ru"):
        unit = pgettext("of a measure", "Unit")
    press(page, ru("Mirror this goal: %(goal)s") % {"goal": MAIL})
    typed = {ru("Our goal"): SERIES, unit: "%", ru("Baseline"): "2", ru("Target"): "10"}
    writes(page, typed | {ru("By when"): iso(story.day(6))})
    page.goto(story.at("goals/"))
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
    for p, text in PS.items():
        press(page.locator(".plan-ps"), label_of(p))
        writes(page, {ru("Strategy"): text} | ({ru("Discount, %"): "5"} if p == P.PRICE else {}))


def adds_actions(story: Story) -> None:
    """One by the whole form, two in a line; the last has nobody to do it."""
    page = story.anna
    page.goto(story.at("actions/new/"))
    typed = {ru("Action"): ASKED, ru("Who does it"): "Irina Belova", ru("Due"): iso(story.day(2))}
    writes(page, typed | {ru("Our goal"): SERIES, ru("Cost, planned") + ", EUR": "1200"})
    page.goto(story.at("actions/"))
    for title, owner, due in ((LAUNCH, "Anna Petrova", story.day(5)), (LETTER, "---------", story.day(7))):
        quick = page.locator(".quick-action")
        enter(quick, {ru("New action"): title, ru("Who does it"): owner, ru("Due"): iso(due)})
        press(quick, ru("Add"))
        expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()


def submits_too_early_then_rightly(story: Story) -> None:
    """What is missing is told with the way to it; what Leonid adds meanwhile counts, too."""
    page = story.anna
    page.goto(story.at())
    expect(page.get_by_role("button", name=ru("Submit for discussion"))).to_have_count(0)
    missing = {
        ru("Goal “%(name)s” has no date.") % {"name": SUPPLY}: {ru("By when"): iso(story.day(9))},
        ru("%(name)s: there is neither a strategy nor a reason why nothing changes.") % {"name": label_of(P.PLACE)}: {
            ru("No change, because"): NO_CHANGE
        },
        ru("Action “%(name)s” has no owner.") % {"name": LETTER}: {ru("Who does it"): "Anna Petrova"},
    }
    expect(page.locator(".plan-missing li")).to_have_text(list(missing))
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
    press(page, ru("Action “%(name)s” has no date.") % {"name": STAMPS})
    writes(page, {ru("Due"): iso(story.day(1))})
    page.goto(story.at())
    press(page, ru("Submit for discussion"))
    state_is(page, ru("In discussion"))


def asks_anna(story: Story) -> None:
    """About a goal; Anna finds the question in her inbox."""
    page = story.irina
    page.goto(story.at())
    press(page, SERIES)
    press(page, "Write a comment")
    page.get_by_label("Comment").fill(QUESTION)
    assert save(page) == 302
    expect(page.get_by_text(QUESTION, exact=True)).to_be_visible()


def approves_when_all_is_answered(story: Story) -> None:
    leonid, anna = story.leonid, story.anna
    leonid.goto(story.at())
    press(leonid, "Approve")
    expect(leonid.get_by_text("1 comment is still open. Answer and resolve it, then approve the plan.")).to_be_visible()
    anna.goto("/notifications/")
    anna.get_by_role("listitem").filter(has_text="Irina Belova").get_by_role("button").first.click()
    expect(anna.get_by_text(QUESTION, exact=True)).to_be_visible()
    press(anna, ru("Answer"))
    writes(anna, {ru("Comment"): ANSWER})
    press(anna, ru("Resolve"))
    expect(anna.get_by_text(ru("The comment is resolved."))).to_be_visible()
    asked = Comment.objects.values_list("by", "goal__title", "resolved_by").get(answers=None)
    assert asked == (story.cast.irina.pk, SERIES, story.cast.anna.pk)
    press(leonid, "Open the discussion")
    expect(leonid.get_by_text(ANSWER, exact=True)).to_be_visible()
    leonid.goto(story.at())
    press(leonid, "Approve")
    expect(leonid.get_by_text("Approved. This version is kept as it is.")).to_be_visible()
    state_is(leonid, "Approved")


def works(story: Story) -> None:
    """Work begins: the first reading, the first action done."""
    page = story.anna
    page.goto(story.at())
    press(page, ru("Begin the work"))
    state_is(page, ru("Active"))
    press(page, SERIES)
    writes(page, {ru("Value, %(unit)s") % {"unit": "%"}: "4,5"}, "Note the reading")
    page.goto(story.at("actions/"))
    press(page, ru("Done: %(action)s") % {"action": ASKED})
    expect(page.get_by_text(ru("“%(action)s” is done.") % {"action": ASKED})).to_be_visible()


def fits_screen_phone_and_sheet(story: Story) -> None:
    """In Russian, whose words are the longer ones."""
    page = story.anna
    page.goto(story.at())
    for width, height in ((360, 740), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert len(PdfReader(io.BytesIO(page.pdf(format="A4"))).pages) == 1


def reads_the_sheet_in_both_languages(story: Story) -> None:
    for page, menu, link, words in (
        (story.anna, ru("Download"), ru("One A4 sheet for us"), ("Цели", "4,5 → 10 %")),
        (story.leonid, "Download", "One A4 sheet for us", ("Goals", "4.5 → 10 %")),
    ):
        page.locator("summary").filter(has_text=menu).click()
        with page.expect_download() as arriving:
            press(page, link)
        [sheet] = PdfReader(arriving.value.path()).pages
        # A word that was divided at the end of a line is one word again.
        text = " ".join(re.sub("\u00ad\\s*", "", sheet.extract_text()).split())
        assert [said for said in (*words, SERIES, MAIL, *PS.values()) if said not in text] == []


def carries_into_the_next_period(story: Story) -> None:
    """Item by item, what is done left behind; with its lessons the old plan is closed."""
    page = story.anna
    page.goto(story.at())
    press(page, ru("Carry into the next period"))
    keep, change, drop = ru("Keep"), ru("Carry, then change"), ru("Drop")
    decided = {SERIES: keep, SUPPLY: change, LAUNCH: keep, LETTER: drop, STAMPS: drop}
    decided |= dict.fromkeys((*PS.values(), NO_CHANGE), keep)
    expect(page.locator(".plan-carried")).to_have_count(len(decided))
    for title, choice in decided.items():
        row = page.locator(".plan-carried").filter(has_text=title)
        row.get_by_label(choice, exact=True).check()
        if choice == drop:
            row.get_by_role("textbox").fill(f"{title}: {WHY}")
    last = add_months(story.next_year, 12) - datetime.timedelta(days=1)
    for label, day in (("First day", story.next_year), ("Last day", last)):
        expect(labelled(page, ru(label))).to_have_value(iso(day))
    typed = {
        ru("Title of the plan"): "Книги почтой, второй год",
        ru("What was learnt from the plan before"): LESSONS,
    }
    page.get_by_label(ru("Move every date by the months between the two periods")).check()
    writes(page, typed, "Begin the next plan")
    state_is(page, ru("Draft"))
    expect(page.get_by_role("main")).to_contain_text(ru("Carried to be changed"))
    expect(page.get_by_role("link", name=ru("carried from the plan before"))).to_be_visible()
    press(page, ru("carried from the plan before"))
    state_is(page, ru("Closed"))
    expect(page.get_by_text(LESSONS)).to_be_visible()
    after = Plan.objects.get(carried_from=story.plan)
    assert list(Goal.objects.filter(plan=after).order_by("pk").values_list("title", "due_on")) == [
        (SERIES, story.day(6 + 12)),
        (SUPPLY, story.day(9 + 12)),
    ]
    assert [action.title for action in Action.objects.filter(plan=after)] == [LAUNCH]
    dropped = CarryDecision.objects.filter(before=story.plan, choice="drop").order_by("pk")
    assert {decision.reason for decision in dropped} == {f"{title}: {WHY}" for title in (LETTER, STAMPS)}
