from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("results", "0001_runs"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="undecided",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="run",
            name="unit_keys",
            field=models.JSONField(default=dict),
        ),
    ]
