import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.fields.json
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddField, AddIndex, AddTrigger, CreateModel, RemoveTrigger


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_contacts_are_verified"),
        ("dossiers", "0012_ladders"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        RemoveTrigger(
            model_name="eventahead",
            name="insert_insert",
        ),
        RemoveTrigger(
            model_name="eventahead",
            name="update_update",
        ),
        RemoveTrigger(
            model_name="eventahead",
            name="delete_delete",
        ),
        RemoveTrigger(
            model_name="financialyear",
            name="insert_insert",
        ),
        RemoveTrigger(
            model_name="financialyear",
            name="update_update",
        ),
        RemoveTrigger(
            model_name="financialyear",
            name="delete_delete",
        ),
        CreateModel(
            name="TableRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="as of")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("table", models.CharField(max_length=24, verbose_name="table")),
                ("values", models.JSONField(verbose_name="values")),
                ("text", models.TextField(blank=True, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="table_rows", to="accounts.account"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "named_account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="named_in_rows",
                        to="accounts.account",
                        verbose_name="our account",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of a dossier",
                "verbose_name_plural": "rows of dossiers",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["account", "table"], name="table_rows_by_table"),
                    django.contrib.postgres.indexes.GinIndex(
                        models.Func(
                            "text",
                            function="kam_words",
                            output_field=django.contrib.postgres.search.SearchVectorField(),
                        ),
                        name="table_rows_by_stems",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            models.Func("text", function="kam_fold"), "gin_trgm_ops"
                        ),
                        name="table_rows_search",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("table", ""), _negated=True), models.Q(("values", {}), _negated=True)
                        ),
                        name="table_row_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("table", "wallet"), ("values__has_key", "year")),
                            models.Q(models.Q(("table", "wallet"), _negated=True), ("values__has_key", "name")),
                            _connector="OR",
                        ),
                        name="table_row_has_its_name",
                    ),
                    models.UniqueConstraint(
                        models.F("account"),
                        django.db.models.fields.json.KeyTextTransform("year", "values"),
                        condition=models.Q(("table", "wallet")),
                        name="one_wallet_row_an_account_a_year",
                    ),
                ],
            },
        ),
        CreateModel(
            name="TableRowEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="as of")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("table", models.CharField(max_length=24, verbose_name="table")),
                ("values", models.JSONField(verbose_name="values")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "named_account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.account",
                        verbose_name="our account",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="dossiers.tablerow",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["account", "-pgh_id"], name="tablerow_history")],
            },
        ),
        AddField(
            model_name="eventahead",
            name="as_of",
            field=models.DateField(blank=True, null=True, verbose_name="as of"),
        ),
        AddField(
            model_name="eventahead",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        AddField(
            model_name="eventahead",
            name="source",
            field=models.CharField(blank=True, max_length=200, verbose_name="source"),
        ),
        AddField(
            model_name="eventaheadevent",
            name="as_of",
            field=models.DateField(blank=True, null=True, verbose_name="as of"),
        ),
        AddField(
            model_name="eventaheadevent",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        AddField(
            model_name="eventaheadevent",
            name="source",
            field=models.CharField(blank=True, max_length=200, verbose_name="source"),
        ),
        AddField(
            model_name="financialyear",
            name="as_of",
            field=models.DateField(blank=True, null=True, verbose_name="as of"),
        ),
        AddField(
            model_name="financialyear",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        AddField(
            model_name="financialyearevent",
            name="as_of",
            field=models.DateField(blank=True, null=True, verbose_name="as of"),
        ),
        AddField(
            model_name="financialyearevent",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AlterField(
            model_name="fact",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AlterField(
            model_name="factevent",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        AddIndex(
            model_name="eventahead",
            index=models.Index(fields=["on"], name="events_ahead_by_day"),
        ),
        AddTrigger(
            model_name="eventahead",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_eventaheadevent" ("account_id", "as_of", "by_id", "id", "kind", "lead_days", "note", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "title", "version") VALUES (NEW."account_id", NEW."as_of", NEW."by_id", NEW."id", NEW."kind", NEW."lead_days", NEW."note", NEW."on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."title", NEW."version"); RETURN NULL;',
                    hash="2746bf15b376d48133dca7030ebb99cf6d669a9e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6dca1",
                    table="dossiers_eventahead",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="eventahead",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dossiers_eventaheadevent" ("account_id", "as_of", "by_id", "id", "kind", "lead_days", "note", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "title", "version") VALUES (NEW."account_id", NEW."as_of", NEW."by_id", NEW."id", NEW."kind", NEW."lead_days", NEW."note", NEW."on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."title", NEW."version"); RETURN NULL;',
                    hash="8c2db8b3b4515d7a2e46cd47142c6403c8a660d5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_70a7c",
                    table="dossiers_eventahead",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="eventahead",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_eventaheadevent" ("account_id", "as_of", "by_id", "id", "kind", "lead_days", "note", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "title", "version") VALUES (OLD."account_id", OLD."as_of", OLD."by_id", OLD."id", OLD."kind", OLD."lead_days", OLD."note", OLD."on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source", OLD."title", OLD."version"); RETURN NULL;',
                    hash="afc83fe4bac44bbd2aaa783f2a32080e8ca74056",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_26a50",
                    table="dossiers_eventahead",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="financialyear",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_financialyearevent" ("account_id", "as_of", "by_id", "currency", "headcount", "id", "is_estimate", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "profit", "source", "turnover", "version", "year") VALUES (NEW."account_id", NEW."as_of", NEW."by_id", NEW."currency", NEW."headcount", NEW."id", NEW."is_estimate", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."profit", NEW."source", NEW."turnover", NEW."version", NEW."year"); RETURN NULL;',
                    hash="e6e91d41411b348c044680671d52a0ee20874cf1",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_453b2",
                    table="dossiers_financialyear",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="financialyear",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dossiers_financialyearevent" ("account_id", "as_of", "by_id", "currency", "headcount", "id", "is_estimate", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "profit", "source", "turnover", "version", "year") VALUES (NEW."account_id", NEW."as_of", NEW."by_id", NEW."currency", NEW."headcount", NEW."id", NEW."is_estimate", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."profit", NEW."source", NEW."turnover", NEW."version", NEW."year"); RETURN NULL;',
                    hash="18c085214e6e3bd9b95b8358b9a69edae6ab4ffc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0abf9",
                    table="dossiers_financialyear",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="financialyear",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_financialyearevent" ("account_id", "as_of", "by_id", "currency", "headcount", "id", "is_estimate", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "profit", "source", "turnover", "version", "year") VALUES (OLD."account_id", OLD."as_of", OLD."by_id", OLD."currency", OLD."headcount", OLD."id", OLD."is_estimate", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."profit", OLD."source", OLD."turnover", OLD."version", OLD."year"); RETURN NULL;',
                    hash="80c0fa7a245f442bf491a79eee397531ebe05b11",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3840a",
                    table="dossiers_financialyear",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="tablerow",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_tablerowevent" ("account_id", "as_of", "by_id", "id", "named_account_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "table", "values", "version") VALUES (NEW."account_id", NEW."as_of", NEW."by_id", NEW."id", NEW."named_account_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."table", NEW."values", NEW."version"); RETURN NULL;',
                    hash="afd3ccef327ef30001d0ccb79b80f2e0f99372ce",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_63d67",
                    table="dossiers_tablerow",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="tablerow",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."as_of" IS DISTINCT FROM (NEW."as_of") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."named_account_id" IS DISTINCT FROM (NEW."named_account_id") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."table" IS DISTINCT FROM (NEW."table") OR OLD."values" IS DISTINCT FROM (NEW."values") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "dossiers_tablerowevent" ("account_id", "as_of", "by_id", "id", "named_account_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "table", "values", "version") VALUES (NEW."account_id", NEW."as_of", NEW."by_id", NEW."id", NEW."named_account_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."table", NEW."values", NEW."version"); RETURN NULL;',
                    hash="282e77908ce01361e79b3d14844ead20914e77d9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_67e14",
                    table="dossiers_tablerow",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="tablerow",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_tablerowevent" ("account_id", "as_of", "by_id", "id", "named_account_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "table", "values", "version") VALUES (OLD."account_id", OLD."as_of", OLD."by_id", OLD."id", OLD."named_account_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source", OLD."table", OLD."values", OLD."version"); RETURN NULL;',
                    hash="17ce0c8d7f35f32add3f031a0b75b2892f2f150d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_70efc",
                    table="dossiers_tablerow",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="tablerowevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="96e213875cbb16c21851541c05e0246757c4a4c2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b6871",
                    table="dossiers_tablerowevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
