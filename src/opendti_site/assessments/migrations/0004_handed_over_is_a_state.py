"""Forms that were handed over before it was a state of theirs."""

from __future__ import annotations

from django.db import migrations


def forwards(apps, schema_editor):
    submissions = apps.get_model("assessments", "Submission").objects
    waiting = submissions.filter(handed_over_at__isnull=False)
    waiting.filter(state__in=["open", "returned"]).update(state="handed_over")


def backwards(apps, schema_editor):
    submissions = apps.get_model("assessments", "Submission").objects
    submissions.filter(state="handed_over").update(state="open")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_handing_over_and_basis")]
    operations = [migrations.RunPython(forwards, backwards)]
