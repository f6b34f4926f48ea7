"""Words are found by their stems, Russian and English, and by parts of them in the diary and events ahead too.

PostgreSQL's Russian configuration stems words of Latin letters as English ones.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddIndex

CREATE = """
CREATE FUNCTION kam_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT to_tsvector('pg_catalog.russian', public.kam_fold($1)) $$;
CREATE FUNCTION kam_words(text, text, text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT public.kam_words($1 || ' ' || $2 || ' ' || $3) $$;
"""
DROP = "DROP FUNCTION kam_words(text, text, text); DROP FUNCTION kam_words(text);"
WORDS = {"function": "kam_words", "output_field": django.contrib.postgres.search.SearchVectorField()}


def by_stems(name: str, *columns: object) -> django.contrib.postgres.indexes.GinIndex:
    return django.contrib.postgres.indexes.GinIndex(models.Func(*columns, **WORDS), name=name)


def by_parts(name: str, *columns: object) -> django.contrib.postgres.indexes.GinIndex:
    text = models.Func(*columns, function="kam_search_text")
    return django.contrib.postgres.indexes.GinIndex(
        django.contrib.postgres.indexes.OpClass(text, "gin_trgm_ops"), name=name
    )


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0007_a_horizon_counts_once")]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        AddIndex("fact", by_stems("facts_by_stems", "value")),
        AddIndex("diaryentry", by_stems("diary_by_stems", "summary", "promises", "next_step")),
        AddIndex("diaryentry", by_parts("diary_search", "summary", "promises", "next_step")),
        AddIndex("eventahead", by_stems("events_by_stems", "title", "note", models.Value(""))),
        AddIndex("eventahead", by_parts("events_search", "title", "note", models.Value(""))),
    ]
