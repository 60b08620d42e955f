# Written by hand from what makemigrations proposed.

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_demo_people"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="must_change_password",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="phải đổi mật khẩu"
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="username",
            field=models.CharField(
                max_length=150,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A[A-Za-z0-9][A-Za-z0-9.+_-]*\\Z",
                        "Tên đăng nhập chỉ gồm chữ không dấu, số và . + - _",
                    )
                ],
                verbose_name="tên đăng nhập",
            ),
        ),
        migrations.CreateModel(
            name="AttemptCount",
            fields=[
                (
                    "cache_key",
                    models.CharField(max_length=255, primary_key=True, serialize=False),
                ),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "accounts_attempts"},
        ),
    ]
