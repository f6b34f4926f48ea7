import pgtrigger.compiler
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddField, AddTrigger, RemoveTrigger


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_closed_rounds_stay_closed"),
    ]

    operations = [
        RemoveTrigger(
            model_name="contact",
            name="insert_insert",
        ),
        RemoveTrigger(
            model_name="contact",
            name="update_update",
        ),
        RemoveTrigger(
            model_name="contact",
            name="delete_delete",
        ),
        AddField(
            model_name="contact",
            name="verified_on",
            field=models.DateField(blank=True, null=True, verbose_name="verified on"),
        ),
        AddField(
            model_name="contactevent",
            name="verified_on",
            field=models.DateField(blank=True, null=True, verbose_name="verified on"),
        ),
        AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_contactevent" ("account_id", "emails", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phones", "title", "verified_on", "version") VALUES (NEW."account_id", NEW."emails", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phones", NEW."title", NEW."verified_on", NEW."version"); RETURN NULL;',
                    hash="95076aa0164066056a816e62a368f2532d324688",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_89558",
                    table="accounts_contact",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."emails" IS DISTINCT FROM (NEW."emails") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."phones" IS DISTINCT FROM (NEW."phones") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."verified_on" IS DISTINCT FROM (NEW."verified_on") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "accounts_contactevent" ("account_id", "emails", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phones", "title", "verified_on", "version") VALUES (NEW."account_id", NEW."emails", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phones", NEW."title", NEW."verified_on", NEW."version"); RETURN NULL;',
                    hash="e3050834bcae76fb032b9265b5026365df01c35f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_15daf",
                    table="accounts_contact",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_contactevent" ("account_id", "emails", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phones", "title", "verified_on", "version") VALUES (OLD."account_id", OLD."emails", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phones", OLD."title", OLD."verified_on", OLD."version"); RETURN NULL;',
                    hash="33510ba37c62df460bd6b5e1bb950fab8640f12c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_115a7",
                    table="accounts_contact",
                    when="AFTER",
                ),
            ),
        ),
    ]
