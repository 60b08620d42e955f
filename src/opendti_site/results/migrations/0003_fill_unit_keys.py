"""Earlier runs find their units by the codes of today; backwards there is nothing to take out."""

from django.db import migrations


def fill(apps, _schema_editor):
    Run = apps.get_model("results", "Run")
    Unit = apps.get_model("organisations", "Unit")
    for run in Run.objects.defer("inputs").iterator():
        units = Unit.objects.filter(submissions__round=run.round_id).order_by("code")
        keys = dict(units.values_list("code", "pk"))
        Run.objects.filter(pk=run.pk).update(unit_keys=keys)


class Migration(migrations.Migration):
    dependencies = [
        ("results", "0002_undecided_and_unit_keys"),
        ("assessments", "0002_indexes_of_criteria"),
        ("organisations", "0001_units"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
