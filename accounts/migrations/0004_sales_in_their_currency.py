from django.db import migrations, models

from kam_portal.foundation.history.migrating import AddField

# The currency of the year the stored sales come from.
_FILL = """
UPDATE accounts_account a SET annual_sales_currency = y.currency FROM (
    SELECT DISTINCT ON (account_id) account_id, currency FROM accounts_accountyear
    WHERE sales IS NOT NULL ORDER BY account_id, year DESC
) y WHERE y.account_id = a.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_imports_by_the_pages"),
    ]

    operations = [
        AddField(
            model_name="account",
            name="annual_sales_currency",
            field=models.CharField(blank=True, default="", max_length=3, verbose_name="currency of the sales"),
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
