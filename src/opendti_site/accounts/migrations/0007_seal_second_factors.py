# Data: rows of the second factor were not sealed; they are sealed as they are found.

from django.db import migrations

from opendti_site.audit.migrating import reseal


def seal(apps, _schema_editor):
    """Have the rows that are there sealed at the end of the migrations."""
    rows = apps.get_model("mfa", "Authenticator").objects.values_list("pk", flat=True)
    reseal("mfa.Authenticator", rows, reason="0007_seal_second_factors")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_encrypt_second_factors"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
