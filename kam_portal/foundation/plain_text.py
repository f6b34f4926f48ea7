"""Text without what nobody sees: two names that look alike are the same letters, and no mark turns a line round."""

from __future__ import annotations

import re
import unicodedata

# Zero-width spaces, soft hyphens, invisible signs, fillers, and all that turns the direction of what follows.
HIDDEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]")
# Joiners shape Arabic and Indic letters and emoji; beside other letters and at the edges of a text they do nothing.
JOINERS = re.compile("(?<![\u0590-\U0010ffff])[\u200c\u200d]+|[\u200c\u200d]+(?![\u0590-\U0010ffff])")
# Letters and signs by their category that leave the paper white.
WHITE = frozenset("\u115f\u1160\u2800")


def plain(text: str) -> str:
    """The text without them; "" where nothing would be seen."""
    if text.isascii():
        return text
    found = JOINERS.sub("", HIDDEN.sub("", text))
    return found if any(map(_is_seen, found)) else ""


def _is_seen(sign: str) -> bool:
    kind = unicodedata.category(sign)
    return kind[0] not in "ZM" and kind not in ("Cc", "Cf") and sign not in WHITE
