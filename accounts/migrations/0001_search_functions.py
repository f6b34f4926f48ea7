"""What search needs from the database: trigrams, and one way of folding case, ё and accents."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

CREATE = """
CREATE FUNCTION kam_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$;
CREATE FUNCTION kam_search_text(text, text, text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT public.kam_fold($1 || ' ' || $2 || ' ' || $3) $$;
"""
DROP = "DROP FUNCTION kam_search_text(text, text, text); DROP FUNCTION kam_fold(text);"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(CREATE, DROP),
    ]
