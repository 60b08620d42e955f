from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_handed_over_is_a_state")]

    operations = [
        migrations.AddField(
            model_name="evidencelink",
            name="confirmed",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
    ]
