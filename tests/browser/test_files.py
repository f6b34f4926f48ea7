"""Files of a client by drag and drop, by the keyboard and without a script; looking at them in the browser."""

from __future__ import annotations

import base64
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typst
from playwright.sync_api import Page, expect

from accounts.models import Account
from tests.browser.conftest import Visit, save
from tests.browser.watching import ask, barriers, tab_to
from tests.dossiers.files import png

DROP = """(zone, files) => {
  const carried = new DataTransfer();
  for (const [name, data] of files) {
    carried.items.add(new File([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], name));
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
}"""
# Every progress that was shown, in per cent.
WATCH = """() => {
  window.seen = [];
  const note = () => { for (const bar of document.querySelectorAll(".uploads progress")) window.seen.push(bar.value); };
  const rows = document.querySelector("[data-uploads]");
  new MutationObserver(note).observe(rows, { subtree: true, childList: true, attributes: true });
}"""


def drop(page: Page, **files: bytes) -> None:
    """Files by names in which _ stands for a dot, let fall on the zone."""
    carried = [[name.replace("_", "."), base64.b64encode(data).decode()] for name, data in files.items()]
    page.locator("form[data-upload]").evaluate(DROP, carried)


def slowly(page: Page) -> Any:
    """A line that carries 300 kilobytes a second."""
    session = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": 300_000}
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", slow)
    return session


@pytest.fixture
def pdf(tmp_path: Path) -> bytes:
    (tmp_path / "a.typ").write_text("= Contract")
    made = typst.compile(str(tmp_path / "a.typ"), format="pdf")
    assert isinstance(made, bytes)
    return made


def test_files_are_dropped_and_each_shows_its_progress(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    page = visit(cast.anna, f"/accounts/{yard.pk}/files/")
    slowly(page)
    page.evaluate(WATCH)
    drop(page, minutes_txt=b"We met.\n" * 100_000, setup_exe=b"MZ", quay_png=png())
    rows = page.locator(".uploads > li")
    expect(rows).to_have_text(
        [
            "minutes.txt Kept.",
            "setup.exe Programs are not kept.",
            "quay.png Kept.",
        ],
        use_inner_text=False,
    )
    expect(page.get_by_role("status")).to_have_text("quay.png: Kept.")
    seen = page.evaluate("window.seen")
    assert len({value for value in seen if 0 < value < 100}) >= 3
    assert page.locator(".uploads progress").count() == 0
    expect(page.locator("#file-list .timeline > li a.strong")).to_have_text(["quay.png", "minutes.txt"])
    assert (ask(page, "smallTargets"), ask(page, "unnamedControls"), barriers(page)) == ([], [], [])


def test_a_file_of_a_name_that_is_here_becomes_a_version(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    page = visit(cast.anna, f"/accounts/{yard.pk}/files/")
    drop(page, prices_csv=b"pump;12\n")
    expect(page.locator(".uploads > li")).to_have_count(1)
    expect(page.locator("#file-list")).to_contain_text("version 1")
    drop(page, prices_csv=b"pump;13\n")
    expect(page.locator("#file-list summary", has_text="2 versions")).to_be_visible()
    page.locator("#file-list summary", has_text="2 versions").click()
    with page.expect_download() as first:
        page.get_by_role("link", name="Download version 1 of “prices.csv”").click()
    assert Path(first.value.path()).read_bytes() == b"pump;12\n"
    assert first.value.suggested_filename == "prices.csv"


def test_pictures_and_pdf_are_looked_at_in_the_browser(
    cast: SimpleNamespace, yard: Account, visit: Visit, pdf: bytes
) -> None:
    page = visit(cast.anna, f"/accounts/{yard.pk}/files/")
    drop(page, quay_png=png(), contract_pdf=pdf)
    expect(page.locator("#file-list .timeline > li")).to_have_count(2)
    picture = page.locator("img.file-picture")
    assert picture.evaluate("image => image.naturalWidth") == 0
    page.get_by_text("Look at it", exact=True).last.click()
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 40
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Look at “contract.pdf” in a new tab").click()
    shown = opened.value
    shown.wait_for_load_state()
    assert shown.evaluate("[document.contentType, window.opener === null]") == ["application/pdf", True]


def test_the_keyboard_reaches_the_zone(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    page = visit(cast.anna, f"/accounts/{yard.pk}/files/")
    tab_to(page, page.get_by_label("Drop files here, or choose them"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    assert chooser.value.is_multiple()
    chooser.value.set_files([{"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}])
    expect(page.locator("#file-list")).to_contain_text("a.txt")


def test_without_a_script_several_files_are_sent_by_the_form(
    cast: SimpleNamespace, yard: Account, visit: Visit
) -> None:
    page = visit(cast.anna, f"/accounts/{yard.pk}/files/", java_script_enabled=False)
    sent = [{"name": name, "mimeType": "text/plain", "buffer": b"a"} for name in ("a.txt", "b.exe", "c.txt")]
    page.get_by_label("Choose one or several files").set_input_files(sent)  # type: ignore[arg-type]
    assert save(page, "Upload") == 302
    expect(page.locator(".alert")).to_have_text(["“a.txt”: Kept.", "“c.txt”: Kept.", "“b.exe”: Programs are not kept."])


def test_a_session_that_ended_is_said_beside_the_file(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    page = visit(cast.anna, f"/accounts/{yard.pk}/files/")
    page.context.clear_cookies(name="session")
    drop(page, a_txt=b"a")
    expect(page.locator(".uploads > li")).to_contain_text(
        "The file did not arrive. Check the connection and whether you are still signed in, then upload it again."
    )
