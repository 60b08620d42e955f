"""The state of lying before the signatory; what a score entry judged."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_indexes_of_criteria")]
    operations = [
        migrations.AddField(
            "scoreentry", "basis", models.CharField(blank=True, max_length=32)
        ),
        migrations.AddField(
            "submission", "hand_back_reason", models.TextField(blank=True)
        ),
        migrations.AlterField(
            "submission",
            "state",
            models.CharField(
                choices=[
                    ("open", "Đang nhập"),
                    ("handed_over", "Chờ người ký"),
                    ("submitted", "Đã nộp"),
                    ("returned", "Bị trả lại"),
                ],
                default="open",
                max_length=12,
            ),
        ),
    ]
