"""Plans, goals, strategies, opportunities, actions, communications and comments, all recorded."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddConstraint, AddField, AddIndex, AddTrigger, CreateModel


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0011_ranges_of_authority"),
        ("decision_map", "0005_limits_of_alerts"),
        ("dossiers", "0015_single_facts_are_checked"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModel(
            name="ProductEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="product or service")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place")),
                ("is_offered", models.BooleanField(default=True, verbose_name="offered")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="as of")),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="value"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("is_reached", models.BooleanField(default=False, verbose_name="reached")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "reading",
                "verbose_name_plural": "readings",
                "ordering": ["-on", "-pk"],
            },
        ),
        CreateModel(
            name="ReadingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("on", models.DateField(verbose_name="as of")),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="value"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("is_reached", models.BooleanField(default=False, verbose_name="reached")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="Resource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("people", "People"), ("time", "Time"), ("money", "Money")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what")),
                (
                    "planned",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="planned"),
                ),
                (
                    "used",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="used"),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "resource",
                "verbose_name_plural": "resources",
                "ordering": ["kind", "pk"],
            },
        ),
        CreateModel(
            name="ResourceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("people", "People"), ("time", "Time"), ("money", "Money")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what")),
                (
                    "planned",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="planned"),
                ),
                (
                    "used",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="used"),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moved", models.JSONField()),
                ("at", models.DateTimeField(verbose_name="at")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back")),
            ],
            options={
                "verbose_name": "due dates moved",
                "verbose_name_plural": "due dates moved",
                "ordering": ["-pk"],
            },
        ),
        CreateModel(
            name="ShiftEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("moved", models.JSONField()),
                ("at", models.DateTimeField(verbose_name="at")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back")),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="Space",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="as of")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unknown", "Unknown"),
                            ("internal", "They do it themselves"),
                            ("competitor", "A competitor"),
                            ("us", "We"),
                            ("dont_pursue", "We do not pursue it"),
                        ],
                        max_length=12,
                        verbose_name="who serves it",
                    ),
                ),
                ("competitor", models.CharField(blank=True, max_length=200, verbose_name="competitor")),
                ("contract_ends_on", models.DateField(blank=True, null=True, verbose_name="contract ends on")),
                (
                    "potential",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="potential a year"
                    ),
                ),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "white space",
                "verbose_name_plural": "white space",
                "ordering": ["pk"],
            },
        ),
        CreateModel(
            name="SpaceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="as of")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unknown", "Unknown"),
                            ("internal", "They do it themselves"),
                            ("competitor", "A competitor"),
                            ("us", "We"),
                            ("dont_pursue", "We do not pursue it"),
                        ],
                        max_length=12,
                        verbose_name="who serves it",
                    ),
                ),
                ("competitor", models.CharField(blank=True, max_length=200, verbose_name="competitor")),
                ("contract_ends_on", models.DateField(blank=True, null=True, verbose_name="contract ends on")),
                (
                    "potential",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="potential a year"
                    ),
                ),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="StageWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("need", "Need"),
                            ("search", "Search"),
                            ("evaluation", "Evaluation"),
                            ("selection", "Selection"),
                            ("implementation", "Implementation"),
                            ("review", "Review of results"),
                        ],
                        max_length=16,
                        verbose_name="stage",
                    ),
                ),
                ("text_en", models.CharField(max_length=200, verbose_name="in English")),
                ("text_ru", models.CharField(max_length=200, verbose_name="in Russian")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place")),
                ("is_asked", models.BooleanField(default=True, verbose_name="asked")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "work at a stage",
                "verbose_name_plural": "work at stages",
                "ordering": ["position", "pk"],
            },
        ),
        CreateModel(
            name="StageWorkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("need", "Need"),
                            ("search", "Search"),
                            ("evaluation", "Evaluation"),
                            ("selection", "Selection"),
                            ("implementation", "Implementation"),
                            ("review", "Review of results"),
                        ],
                        max_length=16,
                        verbose_name="stage",
                    ),
                ),
                ("text_en", models.CharField(max_length=200, verbose_name="in English")),
                ("text_ru", models.CharField(max_length=200, verbose_name="in Russian")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place")),
                ("is_asked", models.BooleanField(default=True, verbose_name="asked")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="Strategy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "p",
                    models.CharField(
                        choices=[
                            ("product", "Product"),
                            ("price", "Price"),
                            ("promotion", "Promotion"),
                            ("place", "Place"),
                        ],
                        max_length=12,
                        verbose_name="P",
                    ),
                ),
                ("strategy", models.TextField(blank=True, verbose_name="strategy")),
                ("no_change_because", models.TextField(blank=True, verbose_name="no change, because")),
                (
                    "discount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="discount, %",
                    ),
                ),
                (
                    "contract_value",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="contract value"
                    ),
                ),
                ("payment_days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="payment, days")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "strategy",
                "verbose_name_plural": "strategies",
                "ordering": ["pk"],
            },
        ),
        CreateModel(
            name="StrategyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "p",
                    models.CharField(
                        choices=[
                            ("product", "Product"),
                            ("price", "Price"),
                            ("promotion", "Promotion"),
                            ("place", "Place"),
                        ],
                        max_length=12,
                        verbose_name="P",
                    ),
                ),
                ("strategy", models.TextField(blank=True, verbose_name="strategy")),
                ("no_change_because", models.TextField(blank=True, verbose_name="no change, because")),
                (
                    "discount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="discount, %",
                    ),
                ),
                (
                    "contract_value",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="contract value"
                    ),
                ),
                ("payment_days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="payment, days")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="WorkDone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="done on")),
            ],
            options={
                "verbose_name": "work done",
                "verbose_name_plural": "work done",
                "ordering": ["pk"],
            },
        ),
        CreateModel(
            name="WorkDoneEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("on", models.DateField(verbose_name="done on")),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="Action",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300, verbose_name="action")),
                (
                    "p",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("product", "Product"),
                            ("price", "Price"),
                            ("promotion", "Promotion"),
                            ("place", "Place"),
                        ],
                        max_length=12,
                        verbose_name="P",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("doing", "Under way"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        default="planned",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                (
                    "cost_planned",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="cost, planned"
                    ),
                ),
                (
                    "cost_used",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="cost, used"
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="actions", to="accounts.account"
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="carried_to",
                        to="planning.action",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "waits_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="waiting",
                        to="planning.action",
                        verbose_name="waits for",
                    ),
                ),
            ],
            options={
                "verbose_name": "action",
                "verbose_name_plural": "actions",
                "ordering": [models.OrderBy(models.F("due_on"), nulls_last=True), "pk"],
            },
        ),
        CreateModel(
            name="Goal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="our goal")),
                (
                    "kind",
                    models.CharField(
                        choices=[("measured", "Measured by a number"), ("qualitative", "Told in words")],
                        default="measured",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("measure", models.CharField(blank=True, max_length=200, verbose_name="measure")),
                ("unit", models.CharField(blank=True, max_length=40, verbose_name="unit")),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="baseline"
                    ),
                ),
                (
                    "target",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="target"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="by when")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan_goals", to="accounts.account"
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="carried_to",
                        to="planning.goal",
                    ),
                ),
                (
                    "client_goal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="plan_goals",
                        to="dossiers.tablerow",
                        verbose_name="the client’s goal it serves",
                    ),
                ),
                (
                    "map",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="plan_goals",
                        to="decision_map.decisionmap",
                        verbose_name="decision map",
                    ),
                ),
            ],
            options={
                "verbose_name": "goal",
                "verbose_name_plural": "goals",
                "ordering": ["pk"],
            },
        ),
        CreateModel(
            name="Communication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message", models.TextField(verbose_name="message")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("company", "Our company"),
                            ("product", "A product"),
                            ("trends", "Trends of the sector"),
                            ("factors", "Critical market factors"),
                        ],
                        max_length=12,
                        verbose_name="about",
                    ),
                ),
                (
                    "tool",
                    models.CharField(
                        choices=[
                            ("press", "Press release"),
                            ("seminar", "Seminar"),
                            ("exhibition", "Exhibition"),
                            ("meeting", "Meeting"),
                            ("presentation", "Presentation"),
                            ("sponsorship", "Sponsorship"),
                            ("newsletter", "Newsletter"),
                        ],
                        max_length=16,
                        verbose_name="tool",
                    ),
                ),
                ("on", models.DateField(blank=True, null=True, verbose_name="date")),
                ("told_on", models.DateField(blank=True, null=True, verbose_name="told on")),
                ("result", models.TextField(blank=True, verbose_name="result")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="communications",
                        to="accounts.account",
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="carried_to",
                        to="planning.communication",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communications",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="communications",
                        to="planning.goal",
                        verbose_name="our goal",
                    ),
                ),
            ],
            options={
                "verbose_name": "communication",
                "verbose_name_plural": "communications",
                "ordering": ["on", "pk"],
            },
        ),
        CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="comment")),
                ("at", models.DateTimeField(verbose_name="written")),
                ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="resolved")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan_comments", to="accounts.account"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="planning.action",
                    ),
                ),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="planning.comment",
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
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="resolved by",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="planning.goal",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ["pk"],
            },
        ),
        AddField(
            model_name="action",
            name="goal",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="actions",
                to="planning.goal",
                verbose_name="our goal",
            ),
        ),
        CreateModel(
            name="GoalPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contact", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="accounts.contact")),
                ("goal", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="planning.goal")),
            ],
        ),
        AddField(
            model_name="goal",
            name="people",
            field=models.ManyToManyField(
                blank=True,
                related_name="plan_goals",
                through="planning.GoalPerson",
                to="accounts.contact",
                verbose_name="people",
            ),
        ),
        CreateModel(
            name="GoalPersonEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.contact",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.goal",
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
                        to="planning.goalperson",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="Listener",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "communication",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="planning.communication"),
                ),
                ("contact", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="accounts.contact")),
            ],
        ),
        AddField(
            model_name="communication",
            name="audience",
            field=models.ManyToManyField(
                blank=True,
                related_name="communications",
                through="planning.Listener",
                to="accounts.contact",
                verbose_name="audience",
            ),
        ),
        CreateModel(
            name="ListenerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "communication",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.communication",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.contact",
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
                        to="planning.listener",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="Mention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="planning.comment"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        CreateModel(
            name="MentionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "comment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.comment",
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
                        to="planning.mention",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="Opportunity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="opportunity")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("use", "More use or sales of an existing product"),
                            ("service", "Better service"),
                            ("wider", "Wider business"),
                        ],
                        max_length=8,
                        verbose_name="class",
                    ),
                ),
                (
                    "time",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="time it takes, 1 to 5",
                    ),
                ),
                (
                    "money",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="money it takes, 1 to 5",
                    ),
                ),
                (
                    "people",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="people it takes, 1 to 5",
                    ),
                ),
                (
                    "benefit",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="benefit, 1 to 5",
                    ),
                ),
                (
                    "value_1",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="value in 1 year"
                    ),
                ),
                (
                    "value_3",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="value in 3 years"
                    ),
                ),
                (
                    "value_5",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="value in 5 years"
                    ),
                ),
                (
                    "probability",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="probability, %",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("need", "Need"),
                            ("search", "Search"),
                            ("evaluation", "Evaluation"),
                            ("selection", "Selection"),
                            ("implementation", "Implementation"),
                            ("review", "Review of results"),
                        ],
                        default="need",
                        max_length=16,
                        verbose_name="the client’s decision stage",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("open", "Open"), ("won", "Won"), ("lost", "Lost"), ("dropped", "Dropped")],
                        default="open",
                        max_length=8,
                        verbose_name="outcome",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="opportunities", to="accounts.account"
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="carried_to",
                        to="planning.opportunity",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="opportunities",
                        to="planning.goal",
                        verbose_name="our goal",
                    ),
                ),
            ],
            options={
                "verbose_name": "opportunity",
                "verbose_name_plural": "opportunities",
                "ordering": ["pk"],
            },
        ),
        AddField(
            model_name="action",
            name="opportunity",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="actions",
                to="planning.opportunity",
                verbose_name="opportunity",
            ),
        ),
        CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("aim", models.TextField(blank=True, verbose_name="the plan in a few sentences")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("discussion", "In discussion"),
                            ("approved", "Approved"),
                            ("active", "Active"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("approved_version", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plans", to="accounts.account"
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="carried_to",
                        to="planning.plan",
                        verbose_name="carried from",
                    ),
                ),
            ],
            options={
                "verbose_name": "plan",
                "verbose_name_plural": "plans",
                "ordering": ["-starts_on", "-pk"],
            },
        ),
        CreateModel(
            name="OpportunityEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="opportunity")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("use", "More use or sales of an existing product"),
                            ("service", "Better service"),
                            ("wider", "Wider business"),
                        ],
                        max_length=8,
                        verbose_name="class",
                    ),
                ),
                (
                    "time",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="time it takes, 1 to 5",
                    ),
                ),
                (
                    "money",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="money it takes, 1 to 5",
                    ),
                ),
                (
                    "people",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="people it takes, 1 to 5",
                    ),
                ),
                (
                    "benefit",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="benefit, 1 to 5",
                    ),
                ),
                (
                    "value_1",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="value in 1 year"
                    ),
                ),
                (
                    "value_3",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="value in 3 years"
                    ),
                ),
                (
                    "value_5",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="value in 5 years"
                    ),
                ),
                (
                    "probability",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="probability, %",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("need", "Need"),
                            ("search", "Search"),
                            ("evaluation", "Evaluation"),
                            ("selection", "Selection"),
                            ("implementation", "Implementation"),
                            ("review", "Review of results"),
                        ],
                        default="need",
                        max_length=16,
                        verbose_name="the client’s decision stage",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("open", "Open"), ("won", "Won"), ("lost", "Lost"), ("dropped", "Dropped")],
                        default="open",
                        max_length=8,
                        verbose_name="outcome",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
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
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.opportunity",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.goal",
                        verbose_name="our goal",
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
                        to="planning.opportunity",
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
        AddField(
            model_name="opportunity",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="opportunities", to="planning.plan"
            ),
        ),
        CreateModel(
            name="GoalEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="our goal")),
                (
                    "kind",
                    models.CharField(
                        choices=[("measured", "Measured by a number"), ("qualitative", "Told in words")],
                        default="measured",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("measure", models.CharField(blank=True, max_length=200, verbose_name="measure")),
                ("unit", models.CharField(blank=True, max_length=40, verbose_name="unit")),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="baseline"
                    ),
                ),
                (
                    "target",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="target"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="by when")),
                ("note", models.TextField(blank=True, verbose_name="note")),
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
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.goal",
                    ),
                ),
                (
                    "client_goal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dossiers.tablerow",
                        verbose_name="the client’s goal it serves",
                    ),
                ),
                (
                    "map",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="decision_map.decisionmap",
                        verbose_name="decision map",
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
                        to="planning.goal",
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
        AddField(
            model_name="goal",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="goals", to="planning.plan"
            ),
        ),
        CreateModel(
            name="CommunicationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("message", models.TextField(verbose_name="message")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("company", "Our company"),
                            ("product", "A product"),
                            ("trends", "Trends of the sector"),
                            ("factors", "Critical market factors"),
                        ],
                        max_length=12,
                        verbose_name="about",
                    ),
                ),
                (
                    "tool",
                    models.CharField(
                        choices=[
                            ("press", "Press release"),
                            ("seminar", "Seminar"),
                            ("exhibition", "Exhibition"),
                            ("meeting", "Meeting"),
                            ("presentation", "Presentation"),
                            ("sponsorship", "Sponsorship"),
                            ("newsletter", "Newsletter"),
                        ],
                        max_length=16,
                        verbose_name="tool",
                    ),
                ),
                ("on", models.DateField(blank=True, null=True, verbose_name="date")),
                ("told_on", models.DateField(blank=True, null=True, verbose_name="told on")),
                ("result", models.TextField(blank=True, verbose_name="result")),
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
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.communication",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
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
                        to="planning.communication",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.goal",
                        verbose_name="our goal",
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
        AddField(
            model_name="communication",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="communications", to="planning.plan"
            ),
        ),
        CreateModel(
            name="CommentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("text", models.TextField(verbose_name="comment")),
                ("at", models.DateTimeField(verbose_name="written")),
                ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="resolved")),
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
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.action",
                    ),
                ),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.comment",
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
                        to="planning.comment",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="resolved by",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.goal",
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
        AddField(
            model_name="comment",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="planning.plan"
            ),
        ),
        CreateModel(
            name="ActionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("title", models.CharField(max_length=300, verbose_name="action")),
                (
                    "p",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("product", "Product"),
                            ("price", "Price"),
                            ("promotion", "Promotion"),
                            ("place", "Place"),
                        ],
                        max_length=12,
                        verbose_name="P",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("doing", "Under way"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        default="planned",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                (
                    "cost_planned",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="cost, planned"
                    ),
                ),
                (
                    "cost_used",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="cost, used"
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
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
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.action",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
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
                        to="planning.action",
                    ),
                ),
                (
                    "waits_for",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.action",
                        verbose_name="waits for",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.goal",
                        verbose_name="our goal",
                    ),
                ),
                (
                    "opportunity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.opportunity",
                        verbose_name="opportunity",
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
        AddField(
            model_name="action",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="actions", to="planning.plan"
            ),
        ),
        CreateModel(
            name="PlanEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("aim", models.TextField(blank=True, verbose_name="the plan in a few sentences")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("discussion", "In discussion"),
                            ("approved", "Approved"),
                            ("active", "Active"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("approved_version", models.PositiveIntegerField(default=0, editable=False)),
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
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="planning.plan",
                        verbose_name="carried from",
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
                        to="planning.plan",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateModel(
            name="PlanStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "was",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("discussion", "In discussion"),
                            ("approved", "Approved"),
                            ("active", "Active"),
                            ("closed", "Closed"),
                        ],
                        max_length=12,
                        verbose_name="was",
                    ),
                ),
                (
                    "became",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("discussion", "In discussion"),
                            ("approved", "Approved"),
                            ("active", "Active"),
                            ("closed", "Closed"),
                        ],
                        max_length=12,
                        verbose_name="became",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan_steps", to="accounts.account"
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="planning.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a plan",
                "verbose_name_plural": "steps of plans",
                "ordering": ["-pk"],
            },
        ),
        CreateModel(
            name="PlanStepEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "was",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("discussion", "In discussion"),
                            ("approved", "Approved"),
                            ("active", "Active"),
                            ("closed", "Closed"),
                        ],
                        max_length=12,
                        verbose_name="was",
                    ),
                ),
                (
                    "became",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("discussion", "In discussion"),
                            ("approved", "Approved"),
                            ("active", "Active"),
                            ("closed", "Closed"),
                        ],
                        max_length=12,
                        verbose_name="became",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
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
                        to="planning.planstep",
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
        CreateModel(
            name="PlanVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("snapshot", models.JSONField()),
                ("approved_at", models.DateTimeField(verbose_name="approved")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan_versions", to="accounts.account"
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="planning.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "approved version",
                "verbose_name_plural": "approved versions",
                "ordering": ["-number"],
            },
        ),
        CreateModel(
            name="PlanVersionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("snapshot", models.JSONField()),
                ("approved_at", models.DateTimeField(verbose_name="approved")),
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
                    "approved_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
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
                        to="planning.planversion",
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
        CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="product or service")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place")),
                ("is_offered", models.BooleanField(default=True, verbose_name="offered")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "product",
                "verbose_name_plural": "products",
                "ordering": ["position", "name"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="product_has_a_name")
                ],
            },
        ),
        AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_productevent" ("id", "is_offered", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "version") VALUES (NEW."id", NEW."is_offered", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."version"); RETURN NULL;',
                    hash="4171a9c4b778fa3493c7d3e6e04c73c0e5fe896d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5d7e1",
                    table="planning_product",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_productevent" ("id", "is_offered", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "version") VALUES (NEW."id", NEW."is_offered", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."version"); RETURN NULL;',
                    hash="e56e3a280bc2db94d0b2814a644cfce7e35a8d6f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d5b10",
                    table="planning_product",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_productevent" ("id", "is_offered", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "version") VALUES (OLD."id", OLD."is_offered", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."version"); RETURN NULL;',
                    hash="b5e96c1bd93063221b4997edd02912b8fed22d03",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c47fb",
                    table="planning_product",
                    when="AFTER",
                ),
            ),
        ),
        AddField(
            model_name="productevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        AddField(
            model_name="productevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="planning.product",
            ),
        ),
        AddField(
            model_name="reading",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="goal_readings", to="accounts.account"
            ),
        ),
        AddField(
            model_name="reading",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        AddField(
            model_name="reading",
            name="goal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="planning.goal"
            ),
        ),
        AddField(
            model_name="readingevent",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.account",
            ),
        ),
        AddField(
            model_name="readingevent",
            name="by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        AddField(
            model_name="readingevent",
            name="goal",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="planning.goal",
            ),
        ),
        AddField(
            model_name="readingevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        AddField(
            model_name="readingevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="planning.reading",
            ),
        ),
        AddField(
            model_name="resource",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="plan_resources", to="accounts.account"
            ),
        ),
        AddField(
            model_name="resource",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="resources", to="planning.plan"
            ),
        ),
        AddField(
            model_name="resourceevent",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.account",
            ),
        ),
        AddField(
            model_name="resourceevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        AddField(
            model_name="resourceevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="planning.resource",
            ),
        ),
        AddField(
            model_name="resourceevent",
            name="plan",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="planning.plan",
            ),
        ),
        AddField(
            model_name="shift",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="plan_shifts", to="accounts.account"
            ),
        ),
        AddField(
            model_name="shift",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        AddField(
            model_name="shift",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="shifts", to="planning.plan"
            ),
        ),
        AddField(
            model_name="shiftevent",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.account",
            ),
        ),
        AddField(
            model_name="shiftevent",
            name="by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        AddField(
            model_name="shiftevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        AddField(
            model_name="shiftevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="planning.shift",
            ),
        ),
        AddField(
            model_name="shiftevent",
            name="plan",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="planning.plan",
            ),
        ),
        AddField(
            model_name="space",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="spaces", to="accounts.account"
            ),
        ),
        AddField(
            model_name="space",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        AddField(
            model_name="space",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="spaces",
                to="planning.product",
                verbose_name="product",
            ),
        ),
        AddField(
            model_name="space",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="spaces",
                to="dossiers.tablerow",
                verbose_name="unit",
            ),
        ),
        AddField(
            model_name="spaceevent",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.account",
            ),
        ),
        AddField(
            model_name="spaceevent",
            name="by",
            field=models.ForeignKey(
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
        AddField(
            model_name="spaceevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        AddField(
            model_name="spaceevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="planning.space",
            ),
        ),
        AddField(
            model_name="spaceevent",
            name="product",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="planning.product",
                verbose_name="product",
            ),
        ),
        AddField(
            model_name="spaceevent",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="dossiers.tablerow",
                verbose_name="unit",
            ),
        ),
        AddConstraint(
            model_name="stagework",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("text_en", ""), _negated=True), models.Q(("text_ru", ""), _negated=True)),
                name="stage_work_is_told_in_both",
            ),
        ),
        AddConstraint(
            model_name="stagework",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage__in", ["need", "search", "evaluation", "selection", "implementation", "review"])
                ),
                name="stage_of_work_is_known",
            ),
        ),
        AddTrigger(
            model_name="stagework",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_stageworkevent" ("id", "is_asked", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "stage", "text_en", "text_ru", "version") VALUES (NEW."id", NEW."is_asked", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."stage", NEW."text_en", NEW."text_ru", NEW."version"); RETURN NULL;',
                    hash="cb7071ba4690954165b33f0d0287143a330a1659",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_713c9",
                    table="planning_stagework",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="stagework",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_stageworkevent" ("id", "is_asked", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "stage", "text_en", "text_ru", "version") VALUES (NEW."id", NEW."is_asked", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."stage", NEW."text_en", NEW."text_ru", NEW."version"); RETURN NULL;',
                    hash="3d1a751ad6c5360e165838724537d9fe61cbaf32",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ebc27",
                    table="planning_stagework",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="stagework",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_stageworkevent" ("id", "is_asked", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "stage", "text_en", "text_ru", "version") VALUES (OLD."id", OLD."is_asked", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."stage", OLD."text_en", OLD."text_ru", OLD."version"); RETURN NULL;',
                    hash="31f045960583c54f6c7d87465fa4d1e23fc5e6f7",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8d915",
                    table="planning_stagework",
                    when="AFTER",
                ),
            ),
        ),
        AddField(
            model_name="stageworkevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        AddField(
            model_name="stageworkevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="planning.stagework",
            ),
        ),
        AddField(
            model_name="strategy",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="strategies", to="accounts.account"
            ),
        ),
        AddField(
            model_name="strategy",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="strategies", to="planning.plan"
            ),
        ),
        AddField(
            model_name="strategyevent",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.account",
            ),
        ),
        AddField(
            model_name="strategyevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        AddField(
            model_name="strategyevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="planning.strategy",
            ),
        ),
        AddField(
            model_name="strategyevent",
            name="plan",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="planning.plan",
            ),
        ),
        AddField(
            model_name="workdone",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="stage_work_done", to="accounts.account"
            ),
        ),
        AddField(
            model_name="workdone",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        AddField(
            model_name="workdone",
            name="opportunity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="work_done", to="planning.opportunity"
            ),
        ),
        AddField(
            model_name="workdone",
            name="work",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="done", to="planning.stagework"
            ),
        ),
        AddField(
            model_name="workdoneevent",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.account",
            ),
        ),
        AddField(
            model_name="workdoneevent",
            name="by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        AddField(
            model_name="workdoneevent",
            name="opportunity",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="planning.opportunity",
            ),
        ),
        AddField(
            model_name="workdoneevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        AddField(
            model_name="workdoneevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="planning.workdone",
            ),
        ),
        AddField(
            model_name="workdoneevent",
            name="work",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="planning.stagework",
            ),
        ),
        AddConstraint(
            model_name="goalperson",
            constraint=models.UniqueConstraint(fields=("goal", "contact"), name="a_person_once_a_goal"),
        ),
        AddTrigger(
            model_name="goalperson",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_goalpersonevent" ("contact_id", "goal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contact_id", NEW."goal_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="b5be0b6bc00e715be1980089f6e5e01c0b95148e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ab4c8",
                    table="planning_goalperson",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="goalperson",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_goalpersonevent" ("contact_id", "goal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contact_id", NEW."goal_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="48fbba871084f32c0edcff03d7f4c13e479f8dc2",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_60a0d",
                    table="planning_goalperson",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="goalperson",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_goalpersonevent" ("contact_id", "goal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."contact_id", OLD."goal_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="d4d2471380ad93332fa1b5d2eb70a8441642d0dd",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c5e95",
                    table="planning_goalperson",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="goalpersonevent",
            index=models.Index(fields=["goal", "-pgh_id"], name="goalperson_history"),
        ),
        AddTrigger(
            model_name="goalpersonevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c3fcb892b324e4603f3bb0d16748b33172decbd6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_9acf3",
                    table="planning_goalpersonevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddConstraint(
            model_name="listener",
            constraint=models.UniqueConstraint(fields=("communication", "contact"), name="one_listens_once"),
        ),
        AddTrigger(
            model_name="listener",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_listenerevent" ("communication_id", "contact_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."communication_id", NEW."contact_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="8d6abeef8084aababecc8cc80c4ab14d39b6125a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ed444",
                    table="planning_listener",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="listener",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_listenerevent" ("communication_id", "contact_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."communication_id", NEW."contact_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="bef3186fa1446330ddcab9ea47dc104bf381f4cf",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d2b49",
                    table="planning_listener",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="listener",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_listenerevent" ("communication_id", "contact_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."communication_id", OLD."contact_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="375634b2ee082275c4f9a6c80f652fffeaef6b1c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ed828",
                    table="planning_listener",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="listenerevent",
            index=models.Index(fields=["communication", "-pgh_id"], name="listener_history"),
        ),
        AddTrigger(
            model_name="listenerevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ae37bbae3f3091ea98b1cc8afd3d875a9de25c8c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d3fe7",
                    table="planning_listenerevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(fields=("comment", "user"), name="mentioned_once_a_comment"),
        ),
        AddTrigger(
            model_name="mention",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_mentionevent" ("comment_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."comment_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;',
                    hash="866241c8e044fc1b1a96bbec47a5292b77f9a9e0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2bfbc",
                    table="planning_mention",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="mention",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_mentionevent" ("comment_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."comment_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;',
                    hash="6718cfbfcdb0bfed8506a1b6d05e9f4aed8b093c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_06049",
                    table="planning_mention",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="mention",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_mentionevent" ("comment_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."comment_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;',
                    hash="422ef5013c3ee3406b5b19a2723f2573c3159173",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_defdb",
                    table="planning_mention",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="mentionevent",
            index=models.Index(fields=["comment", "-pgh_id"], name="mention_history"),
        ),
        AddTrigger(
            model_name="mentionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="463e43947d8dfbbb0a0e2bc94475a166211244c9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_abe11",
                    table="planning_mentionevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="plan_has_a_title"
            ),
        ),
        AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="plan_ends_after_it_begins"
            ),
        ),
        AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")), name="plan_currency_is_a_code"
            ),
        ),
        AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "discussion", "approved", "active", "closed"])),
                name="plan_state_is_known",
            ),
        ),
        AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_version__gt", 0), ("state__in", ["draft", "discussion", "closed"]), _connector="OR"
                ),
                name="approved_plan_has_a_version",
            ),
        ),
        AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(fields=("account", "title"), name="one_plan_of_a_title_an_account"),
        ),
        AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "active")), fields=("account",), name="one_active_plan_an_account"
            ),
        ),
        AddTrigger(
            model_name="plan",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_planevent" ("account_id", "aim", "approved_version", "carried_from_id", "currency", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "state", "title", "version") VALUES (NEW."account_id", NEW."aim", NEW."approved_version", NEW."carried_from_id", NEW."currency", NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts_on", NEW."state", NEW."title", NEW."version"); RETURN NULL;',
                    hash="637d75c85046f49ec56187b2f345f031b0c05a63",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3798a",
                    table="planning_plan",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="plan",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_planevent" ("account_id", "aim", "approved_version", "carried_from_id", "currency", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "state", "title", "version") VALUES (NEW."account_id", NEW."aim", NEW."approved_version", NEW."carried_from_id", NEW."currency", NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts_on", NEW."state", NEW."title", NEW."version"); RETURN NULL;',
                    hash="783436eb856d4ce8374adb9aee7f5a4f3cede2a3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3fcc4",
                    table="planning_plan",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="plan",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_planevent" ("account_id", "aim", "approved_version", "carried_from_id", "currency", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "state", "title", "version") VALUES (OLD."account_id", OLD."aim", OLD."approved_version", OLD."carried_from_id", OLD."currency", OLD."ends_on", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."starts_on", OLD."state", OLD."title", OLD."version"); RETURN NULL;',
                    hash="33f4be62999bdefdb8799fd12758660a4cd2f4ae",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8ee12",
                    table="planning_plan",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="opportunityevent",
            index=models.Index(fields=["account", "-pgh_id"], name="opportunity_history"),
        ),
        AddTrigger(
            model_name="opportunityevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="bf4eedfe671c8eac5213792e351db5c7dd373341",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_9ed0e",
                    table="planning_opportunityevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddConstraint(
            model_name="opportunity",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="opportunity_has_a_title"
            ),
        ),
        AddConstraint(
            model_name="opportunity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("time__isnull", True), ("time__range", (1, 5)), _connector="OR"),
                    models.Q(("money__isnull", True), ("money__range", (1, 5)), _connector="OR"),
                    models.Q(("people__isnull", True), ("people__range", (1, 5)), _connector="OR"),
                    models.Q(("benefit__isnull", True), ("benefit__range", (1, 5)), _connector="OR"),
                ),
                name="effort_and_benefit_have_five_steps",
            ),
        ),
        AddConstraint(
            model_name="opportunity",
            constraint=models.CheckConstraint(
                condition=models.Q(("probability__isnull", True), ("probability__range", (0, 100)), _connector="OR"),
                name="probability_is_a_percentage",
            ),
        ),
        AddConstraint(
            model_name="opportunity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("value_1__isnull", True), ("value_1__gte", 0), _connector="OR"),
                    models.Q(("value_3__isnull", True), ("value_3__gte", 0), _connector="OR"),
                    models.Q(("value_5__isnull", True), ("value_5__gte", 0), _connector="OR"),
                ),
                name="value_is_not_negative",
            ),
        ),
        AddConstraint(
            model_name="opportunity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage__in", ["need", "search", "evaluation", "selection", "implementation", "review"])
                ),
                name="stage_is_known",
            ),
        ),
        AddTrigger(
            model_name="opportunity",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_opportunityevent" ("account_id", "benefit", "carried_from_id", "goal_id", "id", "kind", "money", "note", "outcome", "people", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "probability", "stage", "time", "title", "value_1", "value_3", "value_5", "version") VALUES (NEW."account_id", NEW."benefit", NEW."carried_from_id", NEW."goal_id", NEW."id", NEW."kind", NEW."money", NEW."note", NEW."outcome", NEW."people", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."probability", NEW."stage", NEW."time", NEW."title", NEW."value_1", NEW."value_3", NEW."value_5", NEW."version"); RETURN NULL;',
                    hash="93430c432d0ff8370b2fc136c1828c8b3b06eff3",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_502e8",
                    table="planning_opportunity",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="opportunity",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_opportunityevent" ("account_id", "benefit", "carried_from_id", "goal_id", "id", "kind", "money", "note", "outcome", "people", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "probability", "stage", "time", "title", "value_1", "value_3", "value_5", "version") VALUES (NEW."account_id", NEW."benefit", NEW."carried_from_id", NEW."goal_id", NEW."id", NEW."kind", NEW."money", NEW."note", NEW."outcome", NEW."people", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."probability", NEW."stage", NEW."time", NEW."title", NEW."value_1", NEW."value_3", NEW."value_5", NEW."version"); RETURN NULL;',
                    hash="ddacbf0e103d4767680a7f83fe10e382cec99a2a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_99741",
                    table="planning_opportunity",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="opportunity",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_opportunityevent" ("account_id", "benefit", "carried_from_id", "goal_id", "id", "kind", "money", "note", "outcome", "people", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "probability", "stage", "time", "title", "value_1", "value_3", "value_5", "version") VALUES (OLD."account_id", OLD."benefit", OLD."carried_from_id", OLD."goal_id", OLD."id", OLD."kind", OLD."money", OLD."note", OLD."outcome", OLD."people", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."probability", OLD."stage", OLD."time", OLD."title", OLD."value_1", OLD."value_3", OLD."value_5", OLD."version"); RETURN NULL;',
                    hash="dad8826fe9f1309a7ca816f4f90c60222f2baa60",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_30e76",
                    table="planning_opportunity",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="goalevent",
            index=models.Index(fields=["account", "-pgh_id"], name="goal_history"),
        ),
        AddTrigger(
            model_name="goalevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d9124ca5accc98b7a3d1804896be43957ca34352",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1af37",
                    table="planning_goalevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddConstraint(
            model_name="goal",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="goal_has_a_title"
            ),
        ),
        AddConstraint(
            model_name="goal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "measured"),
                    models.Q(("baseline__isnull", True), ("target__isnull", True), ("unit", "")),
                    _connector="OR",
                ),
                name="goals_in_words_have_no_numbers",
            ),
        ),
        AddTrigger(
            model_name="goal",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_goalevent" ("account_id", "baseline", "carried_from_id", "client_goal_id", "due_on", "id", "kind", "map_id", "measure", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "target", "title", "unit", "version") VALUES (NEW."account_id", NEW."baseline", NEW."carried_from_id", NEW."client_goal_id", NEW."due_on", NEW."id", NEW."kind", NEW."map_id", NEW."measure", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."target", NEW."title", NEW."unit", NEW."version"); RETURN NULL;',
                    hash="815be205d0dc378f378e3576c986e8a42bbaf30b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fbaaa",
                    table="planning_goal",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="goal",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_goalevent" ("account_id", "baseline", "carried_from_id", "client_goal_id", "due_on", "id", "kind", "map_id", "measure", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "target", "title", "unit", "version") VALUES (NEW."account_id", NEW."baseline", NEW."carried_from_id", NEW."client_goal_id", NEW."due_on", NEW."id", NEW."kind", NEW."map_id", NEW."measure", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."target", NEW."title", NEW."unit", NEW."version"); RETURN NULL;',
                    hash="42569d7514eb705b4135a0eac535da46f3c5e25c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_126c5",
                    table="planning_goal",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="goal",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_goalevent" ("account_id", "baseline", "carried_from_id", "client_goal_id", "due_on", "id", "kind", "map_id", "measure", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "target", "title", "unit", "version") VALUES (OLD."account_id", OLD."baseline", OLD."carried_from_id", OLD."client_goal_id", OLD."due_on", OLD."id", OLD."kind", OLD."map_id", OLD."measure", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."target", OLD."title", OLD."unit", OLD."version"); RETURN NULL;',
                    hash="8a69e474790ba167540fed74d0ce66b3ffe7fd46",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5e4d0",
                    table="planning_goal",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="communicationevent",
            index=models.Index(fields=["account", "-pgh_id"], name="communication_history"),
        ),
        AddTrigger(
            model_name="communicationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="239ee0a38af3911e347509ed6dcaeb7da208ff39",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2977f",
                    table="planning_communicationevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddIndex(
            model_name="communication",
            index=models.Index(fields=["owner", "on"], name="communications_of_an_owner"),
        ),
        AddConstraint(
            model_name="communication",
            constraint=models.CheckConstraint(
                condition=models.Q(("message", ""), _negated=True), name="communication_says_something"
            ),
        ),
        AddTrigger(
            model_name="communication",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_communicationevent" ("account_id", "carried_from_id", "goal_id", "id", "message", "on", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "result", "subject", "told_on", "tool", "version") VALUES (NEW."account_id", NEW."carried_from_id", NEW."goal_id", NEW."id", NEW."message", NEW."on", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."result", NEW."subject", NEW."told_on", NEW."tool", NEW."version"); RETURN NULL;',
                    hash="c2f98536c7c15e56ac61494159386230c05daa2e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7de30",
                    table="planning_communication",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="communication",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_communicationevent" ("account_id", "carried_from_id", "goal_id", "id", "message", "on", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "result", "subject", "told_on", "tool", "version") VALUES (NEW."account_id", NEW."carried_from_id", NEW."goal_id", NEW."id", NEW."message", NEW."on", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."result", NEW."subject", NEW."told_on", NEW."tool", NEW."version"); RETURN NULL;',
                    hash="23a41b0e81aa480ee5ec37b0da5bc2da55cdb195",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d9603",
                    table="planning_communication",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="communication",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_communicationevent" ("account_id", "carried_from_id", "goal_id", "id", "message", "on", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "result", "subject", "told_on", "tool", "version") VALUES (OLD."account_id", OLD."carried_from_id", OLD."goal_id", OLD."id", OLD."message", OLD."on", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."result", OLD."subject", OLD."told_on", OLD."tool", OLD."version"); RETURN NULL;',
                    hash="99e4748cc21f176ee420b738e9814646dd6de079",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_0b317",
                    table="planning_communication",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="commentevent",
            index=models.Index(fields=["account", "-pgh_id"], name="comment_history"),
        ),
        AddTrigger(
            model_name="commentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="282cbe969982888c095bca2a68c67f9d269745e6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e6a0f",
                    table="planning_commentevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("answers", None), ("resolved_at", None)),
                fields=["plan"],
                name="open_comments_of_a_plan",
            ),
        ),
        AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="comment_says_something"
            ),
        ),
        AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("goal__isnull", True), ("action__isnull", True), _connector="OR"),
                name="comment_is_about_one_thing",
            ),
        ),
        AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("answers__isnull", True), ("resolved_at__isnull", True), _connector="OR"),
                name="answers_are_open_with_their_first",
            ),
        ),
        AddTrigger(
            model_name="comment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_commentevent" ("account_id", "action_id", "answers_id", "at", "by_id", "goal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "resolved_at", "resolved_by_id", "text", "version") VALUES (NEW."account_id", NEW."action_id", NEW."answers_id", NEW."at", NEW."by_id", NEW."goal_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."resolved_at", NEW."resolved_by_id", NEW."text", NEW."version"); RETURN NULL;',
                    hash="b2c1f419cffe11951519be583bd2bdbaa973a79d",
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
                    func='INSERT INTO "planning_commentevent" ("account_id", "action_id", "answers_id", "at", "by_id", "goal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "resolved_at", "resolved_by_id", "text", "version") VALUES (NEW."account_id", NEW."action_id", NEW."answers_id", NEW."at", NEW."by_id", NEW."goal_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."resolved_at", NEW."resolved_by_id", NEW."text", NEW."version"); RETURN NULL;',
                    hash="57f2f624a11f38461ad75a4c32153b3e84368e72",
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
                    func='INSERT INTO "planning_commentevent" ("account_id", "action_id", "answers_id", "at", "by_id", "goal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "resolved_at", "resolved_by_id", "text", "version") VALUES (OLD."account_id", OLD."action_id", OLD."answers_id", OLD."at", OLD."by_id", OLD."goal_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."resolved_at", OLD."resolved_by_id", OLD."text", OLD."version"); RETURN NULL;',
                    hash="0cae0e5333e38f5ba56cf7b61953a7d795e400db",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e605d",
                    table="planning_comment",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="actionevent",
            index=models.Index(fields=["account", "-pgh_id"], name="action_history"),
        ),
        AddTrigger(
            model_name="actionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="bb73765ec02d3d0310adc67c7975765b2f012d24",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3f37f",
                    table="planning_actionevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddIndex(
            model_name="action",
            index=models.Index(
                condition=models.Q(("status__in", ["planned", "doing"])),
                fields=["owner", "due_on"],
                name="open_actions_of_an_owner",
            ),
        ),
        AddIndex(
            model_name="action",
            index=models.Index(
                condition=models.Q(("status__in", ["planned", "doing"])),
                fields=["account", "due_on"],
                name="open_actions_of_an_account",
            ),
        ),
        AddIndex(
            model_name="action",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    "title",
                    "note",
                    models.Value(""),
                    function="kam_words",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                name="actions_by_stems",
            ),
        ),
        AddIndex(
            model_name="action",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    models.Func("title", "note", models.Value(""), function="kam_search_text"), "gin_trgm_ops"
                ),
                name="actions_search",
            ),
        ),
        AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="action_has_a_title"
            ),
        ),
        AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("waits_for", models.F("id")), _negated=True), name="action_does_not_wait_for_itself"
            ),
        ),
        AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("p__in", ["", "product", "price", "promotion", "place"])),
                name="p_of_an_action_is_known",
            ),
        ),
        AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__isnull", True),
                    ("due_on__isnull", True),
                    ("due_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="action_is_due_after_it_begins",
            ),
        ),
        AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_on__isnull", False), ("status", "done")),
                    models.Q(models.Q(("status", "done"), _negated=True), ("done_on__isnull", True)),
                    _connector="OR",
                ),
                name="done_has_its_day",
            ),
        ),
        AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cost_planned__isnull", True), ("cost_planned__gte", 0), _connector="OR"),
                    models.Q(("cost_used__isnull", True), ("cost_used__gte", 0), _connector="OR"),
                ),
                name="cost_is_not_negative",
            ),
        ),
        AddTrigger(
            model_name="action",
            trigger=pgtrigger.compiler.Trigger(
                name="no_waiting_cycles",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."waits_for_id" IS NOT NULL)',
                    declare="DECLARE ancestor bigint;",
                    func="\n        PERFORM pg_advisory_xact_lock(hashtext('planning.waits_for'), NEW.plan_id::integer);\n        IF NEW.plan_id IS DISTINCT FROM (SELECT plan_id FROM planning_action WHERE id = NEW.waits_for_id) THEN\n            RAISE EXCEPTION 'an action waits within its own plan' USING ERRCODE = 'check_violation',\n                CONSTRAINT = 'action_waits_within_its_plan';\n        END IF;\n        ancestor := NEW.waits_for_id;\n        WHILE ancestor IS NOT NULL LOOP\n            IF ancestor = NEW.id THEN\n                RAISE EXCEPTION 'an action cannot wait for itself' USING ERRCODE = 'check_violation',\n                    CONSTRAINT = 'no_waiting_cycles';\n            END IF;\n            SELECT waits_for_id INTO ancestor FROM planning_action WHERE id = ancestor;\n        END LOOP;\n        RETURN NEW;\n    ",
                    hash="841801c0cd7d804cc4cc28d5abd24a4d4fd319a2",
                    operation='INSERT OR UPDATE OF "waits_for_id", "plan_id"',
                    pgid="pgtrigger_no_waiting_cycles_e7502",
                    table="planning_action",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="action",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_actionevent" ("account_id", "carried_from_id", "cost_planned", "cost_used", "done_on", "due_on", "goal_id", "id", "note", "opportunity_id", "owner_id", "p", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "starts_on", "status", "title", "version", "waits_for_id") VALUES (NEW."account_id", NEW."carried_from_id", NEW."cost_planned", NEW."cost_used", NEW."done_on", NEW."due_on", NEW."goal_id", NEW."id", NEW."note", NEW."opportunity_id", NEW."owner_id", NEW."p", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."starts_on", NEW."status", NEW."title", NEW."version", NEW."waits_for_id"); RETURN NULL;',
                    hash="74c205d183e9f38bbe640e98a4da984c6672446f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4bce9",
                    table="planning_action",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="action",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_actionevent" ("account_id", "carried_from_id", "cost_planned", "cost_used", "done_on", "due_on", "goal_id", "id", "note", "opportunity_id", "owner_id", "p", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "starts_on", "status", "title", "version", "waits_for_id") VALUES (NEW."account_id", NEW."carried_from_id", NEW."cost_planned", NEW."cost_used", NEW."done_on", NEW."due_on", NEW."goal_id", NEW."id", NEW."note", NEW."opportunity_id", NEW."owner_id", NEW."p", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."starts_on", NEW."status", NEW."title", NEW."version", NEW."waits_for_id"); RETURN NULL;',
                    hash="5148759f7da8ece11da454b2b6ca5b17bb41f36b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a8141",
                    table="planning_action",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="action",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_actionevent" ("account_id", "carried_from_id", "cost_planned", "cost_used", "done_on", "due_on", "goal_id", "id", "note", "opportunity_id", "owner_id", "p", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "starts_on", "status", "title", "version", "waits_for_id") VALUES (OLD."account_id", OLD."carried_from_id", OLD."cost_planned", OLD."cost_used", OLD."done_on", OLD."due_on", OLD."goal_id", OLD."id", OLD."note", OLD."opportunity_id", OLD."owner_id", OLD."p", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."starts_on", OLD."status", OLD."title", OLD."version", OLD."waits_for_id"); RETURN NULL;',
                    hash="7c322f00fa1bef3e587d97d183c6df5e40d95cdd",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e3bfb",
                    table="planning_action",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="planevent",
            index=models.Index(fields=["account", "-pgh_id"], name="plan_history"),
        ),
        AddTrigger(
            model_name="planevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="382adf41164689625885d628cb9091706fbfd174",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_87377",
                    table="planning_planevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddConstraint(
            model_name="planstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("was", models.F("became")), _negated=True), name="plan_step_leads_somewhere"
            ),
        ),
        AddConstraint(
            model_name="planstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), _negated=True),
                    models.Q(
                        models.Q(("became", "draft"), ("was", "discussion")),
                        ("became", "closed"),
                        _connector="OR",
                        _negated=True,
                    ),
                    _connector="OR",
                ),
                name="plan_step_has_its_reason",
            ),
        ),
        AddTrigger(
            model_name="planstep",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_planstepevent" ("account_id", "at", "became", "by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "reason", "was") VALUES (NEW."account_id", NEW."at", NEW."became", NEW."by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."reason", NEW."was"); RETURN NULL;',
                    hash="2ba0187e26218aecb4e3c31f3bae3e25a60e5711",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_71ce8",
                    table="planning_planstep",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="planstep",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_planstepevent" ("account_id", "at", "became", "by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "reason", "was") VALUES (NEW."account_id", NEW."at", NEW."became", NEW."by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."reason", NEW."was"); RETURN NULL;',
                    hash="f00c55bfab9467157e17e4e29f51a04a406b6fc2",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9b6f2",
                    table="planning_planstep",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="planstep",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_planstepevent" ("account_id", "at", "became", "by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "reason", "was") VALUES (OLD."account_id", OLD."at", OLD."became", OLD."by_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."reason", OLD."was"); RETURN NULL;',
                    hash="5035b20bc3dc96551eea7f72191edec11e0c2cc3",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_db488",
                    table="planning_planstep",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="planstepevent",
            index=models.Index(fields=["account", "-pgh_id"], name="planstep_history"),
        ),
        AddTrigger(
            model_name="planstepevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="fdcc1ffbaf1eb01c277e3366dab3a86ade270f4a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_5e748",
                    table="planning_planstepevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="one_version_of_a_number_a_plan"),
        ),
        AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(condition=models.Q(("number__gt", 0)), name="versions_count_from_one"),
        ),
        AddTrigger(
            model_name="planversion",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen_once_approved",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        RAISE EXCEPTION 'an approved version is frozen' USING ERRCODE = 'check_violation',\n            CONSTRAINT = 'frozen_once_approved';\n    ",
                    hash="46cf470d340a94637740d49a321744c81ddb9938",
                    operation="UPDATE",
                    pgid="pgtrigger_frozen_once_approved_ce0ec",
                    table="planning_planversion",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="planversion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_planversionevent" ("account_id", "approved_at", "approved_by_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "snapshot") VALUES (NEW."account_id", NEW."approved_at", NEW."approved_by_id", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."snapshot"); RETURN NULL;',
                    hash="80ad85a2e7c9acdca3a08640febc72f430680978",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5b94d",
                    table="planning_planversion",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="planversion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_planversionevent" ("account_id", "approved_at", "approved_by_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "snapshot") VALUES (NEW."account_id", NEW."approved_at", NEW."approved_by_id", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."snapshot"); RETURN NULL;',
                    hash="2b09b47f8dd2f7e77e811070297285fa458fe1a0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f8d15",
                    table="planning_planversion",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="planversion",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_planversionevent" ("account_id", "approved_at", "approved_by_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "snapshot") VALUES (OLD."account_id", OLD."approved_at", OLD."approved_by_id", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."snapshot"); RETURN NULL;',
                    hash="42a20c2394a8486f5c6fdded195c560ab2e88084",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e1103",
                    table="planning_planversion",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="planversionevent",
            index=models.Index(fields=["account", "-pgh_id"], name="planversion_history"),
        ),
        AddTrigger(
            model_name="planversionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8f6eea598d6b949c042f4970a6a9feeb5e12ccd4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_75fbc",
                    table="planning_planversionevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddIndex(
            model_name="productevent",
            index=models.Index(fields=["pgh_obj", "-pgh_id"], name="product_history"),
        ),
        AddTrigger(
            model_name="productevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b93466fac5947430ee6f0f19a312963b7d38a079",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d4d75",
                    table="planning_productevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(fields=("goal", "on"), name="one_reading_a_goal_a_day"),
        ),
        AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__isnull", False), models.Q(("note", ""), _negated=True), _connector="OR"),
                name="reading_says_something",
            ),
        ),
        AddTrigger(
            model_name="reading",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_readingevent" ("account_id", "by_id", "goal_id", "id", "is_reached", "note", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "version") VALUES (NEW."account_id", NEW."by_id", NEW."goal_id", NEW."id", NEW."is_reached", NEW."note", NEW."on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."value", NEW."version"); RETURN NULL;',
                    hash="dc9e6c63bbe75f5e94cdde85d5cd14d495a5d700",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1b3a7",
                    table="planning_reading",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="reading",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_readingevent" ("account_id", "by_id", "goal_id", "id", "is_reached", "note", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "version") VALUES (NEW."account_id", NEW."by_id", NEW."goal_id", NEW."id", NEW."is_reached", NEW."note", NEW."on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."value", NEW."version"); RETURN NULL;',
                    hash="91f0504c36998b24788e9fe8729ebb32b986487a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c5e66",
                    table="planning_reading",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="reading",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_readingevent" ("account_id", "by_id", "goal_id", "id", "is_reached", "note", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "version") VALUES (OLD."account_id", OLD."by_id", OLD."goal_id", OLD."id", OLD."is_reached", OLD."note", OLD."on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."value", OLD."version"); RETURN NULL;',
                    hash="223e1f32ef362a4724a35d35083b4ab2629e72e6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c7318",
                    table="planning_reading",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="readingevent",
            index=models.Index(fields=["account", "-pgh_id"], name="reading_history"),
        ),
        AddTrigger(
            model_name="readingevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="211f0093f8bdaaca269706e808bd61c9f658102c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d1f96",
                    table="planning_readingevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddConstraint(
            model_name="resource",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="resource_has_a_title"
            ),
        ),
        AddConstraint(
            model_name="resource",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("planned__isnull", True), ("planned__gte", 0), _connector="OR"),
                    models.Q(("used__isnull", True), ("used__gte", 0), _connector="OR"),
                ),
                name="resources_are_not_negative",
            ),
        ),
        AddTrigger(
            model_name="resource",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_resourceevent" ("account_id", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "planned", "title", "used", "version") VALUES (NEW."account_id", NEW."id", NEW."kind", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."planned", NEW."title", NEW."used", NEW."version"); RETURN NULL;',
                    hash="2f74a1e5c4d3eb556b540704ee7a0d0a4d4619fd",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ecd84",
                    table="planning_resource",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="resource",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_resourceevent" ("account_id", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "planned", "title", "used", "version") VALUES (NEW."account_id", NEW."id", NEW."kind", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."planned", NEW."title", NEW."used", NEW."version"); RETURN NULL;',
                    hash="595225d36ebd62be2bfdca32b2bd19a1b93eb2d8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c15fa",
                    table="planning_resource",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="resource",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_resourceevent" ("account_id", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "planned", "title", "used", "version") VALUES (OLD."account_id", OLD."id", OLD."kind", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."planned", OLD."title", OLD."used", OLD."version"); RETURN NULL;',
                    hash="e41d6a5990ab3ca9eac86c9e0947b7b7c264dc3d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4cba6",
                    table="planning_resource",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="resourceevent",
            index=models.Index(fields=["account", "-pgh_id"], name="resource_history"),
        ),
        AddTrigger(
            model_name="resourceevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="46d7eaac2ac5824362d04f19f8c28a63541ae674",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_db99e",
                    table="planning_resourceevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddTrigger(
            model_name="shift",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_shiftevent" ("account_id", "at", "by_id", "id", "moved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "undone_at") VALUES (NEW."account_id", NEW."at", NEW."by_id", NEW."id", NEW."moved", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."undone_at"); RETURN NULL;',
                    hash="e5d4749441b828f8db7c6f527b0d2580df2a19aa",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fb19d",
                    table="planning_shift",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="shift",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_shiftevent" ("account_id", "at", "by_id", "id", "moved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "undone_at") VALUES (NEW."account_id", NEW."at", NEW."by_id", NEW."id", NEW."moved", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."undone_at"); RETURN NULL;',
                    hash="aecf0dae499e2e47b0b06f8e3d1fdc3486c79911",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_39538",
                    table="planning_shift",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="shift",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_shiftevent" ("account_id", "at", "by_id", "id", "moved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "undone_at") VALUES (OLD."account_id", OLD."at", OLD."by_id", OLD."id", OLD."moved", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."undone_at"); RETURN NULL;',
                    hash="9d0fbc78b26564e8c4271439697c79314a1b5eed",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_412c9",
                    table="planning_shift",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="shiftevent",
            index=models.Index(fields=["account", "-pgh_id"], name="shift_history"),
        ),
        AddTrigger(
            model_name="shiftevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="9b2b4222ec0159c8c44c3cf4efbe203f6fc5655a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d4673",
                    table="planning_shiftevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddConstraint(
            model_name="space",
            constraint=models.UniqueConstraint(
                fields=("account", "unit", "product"), name="one_space_a_unit_a_product", nulls_distinct=False
            ),
        ),
        AddConstraint(
            model_name="space",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["unknown", "internal", "competitor", "us", "dont_pursue"])),
                name="space_is_known",
            ),
        ),
        AddConstraint(
            model_name="space",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("potential__isnull", True),
                    models.Q(("potential__gte", 0), ("currency__regex", "^[A-Z]{3}$")),
                    _connector="OR",
                ),
                name="potential_has_its_currency",
            ),
        ),
        AddTrigger(
            model_name="space",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_spaceevent" ("account_id", "as_of", "by_id", "competitor", "contract_ends_on", "currency", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "potential", "product_id", "source", "state", "unit_id", "version") VALUES (NEW."account_id", NEW."as_of", NEW."by_id", NEW."competitor", NEW."contract_ends_on", NEW."currency", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."potential", NEW."product_id", NEW."source", NEW."state", NEW."unit_id", NEW."version"); RETURN NULL;',
                    hash="6cc97f68423271fcdbf72a8f75c3f688d30cfdda",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b1e27",
                    table="planning_space",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="space",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_spaceevent" ("account_id", "as_of", "by_id", "competitor", "contract_ends_on", "currency", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "potential", "product_id", "source", "state", "unit_id", "version") VALUES (NEW."account_id", NEW."as_of", NEW."by_id", NEW."competitor", NEW."contract_ends_on", NEW."currency", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."potential", NEW."product_id", NEW."source", NEW."state", NEW."unit_id", NEW."version"); RETURN NULL;',
                    hash="ce086003a79208f274eb18575c6d0a64c8ca9c4b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a252e",
                    table="planning_space",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="space",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_spaceevent" ("account_id", "as_of", "by_id", "competitor", "contract_ends_on", "currency", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "potential", "product_id", "source", "state", "unit_id", "version") VALUES (OLD."account_id", OLD."as_of", OLD."by_id", OLD."competitor", OLD."contract_ends_on", OLD."currency", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."potential", OLD."product_id", OLD."source", OLD."state", OLD."unit_id", OLD."version"); RETURN NULL;',
                    hash="040b91a283e8fc41f3200503557048ec90889ecf",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_935dd",
                    table="planning_space",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="spaceevent",
            index=models.Index(fields=["account", "-pgh_id"], name="space_history"),
        ),
        AddTrigger(
            model_name="spaceevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="43ef4e6f8c2fc37501196a57dce694cc45728428",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8608d",
                    table="planning_spaceevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddIndex(
            model_name="stageworkevent",
            index=models.Index(fields=["pgh_obj", "-pgh_id"], name="stagework_history"),
        ),
        AddTrigger(
            model_name="stageworkevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="becb8832282c3d436d8db82e2df38d3d2846733c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8affb",
                    table="planning_stageworkevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddConstraint(
            model_name="strategy",
            constraint=models.UniqueConstraint(fields=("plan", "p"), name="one_strategy_a_p_a_plan"),
        ),
        AddConstraint(
            model_name="strategy",
            constraint=models.CheckConstraint(
                condition=models.Q(("p__in", ["product", "price", "promotion", "place"])), name="the_ps_are_four"
            ),
        ),
        AddConstraint(
            model_name="strategy",
            constraint=models.CheckConstraint(
                condition=models.Q(("strategy", ""), ("no_change_because", ""), _connector="OR"),
                name="a_p_changes_or_does_not",
            ),
        ),
        AddConstraint(
            model_name="strategy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("p", "price"),
                    models.Q(
                        ("contract_value__isnull", True), ("discount__isnull", True), ("payment_days__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="terms_stand_by_the_price",
            ),
        ),
        AddConstraint(
            model_name="strategy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("discount__isnull", True), ("discount__range", (0, 100)), _connector="OR"),
                    models.Q(("contract_value__isnull", True), ("contract_value__gte", 0), _connector="OR"),
                ),
                name="planned_terms_hold",
            ),
        ),
        AddTrigger(
            model_name="strategy",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_strategyevent" ("account_id", "contract_value", "discount", "id", "no_change_because", "p", "payment_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "strategy", "version") VALUES (NEW."account_id", NEW."contract_value", NEW."discount", NEW."id", NEW."no_change_because", NEW."p", NEW."payment_days", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."strategy", NEW."version"); RETURN NULL;',
                    hash="f0b7b94585072da64611d48b40d0d9498d54bc6f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8ff0d",
                    table="planning_strategy",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="strategy",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_strategyevent" ("account_id", "contract_value", "discount", "id", "no_change_because", "p", "payment_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "strategy", "version") VALUES (NEW."account_id", NEW."contract_value", NEW."discount", NEW."id", NEW."no_change_because", NEW."p", NEW."payment_days", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."strategy", NEW."version"); RETURN NULL;',
                    hash="c0eb47e9ed541367f9430af7be4521bb307be647",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_70ffd",
                    table="planning_strategy",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="strategy",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_strategyevent" ("account_id", "contract_value", "discount", "id", "no_change_because", "p", "payment_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "strategy", "version") VALUES (OLD."account_id", OLD."contract_value", OLD."discount", OLD."id", OLD."no_change_because", OLD."p", OLD."payment_days", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."strategy", OLD."version"); RETURN NULL;',
                    hash="6e1e13e4a31cf7d48d845db49277ad396e8224b9",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c445a",
                    table="planning_strategy",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="strategyevent",
            index=models.Index(fields=["account", "-pgh_id"], name="strategy_history"),
        ),
        AddTrigger(
            model_name="strategyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="19c46f50acf25c32d5f0ec05bb33d552c1850ac4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_fa88b",
                    table="planning_strategyevent",
                    when="BEFORE",
                ),
            ),
        ),
        AddConstraint(
            model_name="workdone",
            constraint=models.UniqueConstraint(fields=("opportunity", "work"), name="stage_work_is_done_once"),
        ),
        AddTrigger(
            model_name="workdone",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_workdoneevent" ("account_id", "by_id", "id", "on", "opportunity_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "work_id") VALUES (NEW."account_id", NEW."by_id", NEW."id", NEW."on", NEW."opportunity_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."work_id"); RETURN NULL;',
                    hash="5511e326fb0499b81c0c7713b8cdd47e0d11fb6b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1330c",
                    table="planning_workdone",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="workdone",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "planning_workdoneevent" ("account_id", "by_id", "id", "on", "opportunity_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "work_id") VALUES (NEW."account_id", NEW."by_id", NEW."id", NEW."on", NEW."opportunity_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."work_id"); RETURN NULL;',
                    hash="38869df937f01f28a5cc73ece9cb5c9ac70567a3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_53ad0",
                    table="planning_workdone",
                    when="AFTER",
                ),
            ),
        ),
        AddTrigger(
            model_name="workdone",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "planning_workdoneevent" ("account_id", "by_id", "id", "on", "opportunity_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "work_id") VALUES (OLD."account_id", OLD."by_id", OLD."id", OLD."on", OLD."opportunity_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."work_id"); RETURN NULL;',
                    hash="34f07a97977c82b56822551ca5a98f0c6e6418cb",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2fc23",
                    table="planning_workdone",
                    when="AFTER",
                ),
            ),
        ),
        AddIndex(
            model_name="workdoneevent",
            index=models.Index(fields=["account", "-pgh_id"], name="workdone_history"),
        ),
        AddTrigger(
            model_name="workdoneevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d52e338d9c177f7a19756a86e5ef672779400493",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_172cd",
                    table="planning_workdoneevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
