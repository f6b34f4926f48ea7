"""The words of plans are found by the search."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.conf import settings
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddIndex


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_ranges_of_authority"),
        ("decision_map", "0005_limits_of_alerts"),
        ("dossiers", "0015_single_facts_are_checked"),
        ("planning", "0003_what_is_carried_is_decided"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndex(
            model_name="comment",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    "text", function="kam_words", output_field=django.contrib.postgres.search.SearchVectorField()
                ),
                name="comments_by_stems",
            ),
        ),
        AddIndex(
            model_name="comment",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.Func("text", function="kam_fold"), "gin_trgm_ops"),
                name="comments_search",
            ),
        ),
        AddIndex(
            model_name="communication",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    "message",
                    "result",
                    models.Value(""),
                    function="kam_words",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                name="communications_by_stems",
            ),
        ),
        AddIndex(
            model_name="communication",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    models.Func("message", "result", models.Value(""), function="kam_search_text"), "gin_trgm_ops"
                ),
                name="communications_search",
            ),
        ),
        AddIndex(
            model_name="goal",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    "title",
                    "measure",
                    "note",
                    function="kam_words",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                name="goals_by_stems",
            ),
        ),
        AddIndex(
            model_name="goal",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    models.Func("title", "measure", "note", function="kam_search_text"), "gin_trgm_ops"
                ),
                name="goals_search",
            ),
        ),
        AddIndex(
            model_name="opportunity",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    "title",
                    "note",
                    models.Value(""),
                    function="kam_words",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                name="opportunities_by_stems",
            ),
        ),
        AddIndex(
            model_name="opportunity",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    models.Func("title", "note", models.Value(""), function="kam_search_text"), "gin_trgm_ops"
                ),
                name="opportunities_search",
            ),
        ),
    ]
