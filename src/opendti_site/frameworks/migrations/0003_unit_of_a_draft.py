import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("frameworks", "0002_drafts_and_crosswalks"),
        ("organisations", "0001_units"),
    ]

    operations = [
        migrations.AddField(
            model_name="frameworkrelease",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.unit",
                verbose_name="Đơn vị soạn",
            ),
        ),
    ]
