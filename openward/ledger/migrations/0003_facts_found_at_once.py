from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only")]

    operations = [
        migrations.SeparateDatabaseAndState(
            # The index is kept and told to sort new facts in at once; building it anew would lock the ledger.
            database_operations=[
                migrations.RunSQL(
                    "alter index fact_about set (fastupdate = off); select gin_clean_pending_list('fact_about')",
                    "alter index fact_about reset (fastupdate)",
                )
            ],
            state_operations=[
                migrations.RemoveIndex(model_name="recordedfact", name="fact_about"),
                migrations.AddIndex(
                    model_name="recordedfact",
                    index=GinIndex(fastupdate=False, fields=["about"], name="fact_about"),
                ),
            ],
        )
    ]
