"""The eyes of these tests see: a page with every fault is told apart from a whole one."""

from __future__ import annotations

from types import SimpleNamespace

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit
from tests.browser.watching import ask, barriers, watched

FAULTY = """<!doctype html><html lang="en"><head><title>Faulty</title></head><body><main><h1>Faulty</h1>
<p style="color: #bbb; background: #fff">hardly to be read</p>
<input name="unnamed"><div style="width: 3000px">wide</div>
<ul style="line-height: 14px; font-size: 10px"><li><a href="/a">one</a></li><li><a href="/b">two</a></li></ul>
<img src="/missing.png" alt="missing"></main></body></html>"""


def test_every_fault_is_seen(people: SimpleNamespace, browser: Browser, live_server: SimpleNamespace) -> None:
    context = browser.new_context(base_url=live_server.url)
    page: Page = context.new_page()
    page.goto("/sign-in/login/")
    said = watched(context)
    with page.expect_response("**/missing.png"):
        page.set_content(FAULTY)
    page.evaluate("console.error('complaint'); setTimeout(() => { throw new Error('broken'); })")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'alert(1)'}))")
    expect(page.get_by_text("wide")).to_be_visible()
    context.close()
    words = sorted(
        {word for word in ("complaint", "broken", "404", "Content Security Policy") if word in "".join(said)}
    )
    assert words == ["404", "Content Security Policy", "broken", "complaint"]


def test_every_barrier_is_seen(people: SimpleNamespace, visit: Visit) -> None:
    page = visit(None, "/sign-in/login/")
    page.route(
        "**/faulty/",
        lambda route: route.fulfill(body=FAULTY.replace('src="/missing.png"', ""), content_type="text/html"),
    )
    page.goto("/faulty/")
    assert [len(ask(page, fault)) for fault in ("smallTargets", "unnamedControls", "widerThanThePage")] == [2, 1, 1]
    assert {found.split(":")[0] for found in barriers(page)} == {"color-contrast", "label"}
    assert [found.split(":")[0] for found in barriers(page, ["color-contrast"])] == ["color-contrast"]
