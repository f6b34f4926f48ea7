"""Layout of the decision map: posts and lines in, coordinates out. Pure: no database, no words, no marks."""

from decision_map.layout.drawing import picture
from decision_map.layout.shapes import (
    DEFAULT_STYLE,
    Card,
    FormalLine,
    InformalLine,
    Key,
    Picture,
    Point,
    Post,
    SameIdTwice,
    Style,
    Tie,
    TieKind,
)

__all__ = [
    "DEFAULT_STYLE",
    "Card",
    "FormalLine",
    "InformalLine",
    "Key",
    "Picture",
    "Point",
    "Post",
    "SameIdTwice",
    "Style",
    "Tie",
    "TieKind",
    "picture",
]
