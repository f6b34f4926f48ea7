"""Contacts that are one person: merged into one, or gone on to another client."""

from django.db import migrations, models

from kam_portal.foundation.history.migrating import CreateModel


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_people_are_erased_on_request"),
    ]

    operations = [
        CreateModel(
            name="SamePerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("former", models.BigIntegerField()),
                ("present", models.BigIntegerField(db_index=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("former", "present"), name="one_person_is_said_once")],
            },
        ),
    ]
