"""From when alerts fire, kept once for the whole company and recorded."""

import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddTrigger, CreateModel


class Migration(migrations.Migration):
    dependencies = [
        ("decision_map", "0004_a_post_is_found_again_in_a_later_chart"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        CreateModel(
            name="AlertLimits",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("only", models.BooleanField(default=True, editable=False, unique=True)),
                ("stale_after", models.PositiveSmallIntegerField(default=90)),
                ("contact_within", models.PositiveSmallIntegerField(default=60)),
                ("threads_needed", models.PositiveSmallIntegerField(default=2)),
                ("friendly_map_from", models.PositiveSmallIntegerField(default=8)),
                ("influential_from", models.PositiveSmallIntegerField(default=2)),
                ("covered_from", models.PositiveSmallIntegerField(default=2)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "limits of alerts",
                "verbose_name_plural": "limits of alerts",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("only", True)), name="limits_are_kept_once"),
                    models.CheckConstraint(
                        condition=models.Q(("contact_within__range", (7, 365)), ("stale_after__range", (7, 365))),
                        name="limits_in_days_hold",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("friendly_map_from__range", (2, 100)), ("threads_needed__range", (2, 10))),
                        name="limits_in_people_hold",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("covered_from__range", (1, 3)), ("influential_from__range", (1, 3))),
                        name="limits_in_steps_hold",
                    ),
                ],
            },
        ),
        CreateModel(
            name="AlertLimitsEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("only", models.BooleanField(default=True, editable=False)),
                ("stale_after", models.PositiveSmallIntegerField(default=90)),
                ("contact_within", models.PositiveSmallIntegerField(default=60)),
                ("threads_needed", models.PositiveSmallIntegerField(default=2)),
                ("friendly_map_from", models.PositiveSmallIntegerField(default=8)),
                ("influential_from", models.PositiveSmallIntegerField(default=2)),
                ("covered_from", models.PositiveSmallIntegerField(default=2)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                        to="decision_map.alertlimits",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["pgh_obj", "-pgh_id"], name="alertlimits_history")],
            },
        ),
        AddTrigger(
            model_name="alertlimits",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "decision_map_alertlimitsevent" ("contact_within", "covered_from", "friendly_map_from", "id", "influential_from", "only", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stale_after", "threads_needed", "version") VALUES (NEW."contact_within", NEW."covered_from", NEW."friendly_map_from", NEW."id", NEW."influential_from", NEW."only", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."stale_after", NEW."threads_needed", NEW."version"); RETURN NULL;',
                    hash="35f5bbd576bcf6092e04c248b6f71c88ac0f0e55",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b8a9f",
                    table="decision_map_alertlimits",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="alertlimits",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "decision_map_alertlimitsevent" ("contact_within", "covered_from", "friendly_map_from", "id", "influential_from", "only", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stale_after", "threads_needed", "version") VALUES (NEW."contact_within", NEW."covered_from", NEW."friendly_map_from", NEW."id", NEW."influential_from", NEW."only", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."stale_after", NEW."threads_needed", NEW."version"); RETURN NULL;',
                    hash="dc85eb2d595620bece55c07b922a9fd9aa643511",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0b254",
                    table="decision_map_alertlimits",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="alertlimits",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "decision_map_alertlimitsevent" ("contact_within", "covered_from", "friendly_map_from", "id", "influential_from", "only", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stale_after", "threads_needed", "version") VALUES (OLD."contact_within", OLD."covered_from", OLD."friendly_map_from", OLD."id", OLD."influential_from", OLD."only", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."stale_after", OLD."threads_needed", OLD."version"); RETURN NULL;',
                    hash="24596afafc136f9285cac4223aae480ba28a7512",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cbb04",
                    table="decision_map_alertlimits",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="alertlimitsevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="62b5ef80ca0bf0e0d73eda5ab153bd6285e79b06",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_56b1a",
                    table="decision_map_alertlimitsevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
