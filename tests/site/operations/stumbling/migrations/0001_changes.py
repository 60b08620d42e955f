"""Changes tables and rows, after all migrations of the site."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def rename_units(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("organisations", "Unit").objects.update(short_name="changed")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_session_version"),
        ("operations", "0003_backup_sha256"),
        ("organisations", "0003_one_unit_a_code"),
        ("publication", "0005_proposals"),
        ("results", "0004_rank"),
    ]
    operations = [
        migrations.CreateModel(
            name="Half", fields=[("id", models.BigAutoField(primary_key=True))]
        ),
        migrations.RunPython(rename_units),
    ]
