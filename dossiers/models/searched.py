"""Indexes of what is found by words."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, Value


def searched_alone(name: str, column: str) -> list[GinIndex]:
    """Indexes of one column: by stems of words, and by parts of them."""
    words = Func(column, function="kam_words", output_field=SearchVectorField())
    text = Func(column, function="kam_fold")
    return [GinIndex(words, name=f"{name}_by_stems"), GinIndex(OpClass(text, "gin_trgm_ops"), name=f"{name}_search")]


def searched(name: str, *columns: str | Value) -> list[GinIndex]:
    """Indexes of what is searched together in three columns: by stems of words, and by parts of them."""
    words = Func(*columns, function="kam_words", output_field=SearchVectorField())
    text = Func(*columns, function="kam_search_text")
    return [GinIndex(words, name=f"{name}_by_stems"), GinIndex(OpClass(text, "gin_trgm_ops"), name=f"{name}_search")]
