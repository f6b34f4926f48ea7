"""The look stays small, and nothing in a template needs an exception from the policy."""

from __future__ import annotations

import gzip
import re
from itertools import combinations
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from kam_portal.foundation.people.templatetags.look import PICTURES, picture

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
BUDGET = 90_000


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(settings.BASE_DIR).as_posix() for path in paths]


def linked_by(template: Path) -> set[str]:
    """The sheets and scripts of a page: its own, and those of what it extends."""
    text = template.read_text()
    own = set(re.findall(r"{% static '([^']+\.(?:css|js))' %}", text))
    parent = re.match(r'{% extends "([^"]+)" %}', text)
    return own | (linked_by(settings.BASE_DIR / "templates" / parent[1]) if parent else set())


def test_all_style_and_behaviour_of_a_page_weighs_less_than_90_kb() -> None:
    """Of the heaviest page; what is in every page is named, so that nothing joins it unseen."""
    assert sorted(linked_by(settings.BASE_DIR / "templates/base.html")) == [
        "bootstrap/css/bootstrap.min.css",
        "css/theme.css",
        "django_htmx/htmx-2.min.js",
        "js/portal.js",
    ]
    pages = {template: linked_by(template) for template in TEMPLATES}
    sizes = {
        name: len(gzip.compress(Path(finders.find(name)).read_bytes(), 9)) for name in set().union(*pages.values())
    }
    assert max(sum(sizes[name] for name in names) for names in pages.values()) < BUDGET


def test_no_page_has_inline_style_script_or_handler() -> None:
    """Mails are left out: no browser shows them under our policy."""
    pages = [path for path in TEMPLATES if not {"emails", "email"} & set(path.parts)]
    inline = re.compile(r"\sstyle\s*=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
    assert names([path for path in pages if inline.search(path.read_text())]) == []


def test_no_template_is_longer_than_150_lines() -> None:
    assert names([path for path in TEMPLATES if len(path.read_text().splitlines()) > 150]) == []


def test_every_template_can_be_read() -> None:
    for path in TEMPLATES:
        get_template(path.relative_to(settings.BASE_DIR / "templates").as_posix())


def test_every_icon_has_its_picture() -> None:
    drawn = {name: picture(name) for name in PICTURES}
    assert [name for name, svg in drawn.items() if not svg.startswith("<svg") or "<path" not in svg] == []


def test_every_icon_a_template_asks_for_is_ours() -> None:
    asked = {
        name
        for path in TEMPLATES
        for names in re.findall(r"""{% icon "([^"]+)"|\bicon="([^"]+)\"""", path.read_text())
        for name in names
    }
    assert sorted(asked - {"", *PICTURES}) == []


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAIRS = [
    *[(text, ground) for text in ("ink", "muted", "accent") for ground in ("paper", "ground")],
    *[(tone, f"{tone}-soft") for tone in ("accent", "good", "warn", "bad", "info")],
    *[(tone, "paper") for tone in ("good", "warn", "bad", "info")],
    ("muted", "plain-soft"),
    ("muted", "warn-soft"),
    ("ink", "warn-soft"),
    ("ink", "plain-soft"),
    ("ink", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_text_and_ground_has_a_contrast_of_4_5(scheme: str) -> None:
    css = (settings.BASE_DIR / "static/css/theme.css").read_text()
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)", 1)
    source = light if scheme == "light" else dark.split(".btn-close", 1)[0]
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", source))
    weak = {(text, ground): contrast(tokens[text], tokens[ground]) for text, ground in PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < 4.5} == {}


def leading_classes(sheet: str) -> set[str]:
    """Classes with which a selector of the sheet begins."""
    css = re.sub(r"/\*.*?\*/", "", (settings.BASE_DIR / f"static/css/{sheet}.css").read_text(), flags=re.DOTALL)
    selectors = [one for listed in re.findall(r"([^{}]+)\{", css) for one in listed.split(",")]
    return {found[1] for one in selectors if (found := re.match(r"\s*\.([a-z][\w-]*)", one))}


def test_a_class_means_the_same_in_every_sheet_beside_the_theme() -> None:
    """A page may load two of them; what the theme describes they may refine."""
    sheets = sorted(path.stem for path in (settings.BASE_DIR / "static/css").glob("*.css") if path.stem != "theme")
    theirs = {sheet: leading_classes(sheet) - leading_classes("theme") for sheet in sheets}
    twice = {f"{one}/{other}: {name}" for one, other in combinations(sheets, 2) for name in theirs[one] & theirs[other]}
    assert twice == set()
