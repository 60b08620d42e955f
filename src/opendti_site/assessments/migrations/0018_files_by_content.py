# A document has several files, and a file lies once under its digest, whoever has it.

import os
import shutil
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from opendti_site.audit.migrating import reseal

NAME = "0018_files_by_content"
COLUMNS = ("size", "sha256", "content_type")


def write_attachments(apps, schema_editor):
    """Give each file a row, and a name by its digest beside the one it had.

    Files are linked (copied where the file system has no links), not moved: if the migration
    fails, everything lies where it lay. The sweep puts the former names aside later, where the
    names by digest keep the bytes.
    """
    documents = apps.get_model("assessments", "Document").objects
    attachments = apps.get_model("assessments", "Attachment").objects
    changed, made = [], []
    for document in documents.exclude(file="").order_by("pk").iterator():
        described = {name: getattr(document, name) for name in COLUMNS}
        name = document.file_name or document.sha256
        row = attachments.create(
            document_id=document.pk, order=1, name=name, **described
        )
        link_file(document.file.name, document.sha256)
        changed.append(document.pk)
        made.append(row.pk)
    settle(schema_editor)
    reseal("assessments.Document", changed, reason=NAME)
    reseal("assessments.Attachment", made, reason=NAME)


def link_file(name, sha256):
    """Let a stored file be found by its digest; one that is gone stays a finding."""
    evidence = Path(settings.DATA_DIR) / "evidence"
    former, target = evidence / name, evidence / sha256[:2] / sha256
    if not former.is_file() or target.exists():
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(former, target)
    except OSError:
        # Not every file system has hard links. Under another name first: a copy that breaks off
        # must not be taken for the file.
        copied = target.with_suffix(".part")
        shutil.copyfile(former, copied)
        copied.replace(target)


def write_columns(apps, schema_editor):
    """Put the file of each document into its row again; several would be lost."""
    documents = apps.get_model("assessments", "Document").objects
    attachments = apps.get_model("assessments", "Attachment").objects
    if attachments.filter(order__gt=1).exists():
        message = (
            "some documents have several files, which the former tables cannot hold"
        )
        raise RuntimeError(message)
    for row in attachments.order_by("pk").iterator():
        described = {name: getattr(row, name) for name in COLUMNS}
        path = f"{row.sha256[:2]}/{row.sha256}"
        documents.filter(pk=row.document_id).update(
            file=path, file_name=row.name, **described
        )
    settle(schema_editor)


def settle(schema_editor):
    """Let PostgreSQL check the new rows now: it alters no table while checks are left."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0017_assignments_to_units")]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("content_type", models.CharField(max_length=120)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="assessments.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "tệp kiểm chứng",
                "verbose_name_plural": "tệp kiểm chứng",
                "ordering": ["document_id", "order"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "order"), name="attachment_once_a_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256", ""), _negated=True),
                        name="attachment_has_digest",
                    ),
                ],
            },
        ),
        # Before the rows: backwards they are written before it is checked.
        migrations.RemoveConstraint("document", "evidence_file_has_digest"),
        migrations.RunPython(write_attachments, write_columns),
        migrations.RemoveField("document", "file"),
        migrations.RemoveField("document", "file_name"),
        migrations.RemoveField("document", "size"),
        migrations.RemoveField("document", "sha256"),
        migrations.RemoveField("document", "content_type"),
    ]
