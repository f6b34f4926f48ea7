"""Names of files that leave the portal."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from kam_portal.foundation.documents.answers import file_answer


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Plan Save-a-lot Markets Winter 2026/27 2026-11-30", "plan-save-a-lot-markets-winter-2026-27-2026-11-30.pdf"),
        ("А/Б, v1.2: план", "а-б-v1-2-план.pdf"),
        ("План " + "слово " * 20 + "хвост", "план-" + "-".join(["слово"] * 16) + ".pdf"),
        ("Б" * 300, "б" * 100 + ".pdf"),
        ("/..", "document.pdf"),
    ],
)
def test_a_file_is_called_by_whole_words_that_stay_apart(name: str, called: str) -> None:
    said = unquote(file_answer(b"", name=name, form="pdf")["Content-Disposition"])
    assert said.endswith((f"''{called}", f'"{called}"'))
