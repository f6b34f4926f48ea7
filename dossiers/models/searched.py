"""Indexes of what is found by words."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, Index, Value


def searched(name: str, *columns: str | Value) -> list[Index]:
    """Indexes of one column, or of three that are searched together: by stems of words, and by parts of them."""
    words = Func(*columns, function="kam_words", output_field=SearchVectorField())
    text = Func(*columns, function="kam_fold" if len(columns) == 1 else "kam_search_text")
    return [GinIndex(words, name=f"{name}_by_stems"), GinIndex(OpClass(text, "gin_trgm_ops"), name=f"{name}_search")]
