"""Posts are found by title and unit: by stems of words, and by parts of them."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddIndex


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0008_search_by_stems"),
        ("decision_map", "0002_circles_are_refused_in_one_way"),
    ]

    operations = [
        AddIndex(
            model_name="post",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    "title",
                    "unit",
                    models.Value(""),
                    function="kam_words",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                name="posts_by_stems",
            ),
        ),
        AddIndex(
            model_name="post",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    models.Func("title", "unit", models.Value(""), function="kam_search_text"), "gin_trgm_ops"
                ),
                name="posts_search",
            ),
        ),
    ]
