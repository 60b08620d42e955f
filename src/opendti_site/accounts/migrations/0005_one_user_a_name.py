import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_refuse_clashing_names")]

    operations = [
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("username"),
                name="accounts_one_user_a_name",
                violation_error_message="Tên đăng nhập này đã có người dùng.",
            ),
        ),
    ]
