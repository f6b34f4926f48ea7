"""What was decided of every item that went into the next period."""

import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddConstraint, AddIndex, AddTrigger, CreateModel


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_ranges_of_authority"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("planning", "0002_a_first_checklist"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModel(
            name="CarryDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("goal", "Goal"),
                            ("strategy", "Strategy"),
                            ("opportunity", "Opportunity"),
                            ("action", "Action"),
                            ("communication", "Communication"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("item", models.PositiveBigIntegerField(verbose_name="number of the item")),
                (
                    "choice",
                    models.CharField(
                        choices=[("keep", "Keep"), ("change", "Carry, then change"), ("drop", "Drop")],
                        max_length=8,
                        verbose_name="decision",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="carry_decisions",
                        to="accounts.account",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="carried_away", to="planning.plan"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="carried_items", to="planning.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "decision on what is carried",
                "verbose_name_plural": "decisions on what is carried",
                "ordering": ["pk"],
            },
        ),
        CreateModel(
            name="CarryDecisionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("goal", "Goal"),
                            ("strategy", "Strategy"),
                            ("opportunity", "Opportunity"),
                            ("action", "Action"),
                            ("communication", "Communication"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("item", models.PositiveBigIntegerField(verbose_name="number of the item")),
                (
                    "choice",
                    models.CharField(
                        choices=[("keep", "Keep"), ("change", "Carry, then change"), ("drop", "Drop")],
                        max_length=8,
                        verbose_name="decision",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
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
                    "before",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.plan",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
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
                        to="planning.carrydecision",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.plan",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        AddConstraint(
            model_name="carrydecision",
            constraint=models.UniqueConstraint(fields=("plan", "kind", "item"), name="one_decision_an_item_carried"),
        ),
        AddConstraint(
            model_name="carrydecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("choice__in", ["keep", "change", "drop"])), name="carrying_is_decided"
            ),
        ),
        AddTrigger(
            model_name="carrydecision",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_carrydecisionevent" ("account_id", "before_id", "by_id", "choice", "id", "item", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "reason") VALUES (NEW."account_id", NEW."before_id", NEW."by_id", NEW."choice", NEW."id", NEW."item", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."reason"); RETURN NULL;',
                    hash="37072880939de42393d5d1fda4c6b38c3dbf6845",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_38f32",
                    table="planning_carrydecision",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="carrydecision",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_carrydecisionevent" ("account_id", "before_id", "by_id", "choice", "id", "item", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "reason") VALUES (NEW."account_id", NEW."before_id", NEW."by_id", NEW."choice", NEW."id", NEW."item", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."reason"); RETURN NULL;',
                    hash="4141baf2f4c56cf2912de6af00d2f50c1a7ff8f4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5f138",
                    table="planning_carrydecision",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="carrydecision",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_carrydecisionevent" ("account_id", "before_id", "by_id", "choice", "id", "item", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "reason") VALUES (OLD."account_id", OLD."before_id", OLD."by_id", OLD."choice", OLD."id", OLD."item", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."reason"); RETURN NULL;',
                    hash="59d0575ef7a431434177ab43347a6f22519d7719",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_bf0a4",
                    table="planning_carrydecision",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="carrydecisionevent",
            index=models.Index(fields=["account", "-pgh_id"], name="carrydecision_history"),
        ),
        AddTrigger(
            model_name="carrydecisionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="64083b7e791e6ffe33fae1598bcc59d14afcfa7d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_41a44",
                    table="planning_carrydecisionevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
