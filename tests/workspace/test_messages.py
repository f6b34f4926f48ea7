"""Collecting, checking and compiling the texts to translate."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from kam_portal.workspace import catalogues

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
a = _("A first "
      "sentence")
b = ngettext("%(n)s client", "%(n)s clients", 3)
c = pgettext_lazy("month", "May")
"""
PAGE = """{% load i18n %}
  <h1 title="{{ x|default:_('By default') }}">{% translate "It's here" %}</h1>
    {% blocktranslate trimmed count n=n %}
      One {{ n }} visit
    {% plural %}
      Many {{ n }} visits
    {% endblocktranslate %}
  {% translate "May" context "permission" %}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {
        "app/verbs.py": PYTHON,
        "app/templates/app/page.html": PAGE,
        "app/migrations/0001.py": '_("Old name")',
        ".venv/lib/other.py": '_("Not ours")',
        "tests/test_x.py": '_("A test")',
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def texts(project: Path) -> list[tuple[object, str | None]]:
    found = [message for message in catalogues.collect(project) if message.id]
    return sorted(((message.id, message.context) for message in found), key=str)


def test_texts_are_found_in_python_and_in_templates_of_the_portal_only(project: Path) -> None:
    assert texts(project) == sorted(
        [
            ("A first sentence", None),
            (("%(n)s client", "%(n)s clients"), None),
            ("May", "month"),
            ("By default", None),
            ("It's here", None),
            (("One %(n)s visit", "Many %(n)s visits"), None),
            ("May", "permission"),
        ],
        key=str,
    )


def test_an_update_keeps_translations_adds_new_texts_and_drops_old_ones(project: Path) -> None:
    po = catalogues.catalogue_path(project / "locale", "ru")
    assert catalogues.update(po, "ru", catalogues.collect(project)) is True
    po.write_text(po.read_text().replace('msgid "It\'s here"\nmsgstr ""', 'msgid "It\'s here"\nmsgstr "Это здесь"'))
    (project / "app" / "verbs.py").write_text('_("A new sentence")')
    assert catalogues.update(po, "ru", catalogues.collect(project)) is True
    catalogue = catalogues.read(po, "ru")
    assert catalogue["It's here"].string == "Это здесь"
    assert catalogue["A new sentence"].string == ""
    assert "A first sentence" not in catalogue
    assert len(catalogue.obsolete) == 0


def test_a_second_update_changes_nothing(project: Path) -> None:
    po = catalogues.catalogue_path(project / "locale", "ru")
    catalogues.update(po, "ru", catalogues.collect(project))
    assert catalogues.update(po, "ru", catalogues.collect(project)) is False


def test_what_is_missing_untranslated_or_broken_is_complained_of(project: Path) -> None:
    (project / "app" / "templates" / "app" / "page.html").unlink()
    po = catalogues.catalogue_path(project / "locale", "ru")
    catalogues.update(po, "ru", catalogues.collect(project))
    text = po.read_text().replace('msgid "May"\nmsgstr ""', 'msgid "May"\nmsgstr "Май"')
    text = text.replace('msgstr[0] ""', 'msgstr[0] "%(m)s клиент"')
    text = text.replace('msgstr[1] ""', 'msgstr[1] "%(n)s клиента"').replace('msgstr[2] ""', 'msgstr[2] "клиенты"')
    po.write_text(text)
    (project / "app" / "more.py").write_text('_("More")')
    assert catalogues.complaints(po, "ru", catalogues.collect(project)) == [
        "ru: 'More' is not in the catalogue",
        "ru: '%(n)s client': unknown named placeholder 'm'",
        "ru: 'A first sentence' is not translated",
    ]


def test_a_catalogue_is_compiled_when_it_is_newer_and_only_then(project: Path) -> None:
    po = catalogues.catalogue_path(project / "locale", "ru")
    catalogues.update(po, "ru", catalogues.collect(project))
    po.write_text(po.read_text().replace('msgid "It\'s here"\nmsgstr ""', 'msgid "It\'s here"\nmsgstr "Это здесь"'))
    assert catalogues.compile_changed([project / "locale"]) == ["ru"]
    assert catalogues.compile_changed([project / "locale"]) == []
    assert gettext.translation("django", project / "locale", ["ru"]).gettext("It's here") == "Это здесь"
    assert [path.name for path in sorted(po.parent.iterdir())] == ["django.mo", "django.po"]


def test_without_catalogues_there_is_nothing_to_compile(tmp_path: Path) -> None:
    assert catalogues.compile_changed([tmp_path / "locale"]) == []
