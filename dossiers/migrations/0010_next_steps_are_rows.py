"""A diary entry may have several next steps: they become rows, with what was recorded of them so far.

What a portal that still runs writes between this migration and the next, the next one moves again.

Backwards an entry keeps one of them, the first that is open.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddConstraint, AddField, AddIndex, AddTrigger, CreateModel

# A step takes the number of its entry: what a review signed before knows of it is found again by that number.
MOVE = """
INSERT INTO dossiers_nextstep (id, account_id, entry_id, text, "on", owner_id, done_on, version)
SELECT id, account_id, id, next_step, next_step_on, next_step_owner_id, next_step_done_on, 1
FROM dossiers_diaryentry WHERE next_step <> '';

INSERT INTO dossiers_nextstepevent (pgh_created_at, pgh_label, pgh_context_id, pgh_obj_id, id, account_id, entry_id,
    text, "on", owner_id, done_on, version)
SELECT pgh_created_at, label, pgh_context_id, pgh_obj_id, pgh_obj_id, account_id, pgh_obj_id,
    CASE WHEN is_gone THEN was ELSE next_step END,
    CASE WHEN is_gone THEN was_on ELSE next_step_on END,
    CASE WHEN is_gone THEN was_owner ELSE next_step_owner_id END,
    CASE WHEN is_gone THEN was_done ELSE next_step_done_on END,
    count(*) FILTER (WHERE is_another) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id)
FROM (
    SELECT *, next_step = '' AS is_gone,
        next_step <> '' AND (next_step, next_step_on, next_step_owner_id) IS DISTINCT FROM (was, was_on, was_owner)
            AS is_another,
        CASE WHEN next_step = '' THEN CASE WHEN was <> '' THEN 'delete' END
            WHEN pgh_label = 'delete' THEN 'delete'
            WHEN coalesce(was, '') = '' THEN 'insert'
            WHEN (next_step, next_step_on, next_step_owner_id, next_step_done_on)
                IS DISTINCT FROM (was, was_on, was_owner, was_done) THEN 'update'
        END AS label
    FROM (
        SELECT *, lag(next_step) OVER told AS was, lag(next_step_on) OVER told AS was_on,
            lag(next_step_owner_id) OVER told AS was_owner, lag(next_step_done_on) OVER told AS was_done
        FROM dossiers_diaryentryevent WINDOW told AS (PARTITION BY pgh_obj_id ORDER BY pgh_id)
    ) events
) changes WHERE label IS NOT NULL ORDER BY pgh_id;

UPDATE dossiers_nextstep s SET version = told.version
FROM (SELECT pgh_obj_id, max(version) AS version FROM dossiers_nextstepevent GROUP BY pgh_obj_id) told
WHERE told.pgh_obj_id = s.id;

SELECT setval(pg_get_serial_sequence('dossiers_nextstep', 'id'), 1 + GREATEST(
    (SELECT max(id) FROM dossiers_diaryentry), (SELECT max(pgh_obj_id) FROM dossiers_diaryentryevent), 0), false);
SET CONSTRAINTS ALL IMMEDIATE;
"""
BACK = """
UPDATE dossiers_diaryentry e
SET next_step = s.text, next_step_on = s."on", next_step_owner_id = s.owner_id, next_step_done_on = s.done_on
FROM (SELECT DISTINCT ON (entry_id) * FROM dossiers_nextstep ORDER BY entry_id, done_on IS NOT NULL, "on", id) s
WHERE s.entry_id = e.id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_closed_rounds_stay_closed"),
        ("dossiers", "0009_attachments"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModel(
            name="NextStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300, verbose_name="next step")),
                ("on", models.DateField(verbose_name="next step by")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="next step done")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "next step",
                "verbose_name_plural": "next steps",
                "ordering": ["on", "pk"],
            },
        ),
        CreateModel(
            name="NextStepEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("text", models.CharField(max_length=300, verbose_name="next step")),
                ("on", models.DateField(verbose_name="next step by")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="next step done")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        AddField(
            model_name="nextstep",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="next_steps", to="accounts.account"
            ),
        ),
        AddField(
            model_name="nextstep",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="dossiers.diaryentry",
                verbose_name="diary entry",
            ),
        ),
        AddField(
            model_name="nextstep",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="next_steps",
                to=settings.AUTH_USER_MODEL,
                verbose_name="next step owner",
            ),
        ),
        AddField(
            model_name="nextstepevent",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.account",
            ),
        ),
        AddField(
            model_name="nextstepevent",
            name="entry",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="dossiers.diaryentry",
                verbose_name="diary entry",
            ),
        ),
        AddField(
            model_name="nextstepevent",
            name="owner",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="next step owner",
            ),
        ),
        AddField(
            model_name="nextstepevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        AddField(
            model_name="nextstepevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="dossiers.nextstep",
            ),
        ),
        migrations.RunSQL(MOVE, BACK),
        AddIndex(
            model_name="nextstep",
            index=models.Index(
                condition=models.Q(("done_on__isnull", True)), fields=["owner", "on"], name="open_steps_of_an_owner"
            ),
        ),
        AddIndex(
            model_name="nextstep",
            index=models.Index(
                condition=models.Q(("done_on__isnull", True)), fields=["account", "on"], name="open_steps_of_an_account"
            ),
        ),
        AddIndex(
            model_name="nextstep",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    "text", function="kam_words", output_field=django.contrib.postgres.search.SearchVectorField()
                ),
                name="next_steps_by_stems",
            ),
        ),
        AddIndex(
            model_name="nextstep",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.Func("text", function="kam_fold"), "gin_trgm_ops"),
                name="next_steps_search",
            ),
        ),
        AddConstraint(
            model_name="nextstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="next_step_says_something"
            ),
        ),
        AddTrigger(
            model_name="nextstep",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_nextstepevent" ("account_id", "done_on", "entry_id", "id", "on", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (NEW."account_id", NEW."done_on", NEW."entry_id", NEW."id", NEW."on", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text", NEW."version"); RETURN NULL;',
                    hash="3ce2988674ba8e42cf23a7f96eb514b613c4a036",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_af377",
                    table="dossiers_nextstep",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="nextstep",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dossiers_nextstepevent" ("account_id", "done_on", "entry_id", "id", "on", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (NEW."account_id", NEW."done_on", NEW."entry_id", NEW."id", NEW."on", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text", NEW."version"); RETURN NULL;',
                    hash="313072a896a9e97c898c4b76f86031631b7051df",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5ea16",
                    table="dossiers_nextstep",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="nextstep",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_nextstepevent" ("account_id", "done_on", "entry_id", "id", "on", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (OLD."account_id", OLD."done_on", OLD."entry_id", OLD."id", OLD."on", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."text", OLD."version"); RETURN NULL;',
                    hash="809c7794079e5cf77e41f3eff4e8505f2199a215",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a4134",
                    table="dossiers_nextstep",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="nextstepevent",
            index=models.Index(fields=["account", "-pgh_id"], name="nextstep_history"),
        ),
        AddTrigger(
            model_name="nextstepevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="20729acf3a9565aac392d9dca9c6cbaee55f8bf7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d34c5",
                    table="dossiers_nextstepevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
