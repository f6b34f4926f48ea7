"""A post keeps the id that the client's own chart gives it."""

import pgtrigger.compiler
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddConstraint, AddField, AddTrigger, RemoveTrigger


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_contacts_are_verified"),
        ("decision_map", "0003_posts_are_searched"),
    ]

    operations = [
        RemoveTrigger(
            model_name="post",
            name="insert_insert",
        ),
        RemoveTrigger(
            model_name="post",
            name="update_update",
        ),
        RemoveTrigger(
            model_name="post",
            name="delete_delete",
        ),
        AddField(
            model_name="post",
            name="reference",
            field=models.CharField(blank=True, max_length=64, verbose_name="id in the client’s chart"),
        ),
        AddField(
            model_name="postevent",
            name="reference",
            field=models.CharField(blank=True, max_length=64, verbose_name="id in the client’s chart"),
        ),
        AddTrigger(
            model_name="post",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "decision_map_postevent" ("account_id", "id", "map_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "reports_to_id", "site", "title", "unit", "version") VALUES (NEW."account_id", NEW."id", NEW."map_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reference", NEW."reports_to_id", NEW."site", NEW."title", NEW."unit", NEW."version"); RETURN NULL;',
                    hash="1d4c8f0c6368f465f898bd7cacbe3f0df79f76b9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0f1a7",
                    table="decision_map_post",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="post",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "decision_map_postevent" ("account_id", "id", "map_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "reports_to_id", "site", "title", "unit", "version") VALUES (NEW."account_id", NEW."id", NEW."map_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."reports_to_id", NEW."site", NEW."title", NEW."unit", NEW."version"); RETURN NULL;',
                    hash="85e6dce8f5b243bf2cba9de6569bfb59c1d89c00",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_54e90",
                    table="decision_map_post",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="post",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "decision_map_postevent" ("account_id", "id", "map_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "reports_to_id", "site", "title", "unit", "version") VALUES (OLD."account_id", OLD."id", OLD."map_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference", OLD."reports_to_id", OLD."site", OLD."title", OLD."unit", OLD."version"); RETURN NULL;',
                    hash="a60866dd654e3a790f73fe4a1bab937343988e10",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c104e",
                    table="decision_map_post",
                    when="AFTER",
                ),
            ),
        ),
        AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("map", "reference"),
                name="one_post_of_a_reference_a_map",
            ),
        ),
    ]
