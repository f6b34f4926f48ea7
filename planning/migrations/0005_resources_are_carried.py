"""What a plan needs is decided on, too, when it goes into the next period."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0004_words_of_plans_are_found"),
    ]

    operations = [
        migrations.AlterField(
            model_name="carrydecision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("goal", "Goal"),
                    ("strategy", "Strategy"),
                    ("opportunity", "Opportunity"),
                    ("action", "Action"),
                    ("communication", "Communication"),
                    ("resource", "Resource"),
                ],
                max_length=16,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="carrydecisionevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("goal", "Goal"),
                    ("strategy", "Strategy"),
                    ("opportunity", "Opportunity"),
                    ("action", "Action"),
                    ("communication", "Communication"),
                    ("resource", "Resource"),
                ],
                max_length=16,
                verbose_name="kind",
            ),
        ),
    ]
