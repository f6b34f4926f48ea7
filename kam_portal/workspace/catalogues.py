"""The gettext catalogues, kept by Babel so that no machine needs the gettext programs.

Words are found in Python by Babel and in templates by Django's own `templatize`. A catalogue carries no line
numbers and no dates of its making, so that it changes only when words do.
"""

import io
import os
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOT_OURS = {"migrations", "tests", "var", "static", "locale"}


def catalogue_path(locale_dir: Path, language: str) -> Path:
    return locale_dir / language / "LC_MESSAGES" / "django.po"


def sources(base_dir: Path) -> Iterator[Path]:
    """Python files and templates of the portal, in a stable order."""
    for folder, inside, names in os.walk(base_dir):
        inside[:] = sorted(name for name in inside if name not in NOT_OURS and not name.startswith("."))
        for path in sorted(Path(folder) / name for name in names):
            if path.suffix == ".py" or (path.suffix in {".html", ".txt", ".svg"} and "templates" in path.parts):
                yield path


def collect(base_dir: Path) -> Catalog:
    """Every translatable text of the sources, with the files it stands in."""
    found = Catalog(fuzzy=False, charset="utf-8")
    for path in sources(base_dir):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(base_dir).as_posix()
        if path.suffix != ".py":
            # Babel reads it as Python, where an indent would mean something.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=name).splitlines())
        for _line, message, comments, context in extract(
            "python", io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            found.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return found


def read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, domain="django", fuzzy=False, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def update(path: Path, language: str, found: Catalog) -> bool:
    """Bring a catalogue up to date with the sources: translations stay, texts gone from them go; True if changed."""
    catalogue = read(path, language)
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=120, sort_output=True, include_lineno=False, omit_header=True)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    text = header + buffer.getvalue().decode()
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def complaints(path: Path, language: str, found: Catalog) -> list[str]:
    """What keeps a catalogue from being complete and true to the sources, a sentence each."""
    catalogue = read(path, language)
    wanted, has = {_key(message) for message in found if message.id}, {_key(m) for m in catalogue if m.id}
    said = [f"{language}: {key[0]!r} is not in the catalogue" for key in sorted(wanted - has)]
    said += [f"{language}: {key[0]!r} is no longer in the sources" for key in sorted(has - wanted)]
    for message in catalogue:
        if not message.id:
            continue
        if message.fuzzy or not _is_translated(message):
            said.append(f"{language}: {_key(message)[0]!r} is not translated")
        said += [f"{language}: {_key(message)[0]!r}: {error}" for error in message.check(catalogue)]
    return said


def _key(message: Message) -> tuple[str, str]:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return text, message.context or ""


def _is_translated(message: Message) -> bool:
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return bool(texts) and all(texts)


def compile_changed(locale_dirs: list[Path]) -> list[str]:
    """Compile the catalogues newer than their compiled form; returns the languages compiled."""
    compiled = []
    for po in sorted(path for folder in locale_dirs for path in folder.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns > po.stat().st_mtime_ns:
            continue
        language = po.parent.parent.name
        half = mo.with_suffix(f".{os.getpid()}.part")
        with half.open("wb") as file:
            write_mo(file, read(po, language))
        half.replace(mo)
        compiled.append(language)
    return compiled
