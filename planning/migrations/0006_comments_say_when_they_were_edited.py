"""Whoever reads a comment sees that its words are not the first ones, and since when."""

import pgtrigger.compiler
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddField, AddTrigger, RemoveTrigger


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0005_resources_are_carried"),
    ]

    operations = [
        RemoveTrigger(
            model_name="comment",
            name="insert_insert",
        ),
        RemoveTrigger(
            model_name="comment",
            name="update_update",
        ),
        RemoveTrigger(
            model_name="comment",
            name="delete_delete",
        ),
        AddField(
            model_name="comment",
            name="edited_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="edited"),
        ),
        AddField(
            model_name="commentevent",
            name="edited_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="edited"),
        ),
        AddTrigger(
            model_name="comment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_commentevent" ("account_id", "action_id", "answers_id", "at", "by_id", "edited_at", "goal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "resolved_at", "resolved_by_id", "text", "version") VALUES (NEW."account_id", NEW."action_id", NEW."answers_id", NEW."at", NEW."by_id", NEW."edited_at", NEW."goal_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."resolved_at", NEW."resolved_by_id", NEW."text", NEW."version"); RETURN NULL;',
                    hash="e19508f7654deeb61b0cbc27eb01a04596f9383f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_067da",
                    table="planning_comment",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="comment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_commentevent" ("account_id", "action_id", "answers_id", "at", "by_id", "edited_at", "goal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "resolved_at", "resolved_by_id", "text", "version") VALUES (NEW."account_id", NEW."action_id", NEW."answers_id", NEW."at", NEW."by_id", NEW."edited_at", NEW."goal_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."resolved_at", NEW."resolved_by_id", NEW."text", NEW."version"); RETURN NULL;',
                    hash="13ce25acae77b8f70869f21b069a7084ba80392a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_31f89",
                    table="planning_comment",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="comment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_commentevent" ("account_id", "action_id", "answers_id", "at", "by_id", "edited_at", "goal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "resolved_at", "resolved_by_id", "text", "version") VALUES (OLD."account_id", OLD."action_id", OLD."answers_id", OLD."at", OLD."by_id", OLD."edited_at", OLD."goal_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."resolved_at", OLD."resolved_by_id", OLD."text", OLD."version"); RETURN NULL;',
                    hash="873111522738fc9e4bcd9114fca3c723521d2fd6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e605d",
                    table="planning_comment",
                    when="AFTER",
                ),
            ),
        ),
    ]
