# Documents are searched by their words without case and diacritics, as units are.

import unicodedata

from django.db import migrations, models

from opendti_site.audit.migrating import reseal

WORDS = ("number", "abstract", "issuer", "file_name", "pages", "url")


def fold(text):
    """Fold as `opendti.folding.fold` did when this was written."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    plain = unicodedata.normalize("NFD", seen.casefold().replace("đ", "d"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.replace("_", " ").split())


def write_keys(apps, _schema_editor):
    """Write the keys of the documents that are there."""
    documents = apps.get_model("assessments", "Document").objects
    changed = []
    for document in documents.order_by("pk").iterator():
        key = fold(" ".join(getattr(document, name) for name in WORDS))[:2000]
        if key:
            documents.filter(pk=document.pk).update(search_key=key)
            changed.append(document.pk)
    reseal("assessments.Document", changed, reason="0012_search_keys_of_documents")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0011_signed_sheets")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="search_key",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=2000
            ),
        ),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
    ]
