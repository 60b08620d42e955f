import django.db.models.deletion
from django.db import migrations, models

PROTECT = django.db.models.deletion.PROTECT
STAGES = [("self", "Tự chấm"), ("appraised", "Thẩm định"), ("final", "Cuối cùng")]
# Filled by the next migration.
FIELDS = {
    "round": models.ForeignKey(
        "assessments.round", PROTECT, null=True, related_name="editions"
    ),
    "root": models.ForeignKey(
        "organisations.unit", PROTECT, null=True, related_name="+"
    ),
    "previous": models.ForeignKey(
        "publication.edition",
        PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
    ),
    "year": models.PositiveSmallIntegerField(default=0),
    "round_title": models.CharField(max_length=200, default=""),
    "root_name": models.CharField(max_length=200, default=""),
    "root_name_en": models.CharField(max_length=200, blank=True, default=""),
    "origin": models.CharField(max_length=16, default=""),
    "stage": models.CharField(max_length=12, choices=STAGES, default="final"),
    "stages": models.JSONField(default=list),
    "undecided": models.JSONField(default=dict),
    "framework_text": models.TextField(default=""),
    "fingerprint": models.CharField(max_length=80, default=""),
    "inputs": models.TextField(default=""),
    "inputs_digest": models.CharField(max_length=80, default=""),
    "engine_version": models.CharField(max_length=40, default=""),
}
KEY = models.BigAutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
)
UNIT = [
    ("id", KEY),
    ("code", models.CharField(max_length=40)),
    ("name", models.CharField(max_length=200)),
    ("name_en", models.CharField(blank=True, max_length=200)),
    ("short_name", models.CharField(blank=True, max_length=80)),
    ("kind", models.CharField(max_length=20)),
    ("block", models.CharField(max_length=60)),
    ("search_key", models.CharField(max_length=600)),
    (
        "assessed",
        models.ForeignKey("organisations.unit", PROTECT, related_name="+"),
    ),
    (
        "edition",
        models.ForeignKey("publication.edition", PROTECT, related_name="units"),
    ),
]
SCORE = [
    ("id", KEY.clone()),
    ("block", models.CharField(max_length=60)),
    ("node", models.CharField(max_length=60)),
    ("level", models.CharField(max_length=60)),
    ("points", models.FloatField(null=True)),
    ("max_points", models.FloatField(null=True)),
    ("value", models.FloatField(null=True)),
    ("rank", models.PositiveIntegerField(null=True)),
    ("of", models.PositiveIntegerField(default=0)),
    ("band", models.CharField(blank=True, max_length=60)),
    ("state", models.CharField(max_length=16)),
    ("self_points", models.FloatField(null=True)),
    ("appraised_points", models.FloatField(null=True)),
    ("final_points", models.FloatField(null=True)),
    ("previous_value", models.FloatField(null=True)),
    ("previous_rank", models.PositiveIntegerField(null=True)),
    (
        "edition",
        models.ForeignKey("publication.edition", PROTECT, related_name="scores"),
    ),
    (
        "unit",
        models.ForeignKey("publication.editionunit", PROTECT, related_name="scores"),
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("publication", "0001_editions"),
        ("results", "0003_fill_unit_keys"),
        ("assessments", "0002_indexes_of_criteria"),
        ("organisations", "0001_units"),
    ]

    operations = [
        migrations.AlterField(
            model_name="edition",
            name="run",
            field=models.ForeignKey("results.run", PROTECT, related_name="editions"),
        ),
        *(
            migrations.AddField(model_name="edition", name=name, field=field)
            for name, field in FIELDS.items()
        ),
        migrations.CreateModel(
            name="EditionUnit",
            fields=UNIT,
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "code"),
                        name="one_unit_a_code_of_an_edition",
                    ),
                    models.UniqueConstraint(
                        fields=("edition", "assessed"), name="a_unit_once_an_edition"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EditionScore",
            fields=SCORE,
            options={
                "ordering": ("pk",),
                "indexes": [
                    models.Index(
                        fields=["edition", "node", "block"],
                        name="published_scores_of_a_node",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "node"), name="one_published_score_a_node"
                    )
                ],
            },
        ),
    ]
