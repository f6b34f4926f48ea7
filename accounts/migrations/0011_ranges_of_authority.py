"""What managers may agree without asking."""

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddConstraint, AddIndex, AddTrigger, CreateModel


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_who_is_one_person"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModel(
            name="Authority",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("general", models.TextField(blank=True, verbose_name="general authority")),
                (
                    "discount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="discount up to, %",
                    ),
                ),
                (
                    "contract_value",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="contract value up to"
                    ),
                ),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                (
                    "payment_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="payment up to, days"),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="granted by",
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="authorities",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="manager",
                    ),
                ),
            ],
            options={
                "verbose_name": "range of authority",
                "verbose_name_plural": "ranges of authority",
                "ordering": ["-valid_from", "-pk"],
            },
        ),
        CreateModel(
            name="AuthorityEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("general", models.TextField(blank=True, verbose_name="general authority")),
                (
                    "discount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="discount up to, %",
                    ),
                ),
                (
                    "contract_value",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="contract value up to"
                    ),
                ),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                (
                    "payment_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="payment up to, days"),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "granted_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="granted by",
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="manager",
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
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        AddConstraint(
            model_name="authority",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                ),
                name="authority_ends_after_it_begins",
            ),
        ),
        AddConstraint(
            model_name="authority",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("discount__isnull", True), ("discount__range", (0, 100)), _connector="OR"),
                    models.Q(
                        ("contract_value__isnull", True),
                        models.Q(("contract_value__gte", 0), ("currency__regex", "^[A-Z]{3}$")),
                        _connector="OR",
                    ),
                ),
                name="authority_is_within_reason",
            ),
        ),
        AddTrigger(
            model_name="authority",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_authorityevent" ("contract_value", "currency", "discount", "general", "granted_by_id", "id", "manager_id", "payment_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_until", "version") VALUES (NEW."contract_value", NEW."currency", NEW."discount", NEW."general", NEW."granted_by_id", NEW."id", NEW."manager_id", NEW."payment_days", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."valid_from", NEW."valid_until", NEW."version"); RETURN NULL;',
                    hash="d31f9f88e111ced7524413609a4d3335d026ec56",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3617c",
                    table="accounts_authority",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="authority",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "accounts_authorityevent" ("contract_value", "currency", "discount", "general", "granted_by_id", "id", "manager_id", "payment_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_until", "version") VALUES (NEW."contract_value", NEW."currency", NEW."discount", NEW."general", NEW."granted_by_id", NEW."id", NEW."manager_id", NEW."payment_days", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."valid_from", NEW."valid_until", NEW."version"); RETURN NULL;',
                    hash="b30b3e5ae1b38bd1b2e74ab41f6fafebe29e08d4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a73f5",
                    table="accounts_authority",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="authority",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_authorityevent" ("contract_value", "currency", "discount", "general", "granted_by_id", "id", "manager_id", "payment_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_until", "version") VALUES (OLD."contract_value", OLD."currency", OLD."discount", OLD."general", OLD."granted_by_id", OLD."id", OLD."manager_id", OLD."payment_days", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."valid_from", OLD."valid_until", OLD."version"); RETURN NULL;',
                    hash="be7c766a43c694b2a2596ba67e4da194fafd498d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_04aa3",
                    table="accounts_authority",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="authorityevent",
            index=models.Index(fields=["manager", "-pgh_id"], name="authority_history"),
        ),
        AddTrigger(
            model_name="authorityevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1d69e6e36eec3208d70c18e82d8e6d3d31b54410",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b1153",
                    table="accounts_authorityevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
