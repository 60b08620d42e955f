import django.db.models.deletion
from django.db import migrations, models

PROTECT = django.db.models.deletion.PROTECT
STAGES = [("self", "Tự chấm"), ("appraised", "Thẩm định"), ("final", "Cuối cùng")]
FIELDS = {
    "round": models.ForeignKey("assessments.round", PROTECT, related_name="editions"),
    "root": models.ForeignKey("organisations.unit", PROTECT, related_name="+"),
    "year": models.PositiveSmallIntegerField(),
    "round_title": models.CharField(max_length=200),
    "root_name": models.CharField(max_length=200),
    "root_name_en": models.CharField(blank=True, max_length=200),
    "origin": models.CharField(max_length=16),
    "stage": models.CharField(choices=STAGES, max_length=12),
    "framework_text": models.TextField(),
    "fingerprint": models.CharField(max_length=80),
    "inputs": models.TextField(),
    "inputs_digest": models.CharField(max_length=80),
    "engine_version": models.CharField(max_length=40),
}


class Migration(migrations.Migration):
    dependencies = [
        ("publication", "0003_copy_records"),
    ]

    operations = [
        *(
            migrations.AlterField(model_name="edition", name=name, field=field)
            for name, field in FIELDS.items()
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects__isnull", True)),
                fields=("round",),
                name="one_first_edition_a_round",
            ),
        ),
    ]
