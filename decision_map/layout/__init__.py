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
from decision_map.layout.sheets import A3, A4, Paper, Sheet, sheets

__all__ = [
    "A3",
    "A4",
    "DEFAULT_STYLE",
    "Card",
    "FormalLine",
    "InformalLine",
    "Key",
    "Paper",
    "Picture",
    "Point",
    "Post",
    "SameIdTwice",
    "Sheet",
    "Style",
    "Tie",
    "TieKind",
    "picture",
    "sheets",
]
