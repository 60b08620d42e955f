import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_refuse_clashing_codes")]

    operations = [
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("code"),
                name="organisations_one_unit_a_code",
                violation_error_message="Mã này đã có đơn vị khác dùng.",
            ),
        ),
    ]
