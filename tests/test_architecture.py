"""The house itself: rooms, sizes and names stay as the design says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUR_CODE = ("accounts", "dossiers", "decision_map", "planning", "kam_portal", "tests")
TOP_LEVEL_PACKAGES = {"accounts", "dossiers", "decision_map", "planning", "kam_portal", "tests"}
DRAWERS = {"utils", "helpers", "common", "core", "misc", "manager", "services"}


def python_files() -> Iterator[Path]:
    for top in OUR_CODE:
        yield from (p for p in (ROOT / top).rglob("*.py") if "__pycache__" not in p.parts)


def hand_written() -> list[Path]:
    return [p for p in python_files() if "migrations" not in p.parts]


def templates() -> list[Path]:
    return [p for p in (ROOT / "templates").rglob("*") if p.suffix in {".html", ".txt", ".svg"}]


def test_no_other_python_package_stands_at_the_top() -> None:
    found = {p.parent.name for p in ROOT.glob("*/__init__.py")}
    assert found <= TOP_LEVEL_PACKAGES


def test_no_module_is_a_drawer() -> None:
    assert [p for p in hand_written() if p.stem in DRAWERS or p.parent.name in DRAWERS] == []


def test_no_module_is_longer_than_400_lines() -> None:
    assert {str(p): n for p in hand_written() if (n := len(p.read_text().splitlines())) > 400} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    long = []
    for path in hand_written():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno >= 60:
                long.append(f"{path}:{node.lineno} {node.name}")
    assert long == []


def test_no_template_is_longer_than_150_lines() -> None:
    assert {str(p): n for p in templates() if (n := len(p.read_text().splitlines())) > 150} == {}


def test_no_template_carries_a_script_a_style_or_a_handler() -> None:
    inline = re.compile(r"\sstyle=\"|<style|<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=\"", re.IGNORECASE)
    mails = ROOT / "templates" / "emails"
    assert [str(p) for p in templates() if mails not in p.parents and inline.search(p.read_text())] == []


def test_migrations_are_named_by_their_intent() -> None:
    numbered = [p for p in python_files() if "migrations" in p.parts and p.stem != "__init__"]
    assert [p.name for p in numbered if "_auto_" in p.name or re.fullmatch(r"\d{4}_initial", p.stem)] == []


def test_views_are_functions() -> None:
    classes = []
    for path in hand_written():
        if path.parent.name == "views" or path.stem == "views":
            nodes = ast.walk(ast.parse(path.read_text()))
            classes += [f"{path}:{n.name}" for n in nodes if isinstance(n, ast.ClassDef)]
    assert [c for c in classes if c.endswith("View")] == []
