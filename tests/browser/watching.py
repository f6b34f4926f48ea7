"""What a page must never do, seen from outside: complain, miss a file, scroll sideways, hide where one is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_core_python
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TABS_AT_MOST = 120

FAULTS = (Path(__file__).parent / "faults.js").read_text(encoding="utf-8")
FOCUS_IS_VISIBLE = """(e) => {
  const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(e);
  return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
}"""


def watched(context: BrowserContext) -> list[str]:
    """A list that fills with what the pages of this visitor complain of."""
    faults: list[str] = []

    def said(message: ConsoleMessage) -> None:
        # The status of an answer is judged below: a refused save (409) is an answer, a missing file is a fault.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            faults.append(f"{message.page.url if message.page else ''}: console: {message.text}")

    def answered(response: Response) -> None:
        refused = response.status >= 400 and response.status != 409 and not response.request.is_navigation_request()
        if response.status >= 500 or refused:
            faults.append(f"{response.url}: {response.status}")

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":
            faults.append(f"{request.url}: {request.failure}")

    context.on("console", said)
    context.on("weberror", lambda error: faults.append(f"script: {error.error}"))
    context.on("response", answered)
    context.on("requestfailed", failed)
    return faults


def ask(page: Page, fault: str) -> list[str]:
    """The elements of the page with a fault of faults.js: smallTargets, unnamedControls, widerThanThePage."""
    found: list[str] = page.evaluate(f"({FAULTS.strip()}).{fault}()")
    return found


def barriers(page: Page, rules: list[str] | None = None) -> list[str]:
    """Violations of WCAG 2.2 AA as far as a machine sees them; `rules` asks for these alone."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    chosen: dict[str, Any] = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
    options = {"runOnly": chosen, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{v['id']}: {node['html'][:160]} {node['failureSummary'][:200]}" for v in found for node in v["nodes"][:3]]


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, and see that one can tell."""
    expect(target).to_be_visible()
    for _press in range(TABS_AT_MOST):
        if target.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(target).to_be_focused()
    assert target.evaluate(FOCUS_IS_VISIBLE), f"nothing shows that {target} has the focus"
