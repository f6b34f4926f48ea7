"""Lists of accounts go by the name without the marks before it: «Ромашка» stands among the names with Р."""

from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddField, AddIndex

# Folding writes most of these marks in ASCII; a name of nothing else is kept as it is.
CREATE = r"""
CREATE FUNCTION kam_sort_key(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT COALESCE(NULLIF(ltrim(public.kam_fold($1), E' \t"\'`´«»‹›„“”‟‚‘’‛<>([{*.,;:!?…_-–—'), ''), public.kam_fold($1)) $$;
"""
DROP = "DROP FUNCTION kam_sort_key(text);"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_sales_in_their_currency")]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        AddField(
            "account",
            "sort_key",
            models.GeneratedField(
                expression=models.Func(models.F("trade_name"), function="kam_sort_key"),
                output_field=models.TextField(),
                db_persist=True,
            ),
        ),
        migrations.AlterModelOptions(
            "account",
            {"ordering": ["sort_key", "pk"], "verbose_name": "account", "verbose_name_plural": "accounts"},
        ),
        migrations.RemoveIndex("account", "accounts_by_name"),
        migrations.RemoveIndex("account", "accounts_of_a_manager"),
        AddIndex("account", models.Index(fields=["name_key"], name="accounts_of_a_name")),
        AddIndex("account", models.Index(fields=["sort_key", "id"], name="accounts_by_name")),
        AddIndex("account", models.Index(fields=["kam", "sort_key", "id"], name="accounts_of_a_manager")),
    ]
