"""A contact whose person asked to be erased says on which day that was done, and why."""

import pgtrigger.compiler
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddField, AddTrigger, RemoveTrigger


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_contacts_are_verified"),
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
            name="erased_because",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=200, verbose_name="erased because"
            ),
        ),
        AddField(
            model_name="contact",
            name="erased_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="erased on"),
        ),
        AddField(
            model_name="contactevent",
            name="erased_because",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=200, verbose_name="erased because"
            ),
        ),
        AddField(
            model_name="contactevent",
            name="erased_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="erased on"),
        ),
        AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_contactevent" ("account_id", "emails", "erased_because", "erased_on", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phones", "title", "verified_on", "version") VALUES (NEW."account_id", NEW."emails", NEW."erased_because", NEW."erased_on", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phones", NEW."title", NEW."verified_on", NEW."version"); RETURN NULL;',
                    hash="11f374b5bd52814ea49796d71c2d93a1a52c2aaf",
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
                    condition='WHEN (OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."emails" IS DISTINCT FROM (NEW."emails") OR OLD."erased_because" IS DISTINCT FROM (NEW."erased_because") OR OLD."erased_on" IS DISTINCT FROM (NEW."erased_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."phones" IS DISTINCT FROM (NEW."phones") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."verified_on" IS DISTINCT FROM (NEW."verified_on") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "accounts_contactevent" ("account_id", "emails", "erased_because", "erased_on", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phones", "title", "verified_on", "version") VALUES (NEW."account_id", NEW."emails", NEW."erased_because", NEW."erased_on", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phones", NEW."title", NEW."verified_on", NEW."version"); RETURN NULL;',
                    hash="ecb2117bec306a4712b394e357e2e093d1b925e3",
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
                    func='INSERT INTO "accounts_contactevent" ("account_id", "emails", "erased_because", "erased_on", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phones", "title", "verified_on", "version") VALUES (OLD."account_id", OLD."emails", OLD."erased_because", OLD."erased_on", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phones", OLD."title", OLD."verified_on", OLD."version"); RETURN NULL;',
                    hash="3aabd1a3765abdb5a7ea5301df922fd9981730fa",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_115a7",
                    table="accounts_contact",
                    when="AFTER",
                ),
            ),
        ),
    ]
