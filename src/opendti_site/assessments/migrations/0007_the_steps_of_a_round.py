"""A round's explanation, second appraisal and council; each exists where its date is set."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_reused_answers")]

    operations = [
        migrations.AddField(
            model_name="round",
            name="council_by",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="Hạn hội đồng quyết định"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="explain_by",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="Hạn giải trình"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="reappraise_by",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="Hạn thẩm định lại"
            ),
        ),
        migrations.AlterField(
            model_name="round",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Chuẩn bị"),
                    ("open", "Đang nhận hồ sơ"),
                    ("appraisal", "Đang thẩm định"),
                    ("explanation", "Đang giải trình"),
                    ("reappraisal", "Thẩm định lại"),
                    ("council", "Hội đồng quyết định"),
                    ("closed", "Đã chốt kết quả"),
                ],
                default="draft",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("explain_by__isnull", True), ("reappraise_by__isnull", True)
                    ),
                    models.Q(
                        ("explain_by__isnull", False), ("reappraise_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="rounds_explained_is_reappraised",
            ),
        ),
    ]
