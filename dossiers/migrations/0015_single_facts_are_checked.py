import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddTrigger, CreateModel


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0014_prose_becomes_rows"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModel(
            name="FactCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("topic", models.CharField(max_length=24)),
                ("key", models.CharField(max_length=64)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("true", "Still true"), ("unknown", "Unknown")], max_length=8, verbose_name="verdict"
                    ),
                ),
                ("checked_at", models.DateTimeField()),
                ("seen", models.CharField(editable=False, max_length=64)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="dossiers.review"
                    ),
                ),
            ],
            options={
                "verbose_name": "check of a fact",
                "verbose_name_plural": "checks of facts",
                "constraints": [
                    models.UniqueConstraint(fields=("review", "topic", "key"), name="one_check_a_fact_a_review")
                ],
            },
        ),
        CreateModel(
            name="FactCheckEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("topic", models.CharField(max_length=24)),
                ("key", models.CharField(max_length=64)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("true", "Still true"), ("unknown", "Unknown")], max_length=8, verbose_name="verdict"
                    ),
                ),
                ("checked_at", models.DateTimeField()),
                (
                    "checked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
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
                        to="dossiers.factcheck",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dossiers.review",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["review", "-pgh_id"], name="factcheck_history")],
            },
        ),
        AddTrigger(
            model_name="factcheck",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen_with_its_review",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE closed boolean;",
                    func="\n        SELECT bool_or(r.state <> 'in_progress') INTO closed\n        FROM (SELECT state FROM dossiers_review WHERE id IN (OLD.review_id, NEW.review_id) FOR SHARE) r;\n        IF closed THEN\n            RAISE EXCEPTION 'the answers of a signed review are frozen' USING ERRCODE = 'check_violation',\n                CONSTRAINT = 'frozen_with_its_review';\n        END IF;\n        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n        RETURN NEW;\n    ",
                    hash="4a0ad86f1707da33cd6ae5d51ce98e3d57148376",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_frozen_with_its_review_6060a",
                    table="dossiers_factcheck",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="factcheck",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_factcheckevent" ("checked_at", "checked_by_id", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "topic", "verdict") VALUES (NEW."checked_at", NEW."checked_by_id", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."review_id", NEW."topic", NEW."verdict"); RETURN NULL;',
                    hash="9c275601495fa1b8ad4d5ce41d931abc716e3072",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9cf6c",
                    table="dossiers_factcheck",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="factcheck",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."checked_at" IS DISTINCT FROM (NEW."checked_at") OR OLD."checked_by_id" IS DISTINCT FROM (NEW."checked_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."review_id" IS DISTINCT FROM (NEW."review_id") OR OLD."topic" IS DISTINCT FROM (NEW."topic") OR OLD."verdict" IS DISTINCT FROM (NEW."verdict"))',
                    func='INSERT INTO "dossiers_factcheckevent" ("checked_at", "checked_by_id", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "topic", "verdict") VALUES (NEW."checked_at", NEW."checked_by_id", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."review_id", NEW."topic", NEW."verdict"); RETURN NULL;',
                    hash="81b4f8564f70a4421536c231e470e8318fd06ac0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0d22d",
                    table="dossiers_factcheck",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="factcheck",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_factcheckevent" ("checked_at", "checked_by_id", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "topic", "verdict") VALUES (OLD."checked_at", OLD."checked_by_id", OLD."id", OLD."key", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."review_id", OLD."topic", OLD."verdict"); RETURN NULL;',
                    hash="8d4f0ad828ed7936183917ac6b423687ad5dee1f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_20c97",
                    table="dossiers_factcheck",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="factcheckevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="fb23adc7e76bdb83215dfb9a1968bb874a588d46",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0ceb2",
                    table="dossiers_factcheckevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
