"""The rank of a score is called a rank; no seal covers the scores of a run, which are scored again."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("results", "0003_fill_unit_keys")]

    operations = [
        migrations.RenameField(
            model_name="runscore", old_name="place", new_name="rank"
        ),
    ]
