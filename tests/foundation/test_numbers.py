from __future__ import annotations

from kam_portal.foundation.numbers import number_in


def test_a_number_is_of_ascii_digits_and_fits_the_key_of_a_row() -> None:
    assert [number_in(text) for text in ("0", "007", "9" * 18)] == [0, 7, 10**18 - 1]
    assert {number_in(text) for text in ("", "-1", "1.5", " 1", "²", "٣", "x", "9" * 19)} == {None}
