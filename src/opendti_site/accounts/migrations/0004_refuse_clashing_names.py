# Data: names that differ in case only were two accounts; now they would be one.

from collections import defaultdict

from django.db import migrations


def refuse_clashes(apps, _schema_editor):
    """Stop with a list of the accounts whose names are one, and the command that mends it."""
    people = apps.get_model("accounts", "User").objects.order_by("pk")
    by_name = defaultdict(list)
    for pk, username in people.values_list("pk", "username"):
        by_name[username.lower()].append(f"{username} (account {pk})")
    clashes = [", ".join(found) for found in by_name.values() if len(found) > 1]
    if clashes:
        listed = "\n  ".join(clashes)
        message = (
            "These accounts have names that differ only in upper and lower case:\n  "
            f"{listed}\nGive all but one another name, then migrate again:\n"
            "  opendti site rename_user NAME NEW_NAME"
        )
        raise RuntimeError(message)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_identities")]

    operations = [migrations.RunPython(refuse_clashes, migrations.RunPython.noop)]
