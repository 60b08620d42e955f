# Each answer is an observation as well: those of before are recorded with the moment of their last save.

import datetime as dt
from itertools import groupby

from django.db import migrations

from opendti_site.audit.migrating import reseal
from opendti_site.observations.readings import DIGESTED, digest_of

NAME = "0023_answers_are_observations"
NOTE = "Ghi từ số liệu có sẵn khi nâng cấp; lúc ghi nhận là lần lưu cuối"
BATCH = 2000


def observe_answers(apps, schema_editor):
    """Append an observation for each answer of a round that counts, one delivery a form, person and moment."""
    answers = apps.get_model("assessments", "Answer").objects
    deliveries = apps.get_model("observations", "Delivery").objects
    observation = apps.get_model("observations", "Observation")
    made, waiting = [], []
    rows = (
        answers
        .filter(submission__round__rehearses=None)
        .select_related("submission__round__release")
        .defer("submission__round__framework_text", "submission__round__release__text")
        .order_by("submission", "updated_at", "updated_by", "pk")
    )
    saves = groupby(
        rows.iterator(chunk_size=BATCH),
        lambda row: (row.submission_id, row.updated_at, row.updated_by_id),
    )
    for (_submission, at, by), saved in saves:
        found = [observation(**described(row), recorded_at=at) for row in saved]
        digest = digest_of(
            tuple(getattr(row, name) for name in DIGESTED) for row in found
        )
        delivery = deliveries.create(
            source="form",
            by_id=by,
            recorded_at=at,
            note=NOTE,
            count=len(found),
            digest=digest,
        )
        for row in found:
            row.delivery_id = delivery.pk
        made.append(delivery.pk)
        waiting += found
        if len(waiting) >= BATCH:
            observation.objects.bulk_create(waiting, batch_size=BATCH)
            waiting = []
    observation.objects.bulk_create(waiting, batch_size=BATCH)
    settle(schema_editor)
    reseal("observations.Delivery", made, reason=NAME)


def described(answer):
    """Return what an answer says: nothing, while a text that replaced it cannot be read."""
    round_ = answer.submission.round
    framework, _at, version = round_.release.identity.partition("@")
    is_given = answer.state == "given" and not answer.rejected
    return {
        "unit_id": answer.submission.unit_id,
        "framework": framework,
        "version": version,
        "item": answer.item,
        "value": answer.value if is_given else None,
        "text": answer.text if is_given else "",
        "state": "blank" if answer.rejected else answer.state,
        "reason": answer.comment or answer.reason,
        "period_start": dt.date(round_.year, 1, 1),
        "period_end": dt.date(round_.year, 12, 31),
        "source": "form",
    }


def forget_answers(apps, schema_editor):
    """Remove what forms saved: the former version does not write it."""
    observations = apps.get_model("observations", "Observation").objects
    deliveries = apps.get_model("observations", "Delivery").objects
    saved = deliveries.filter(source="form")
    observations.filter(source="form").delete()
    saved.delete()
    settle(schema_editor)


def settle(schema_editor):
    """Let PostgreSQL check the new rows now: it alters no table while checks are left."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0022_frameworks_changed_in_rounds"),
        ("observations", "0002_reasons"),
    ]

    operations = [migrations.RunPython(observe_answers, forget_answers)]
