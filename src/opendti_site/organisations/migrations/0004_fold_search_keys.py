# Data: search keys are folded as the engine folds words: underscores are blanks, ß is ss, and
# characters that nobody sees are gone. Those of published editions stay: they are in the digest of
# what was published, and the folded words of a search are found in them as well.

import unicodedata

from django.db import migrations

from opendti_site.audit.migrating import reseal


def fold(text):
    """Fold as `opendti.folding.fold` did when this was written."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    plain = unicodedata.normalize("NFD", seen.casefold().replace("đ", "d"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.replace("_", " ").split())


def fold_keys(apps, _schema_editor):
    """Write the keys that differ."""
    unit_model = apps.get_model("organisations", "Unit")
    changed = []
    for unit in unit_model.objects.order_by("pk").iterator():
        words = f"{unit.code} {unit.name} {unit.short_name} {unit.name_en}"
        key = fold(words)[:600]
        if key != unit.search_key:
            unit_model.objects.filter(pk=unit.pk).update(search_key=key)
            changed.append(unit.pk)
    reseal("organisations.Unit", changed, reason="0004_fold_search_keys")


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_one_unit_a_code")]

    operations = [migrations.RunPython(fold_keys, migrations.RunPython.noop)]
