# When each form was first submitted, filled in where the log or the unit's own scores prove it.

from django.db import migrations, models

from opendti_site.audit.migrating import reseal

SUBJECT = "assessments.Submission:"


def by_the_log(apps):
    """Return the moment of the first submission since the last recall, by key, as the log has it."""
    lines = apps.get_model("audit", "AuditLine").objects
    acts = lines.filter(
        verb__in=["submit_answers", "recall_submission"], subject__startswith=SUBJECT
    )
    first = {}
    for verb, subject, at in acts.order_by("pk").values_list("verb", "subject", "at"):
        key = subject.removeprefix(SUBJECT)
        if verb == "recall_submission":
            first[key] = None
        elif not first.get(key):
            first[key] = at
    return first


def by_own_scores(apps):
    """Return the moment of the first score that a submission wrote, by key."""
    entries = apps.get_model("assessments", "ScoreEntry").objects
    own = entries.filter(stage="self", verdict="claimed").order_by("submission")
    found = own.values_list("submission").annotate(models.Min("at"))
    return {str(key): at for key, at in found}


def fill(apps, _schema_editor):
    """Write the moments of the forms that are there; what nothing proves stays empty."""
    forms = apps.get_model("assessments", "Submission").objects
    # Where the log speaks of a form, it alone counts: it has recalls as well.
    proved = by_own_scores(apps) | by_the_log(apps)
    changed = []
    collected = forms.filter(round__origin="collected").order_by("pk")
    for key in collected.values_list("pk", flat=True):
        if first := proved.get(str(key)):
            forms.filter(pk=key).update(first_submitted_at=first)
            changed.append(key)
    reseal("assessments.Submission", changed, reason="0015_first_submissions")


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0014_deadline_of_a_unit"),
        ("audit", "0005_parts_of_verifications"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="first_submitted_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
