"""What a plan needs is decided on, too, when it goes into the next period."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0005_comments_say_when_they_were_edited"),
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
