"""Ladders of competitors, questions to the client by a one-time link, and the client's own answers."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddTrigger, CreateModel


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_closed_rounds_stay_closed"),
        ("dossiers", "0011_moods_and_invitations"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModel(
            name="CompetitorLadder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "needs_us",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Does the client need them as they need the client?",
                    ),
                ),
                (
                    "deals_with_competitors",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Does the client deal with their competitors, us among them?",
                    ),
                ),
                (
                    "discusses_problems",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Does the client like to discuss business problems with them?",
                    ),
                ),
                (
                    "prefers_competitors",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Does the client now and then prefer others to them?",
                    ),
                ),
                (
                    "drives_mad",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Does the client drive them mad?",
                    ),
                ),
                (
                    "postpones_visits",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Does the client postpone their visits?",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="as of")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="competitor_ladders",
                        to="accounts.account",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "competitor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ladder",
                        to="accounts.competitor",
                        verbose_name="competitor",
                    ),
                ),
            ],
            options={
                "verbose_name": "ladder of a competitor",
                "verbose_name_plural": "ladders of competitors",
                "ordering": ["competitor"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("needs_us__in", ("", "yes", "no", "unknown")),
                            ("deals_with_competitors__in", ("", "yes", "no", "unknown")),
                            ("discusses_problems__in", ("", "yes", "no", "unknown")),
                            ("prefers_competitors__in", ("", "yes", "no", "unknown")),
                            ("drives_mad__in", ("", "yes", "no", "unknown")),
                            ("postpones_visits__in", ("", "yes", "no", "unknown")),
                        ),
                        name="competitor_ladder_answers_are_known",
                    )
                ],
            },
        ),
        CreateModel(
            name="LadderInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("ru", "Русский")],
                        max_length=2,
                        verbose_name="language of the questions",
                    ),
                ),
                ("our_company", models.CharField(blank=True, max_length=160, verbose_name="our company")),
                ("created_at", models.DateTimeField(verbose_name="asked")),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ladder_invitations",
                        to="accounts.account",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="ladder_invitations",
                        to="accounts.contact",
                        verbose_name="for whom",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="withdrawn by",
                    ),
                ),
            ],
            options={
                "verbose_name": "question to the client",
                "verbose_name_plural": "questions to the client",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"
                        ),
                        name="an_invitation_ends_one_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="an_invitation_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="an_invitation_keeps_a_digest"
                    ),
                ],
            },
        ),
        CreateModel(
            name="ClientLadder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "needs_us",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Do you need us as much as we need you?",
                    ),
                ),
                (
                    "deals_with_competitors",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Do you also buy from our competitors?",
                    ),
                ),
                (
                    "discusses_problems",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Do you like to discuss questions of your business with us?",
                    ),
                ),
                (
                    "prefers_competitors",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Do you now and then prefer our competitors to us?",
                    ),
                ),
                (
                    "drives_mad",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Is working together often strained?",
                    ),
                ),
                (
                    "postpones_visits",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Do you often put off meetings that were agreed with us?",
                    ),
                ),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
                ("answered_at", models.DateTimeField(verbose_name="answered")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="client_ladders",
                        to="accounts.account",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="client_ladders",
                        to="accounts.contact",
                        verbose_name="answered by",
                    ),
                ),
                (
                    "invitation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer",
                        to="dossiers.ladderinvitation",
                    ),
                ),
            ],
            options={
                "verbose_name": "client's own answer",
                "verbose_name_plural": "client's own answers",
                "ordering": ["-answered_at", "-pk"],
                "indexes": [
                    models.Index(fields=["account", "-answered_at"], name="client_ladders_by_date"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            models.Func("remark", function="kam_fold"), "gin_trgm_ops"
                        ),
                        name="remarks_search",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.Func(
                            "remark",
                            function="kam_words",
                            output_field=django.contrib.postgres.search.SearchVectorField(),
                        ),
                        name="remarks_by_stems",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("needs_us__in", ("yes", "no", "unknown")),
                            ("deals_with_competitors__in", ("yes", "no", "unknown")),
                            ("discusses_problems__in", ("yes", "no", "unknown")),
                            ("prefers_competitors__in", ("yes", "no", "unknown")),
                            ("drives_mad__in", ("yes", "no", "unknown")),
                            ("postpones_visits__in", ("yes", "no", "unknown")),
                        ),
                        name="client_ladder_answers_are_known",
                    )
                ],
            },
        ),
        CreateModel(
            name="CompetitorLadderEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "needs_us",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Does the client need them as they need the client?",
                    ),
                ),
                (
                    "deals_with_competitors",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Does the client deal with their competitors, us among them?",
                    ),
                ),
                (
                    "discusses_problems",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Does the client like to discuss business problems with them?",
                    ),
                ),
                (
                    "prefers_competitors",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Does the client now and then prefer others to them?",
                    ),
                ),
                (
                    "drives_mad",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Does the client drive them mad?",
                    ),
                ),
                (
                    "postpones_visits",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Does the client postpone their visits?",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="as of")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                    "by",
                    models.ForeignKey(
                        blank=True,
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
                    "competitor",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.competitor",
                        verbose_name="competitor",
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
                        to="dossiers.competitorladder",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["account", "-pgh_id"], name="competitorladder_history")],
            },
        ),
        CreateModel(
            name="LadderInvitationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("ru", "Русский")],
                        max_length=2,
                        verbose_name="language of the questions",
                    ),
                ),
                ("our_company", models.CharField(blank=True, max_length=160, verbose_name="our company")),
                ("created_at", models.DateTimeField(verbose_name="asked")),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
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
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.contact",
                        verbose_name="for whom",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
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
                        to="dossiers.ladderinvitation",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="withdrawn by",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["account", "-pgh_id"], name="ladderinvitation_history")],
            },
        ),
        CreateModel(
            name="ClientLadderEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "needs_us",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Do you need us as much as we need you?",
                    ),
                ),
                (
                    "deals_with_competitors",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Do you also buy from our competitors?",
                    ),
                ),
                (
                    "discusses_problems",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Do you like to discuss questions of your business with us?",
                    ),
                ),
                (
                    "prefers_competitors",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Do you now and then prefer our competitors to us?",
                    ),
                ),
                (
                    "drives_mad",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Is working together often strained?",
                    ),
                ),
                (
                    "postpones_visits",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Don't know")],
                        max_length=8,
                        verbose_name="Do you often put off meetings that were agreed with us?",
                    ),
                ),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
                ("answered_at", models.DateTimeField(verbose_name="answered")),
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
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.contact",
                        verbose_name="answered by",
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
                        to="dossiers.clientladder",
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dossiers.ladderinvitation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["account", "-pgh_id"], name="clientladder_history")],
            },
        ),
        AddTrigger(
            model_name="competitorladder",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_competitorladderevent" ("account_id", "as_of", "by_id", "competitor_id", "deals_with_competitors", "discusses_problems", "drives_mad", "id", "needs_us", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postpones_visits", "prefers_competitors", "source", "version") VALUES (NEW."account_id", NEW."as_of", NEW."by_id", NEW."competitor_id", NEW."deals_with_competitors", NEW."discusses_problems", NEW."drives_mad", NEW."id", NEW."needs_us", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."postpones_visits", NEW."prefers_competitors", NEW."source", NEW."version"); RETURN NULL;',
                    hash="ebe30a1631e293aeadc8f39c5df25d2f053b4fe9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_dba47",
                    table="dossiers_competitorladder",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="competitorladder",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dossiers_competitorladderevent" ("account_id", "as_of", "by_id", "competitor_id", "deals_with_competitors", "discusses_problems", "drives_mad", "id", "needs_us", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postpones_visits", "prefers_competitors", "source", "version") VALUES (NEW."account_id", NEW."as_of", NEW."by_id", NEW."competitor_id", NEW."deals_with_competitors", NEW."discusses_problems", NEW."drives_mad", NEW."id", NEW."needs_us", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."postpones_visits", NEW."prefers_competitors", NEW."source", NEW."version"); RETURN NULL;',
                    hash="c32278669cd210f5addbe2ce2cd1bdb12814dd0b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_01164",
                    table="dossiers_competitorladder",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="competitorladder",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_competitorladderevent" ("account_id", "as_of", "by_id", "competitor_id", "deals_with_competitors", "discusses_problems", "drives_mad", "id", "needs_us", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postpones_visits", "prefers_competitors", "source", "version") VALUES (OLD."account_id", OLD."as_of", OLD."by_id", OLD."competitor_id", OLD."deals_with_competitors", OLD."discusses_problems", OLD."drives_mad", OLD."id", OLD."needs_us", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."postpones_visits", OLD."prefers_competitors", OLD."source", OLD."version"); RETURN NULL;',
                    hash="290ca5fd075351dda8c5e7f3554ecec67b0927be",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_094c4",
                    table="dossiers_competitorladder",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="competitorladderevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="00b5ee0651b301c87216bbf584bb6979d3d317a6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_4ec3a",
                    table="dossiers_competitorladderevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="ladderinvitation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_ladderinvitationevent" ("account_id", "answered_at", "contact_id", "created_at", "expires_at", "id", "language", "made_by_id", "our_company", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."account_id", NEW."answered_at", NEW."contact_id", NEW."created_at", NEW."expires_at", NEW."id", NEW."language", NEW."made_by_id", NEW."our_company", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;',
                    hash="8bea75254632b725d584f6fef14bf88fc0bb8bdf",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5af9c",
                    table="dossiers_ladderinvitation",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="ladderinvitation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."contact_id" IS DISTINCT FROM (NEW."contact_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."our_company" IS DISTINCT FROM (NEW."our_company") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at") OR OLD."withdrawn_by_id" IS DISTINCT FROM (NEW."withdrawn_by_id"))',
                    func='INSERT INTO "dossiers_ladderinvitationevent" ("account_id", "answered_at", "contact_id", "created_at", "expires_at", "id", "language", "made_by_id", "our_company", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."account_id", NEW."answered_at", NEW."contact_id", NEW."created_at", NEW."expires_at", NEW."id", NEW."language", NEW."made_by_id", NEW."our_company", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;',
                    hash="09cc3aaf63891b48c7aa668ce7068ec50e375c3a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3273f",
                    table="dossiers_ladderinvitation",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="ladderinvitation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_ladderinvitationevent" ("account_id", "answered_at", "contact_id", "created_at", "expires_at", "id", "language", "made_by_id", "our_company", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "withdrawn_at", "withdrawn_by_id") VALUES (OLD."account_id", OLD."answered_at", OLD."contact_id", OLD."created_at", OLD."expires_at", OLD."id", OLD."language", OLD."made_by_id", OLD."our_company", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."withdrawn_at", OLD."withdrawn_by_id"); RETURN NULL;',
                    hash="319e7ad93086727e8360bbc0f287c1615d6dd6db",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_90a7a",
                    table="dossiers_ladderinvitation",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="clientladderevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="79ffd0a2af52abe55895e4ff85f1e7b6389e3f31",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_4f0df",
                    table="dossiers_clientladderevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="clientladder",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_clientladderevent" ("account_id", "answered_at", "contact_id", "deals_with_competitors", "discusses_problems", "drives_mad", "id", "invitation_id", "needs_us", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postpones_visits", "prefers_competitors", "remark") VALUES (NEW."account_id", NEW."answered_at", NEW."contact_id", NEW."deals_with_competitors", NEW."discusses_problems", NEW."drives_mad", NEW."id", NEW."invitation_id", NEW."needs_us", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."postpones_visits", NEW."prefers_competitors", NEW."remark"); RETURN NULL;',
                    hash="68f16218728b488b507ee3e9c6622ee018b1dcba",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f3bbd",
                    table="dossiers_clientladder",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="clientladder",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dossiers_clientladderevent" ("account_id", "answered_at", "contact_id", "deals_with_competitors", "discusses_problems", "drives_mad", "id", "invitation_id", "needs_us", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postpones_visits", "prefers_competitors", "remark") VALUES (NEW."account_id", NEW."answered_at", NEW."contact_id", NEW."deals_with_competitors", NEW."discusses_problems", NEW."drives_mad", NEW."id", NEW."invitation_id", NEW."needs_us", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."postpones_visits", NEW."prefers_competitors", NEW."remark"); RETURN NULL;',
                    hash="5919dcca627f62137cef99dd72ca6aab949f0c35",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3466a",
                    table="dossiers_clientladder",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="clientladder",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dossiers_clientladderevent" ("account_id", "answered_at", "contact_id", "deals_with_competitors", "discusses_problems", "drives_mad", "id", "invitation_id", "needs_us", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postpones_visits", "prefers_competitors", "remark") VALUES (OLD."account_id", OLD."answered_at", OLD."contact_id", OLD."deals_with_competitors", OLD."discusses_problems", OLD."drives_mad", OLD."id", OLD."invitation_id", OLD."needs_us", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."postpones_visits", OLD."prefers_competitors", OLD."remark"); RETURN NULL;',
                    hash="564f5700a85cb84e98de4755d47ee96b2e95b1cd",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4c49e",
                    table="dossiers_clientladder",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="ladderinvitationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ccde10ce635cde4861455b343b2198b341650f69",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_13610",
                    table="dossiers_ladderinvitationevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
