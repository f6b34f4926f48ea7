"""The old columns of the one next step go; an entry may say how it went and which invitation it was made from.

First the next steps that were written since the migration before are moved too, under a lock: nothing that a portal
still running has saved is lost. The upgrade wants the portal stopped for that minute nevertheless, since the code before
cannot write an entry without these columns (docs/operators.md). The indexes of the search are built under the lock, too.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import pgtrigger.compiler
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddConstraint, AddField, AddIndex, AddTrigger, RemoveTrigger

# As strong a lock as the statements after this one take: a weaker one, made stronger later, could end in a deadlock.
LOCK = "LOCK TABLE dossiers_diaryentry IN ACCESS EXCLUSIVE MODE;"
# A step has the number of its entry, see the migration before; its history is written by its own triggers now.
MOVE_AGAIN = """
INSERT INTO dossiers_nextstep AS s (id, account_id, entry_id, text, "on", owner_id, done_on, version)
SELECT id, account_id, id, next_step, next_step_on, next_step_owner_id, next_step_done_on, 1
FROM dossiers_diaryentry WHERE next_step <> '' ORDER BY id
ON CONFLICT (id) DO UPDATE SET text = excluded.text, "on" = excluded."on", owner_id = excluded.owner_id,
    done_on = excluded.done_on, version = s.version + 1
WHERE (s.text, s."on", s.owner_id, s.done_on)
    IS DISTINCT FROM (excluded.text, excluded."on", excluded.owner_id, excluded.done_on);

DELETE FROM dossiers_nextstep s USING dossiers_diaryentry e WHERE e.id = s.id AND s.entry_id = e.id AND e.next_step = '';

SELECT setval(pg_get_serial_sequence('dossiers_nextstep', 'id'), 1 + GREATEST(
    (SELECT max(id) FROM dossiers_diaryentry), (SELECT max(pgh_obj_id) FROM dossiers_diaryentryevent),
    (SELECT max(id) FROM dossiers_nextstep), (SELECT max(pgh_obj_id) FROM dossiers_nextstepevent), 0), false);
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0010_next_steps_are_rows")]

    operations = [
        migrations.RunSQL([LOCK, MOVE_AGAIN], migrations.RunSQL.noop),
        RemoveTrigger(
            model_name="diaryentry",
            name="insert_insert",
        ),
        RemoveTrigger(
            model_name="diaryentry",
            name="update_update",
        ),
        RemoveTrigger(
            model_name="diaryentry",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="diaryentry",
            name="next_step_has_a_date_and_an_owner",
        ),
        migrations.RemoveIndex(
            model_name="diaryentry",
            name="open_next_steps",
        ),
        migrations.RemoveIndex(
            model_name="diaryentry",
            name="diary_by_stems",
        ),
        migrations.RemoveIndex(
            model_name="diaryentry",
            name="diary_search",
        ),
        migrations.RemoveField(
            model_name="diaryentry",
            name="next_step",
        ),
        migrations.RemoveField(
            model_name="diaryentry",
            name="next_step_done_on",
        ),
        migrations.RemoveField(
            model_name="diaryentry",
            name="next_step_on",
        ),
        migrations.RemoveField(
            model_name="diaryentry",
            name="next_step_owner",
        ),
        migrations.RemoveField(
            model_name="diaryentryevent",
            name="next_step",
        ),
        migrations.RemoveField(
            model_name="diaryentryevent",
            name="next_step_done_on",
        ),
        migrations.RemoveField(
            model_name="diaryentryevent",
            name="next_step_on",
        ),
        migrations.RemoveField(
            model_name="diaryentryevent",
            name="next_step_owner",
        ),
        AddField(
            model_name="diaryentry",
            name="ics_uid",
            field=models.CharField(blank=True, default="", editable=False, max_length=255),
        ),
        AddField(
            model_name="diaryentry",
            name="mood",
            field=models.CharField(
                blank=True,
                choices=[("good", "Good"), ("neutral", "Neutral"), ("bad", "Bad")],
                default="",
                max_length=8,
                verbose_name="mood",
            ),
        ),
        AddField(
            model_name="diaryentryevent",
            name="ics_uid",
            field=models.CharField(blank=True, default="", editable=False, max_length=255),
        ),
        AddField(
            model_name="diaryentryevent",
            name="mood",
            field=models.CharField(
                blank=True,
                choices=[("good", "Good"), ("neutral", "Neutral"), ("bad", "Bad")],
                default="",
                max_length=8,
                verbose_name="mood",
            ),
        ),
        AddIndex(
            model_name="diaryentry",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    "summary",
                    "promises",
                    models.Value(""),
                    function="kam_words",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                name="diary_by_stems",
            ),
        ),
        AddIndex(
            model_name="diaryentry",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    models.Func("summary", "promises", models.Value(""), function="kam_search_text"), "gin_trgm_ops"
                ),
                name="diary_search",
            ),
        ),
        AddTrigger(
            model_name="diaryentry",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_diaryentryevent" ("account_id", "by_id", "created_at", "ics_uid", "id", "kind", "mood", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promises", "summary", "version") VALUES (NEW."account_id", NEW."by_id", NEW."created_at", NEW."ics_uid", NEW."id", NEW."kind", NEW."mood", NEW."on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."promises", NEW."summary", NEW."version"); RETURN NULL;',
                    hash="72e36354c254cfb8dd1194e5b30adb381ee32fa6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_17249",
                    table="dossiers_diaryentry",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="diaryentry",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dossiers_diaryentryevent" ("account_id", "by_id", "created_at", "ics_uid", "id", "kind", "mood", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promises", "summary", "version") VALUES (NEW."account_id", NEW."by_id", NEW."created_at", NEW."ics_uid", NEW."id", NEW."kind", NEW."mood", NEW."on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."promises", NEW."summary", NEW."version"); RETURN NULL;',
                    hash="3fb5ceb7d987be0dc817f78f6d7445c46cfca37a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fe67c",
                    table="dossiers_diaryentry",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="diaryentry",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_diaryentryevent" ("account_id", "by_id", "created_at", "ics_uid", "id", "kind", "mood", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promises", "summary", "version") VALUES (OLD."account_id", OLD."by_id", OLD."created_at", OLD."ics_uid", OLD."id", OLD."kind", OLD."mood", OLD."on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."promises", OLD."summary", OLD."version"); RETURN NULL;',
                    hash="1ebe4b4f982b4ac455d2562d311c156263bc975b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d992b",
                    table="dossiers_diaryentry",
                    when="AFTER",
                ),
            ),
        ),
        AddConstraint(
            model_name="diaryentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("mood__in", ["", "good", "neutral", "bad"])), name="diary_mood_is_known"
            ),
        ),
        AddConstraint(
            model_name="diaryentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ics_uid", ""), _negated=True),
                fields=("account", "ics_uid"),
                name="one_entry_an_invitation_an_account",
            ),
        ),
    ]
