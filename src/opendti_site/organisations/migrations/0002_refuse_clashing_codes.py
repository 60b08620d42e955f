# Data: codes that differ in case only were two units; now they would be one.

from collections import defaultdict

from django.db import migrations


def refuse_clashes(apps, _schema_editor):
    """Stop with a list of the units whose codes are one."""
    units = apps.get_model("organisations", "Unit").objects.order_by("pk")
    by_code = defaultdict(list)
    for code, name in units.values_list("code", "name"):
        by_code[code.lower()].append(f"{code} ({name})")
    clashes = [", ".join(found) for found in by_code.values() if len(found) > 1]
    if clashes:
        listed = "\n  ".join(clashes)
        message = (
            "These units have codes that differ only in upper and lower case:\n  "
            f"{listed}\nGive all but one another code with the version before, then migrate again."
        )
        raise RuntimeError(message)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_units")]

    operations = [migrations.RunPython(refuse_clashes, migrations.RunPython.noop)]
