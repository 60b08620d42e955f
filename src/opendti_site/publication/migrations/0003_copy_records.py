"""
Earlier editions get their own units and scores, copied from what their pages joined until now.

Backwards the copies go, and the pages join again. Of several first editions of one round
the later ones become corrections: until now nothing kept two publications apart.
"""

from itertools import islice

from django.db import migrations

BATCH = 500
COPIED = (
    "block",
    "node",
    "level",
    "points",
    "max_points",
    "value",
    "of",
    "band",
    "state",
)
REPEATED = "Công bố lại; bản trước chưa có nội dung đính chính. / Published again."


def copy(apps, _schema_editor):
    Edition = apps.get_model("publication", "Edition")
    editions = Edition.objects.select_related("run__round__root")
    for edition in editions.order_by("published_at", "pk"):
        stage_runs = _describe(apps, edition)
        _link(Edition, edition)
        edition.save()
        _copy_scores(apps, edition, stage_runs, _copy_units(apps, edition))


def clear(apps, _schema_editor):
    apps.get_model("publication", "EditionScore").objects.all().delete()
    apps.get_model("publication", "EditionUnit").objects.all().delete()
    apps.get_model("publication", "Edition").objects.update(previous=None)


def _describe(apps, edition):
    """Write the round and the run as they are; returns the newest run of each stage."""
    run, round_ = edition.run, edition.run.round
    runs = apps.get_model("results", "Run").objects.filter(round=round_)
    finished = runs.filter(state="finished").defer("inputs").order_by("pk")
    stage_runs = {other.stage: other for other in finished} | {run.stage: run}
    stages = [stage for stage in ("self", "appraised", "final") if stage in stage_runs]
    edition.round, edition.root = round_, round_.root
    edition.year, edition.round_title = round_.year, round_.title
    edition.root_name, edition.root_name_en = round_.root.name, round_.root.name_en
    edition.origin, edition.stage = round_.origin, run.stage
    edition.stages = stages if len(stages) > 1 else []
    edition.undecided = run.undecided
    edition.framework_text = round_.framework_text
    edition.fingerprint = run.fingerprint
    edition.inputs, edition.inputs_digest = run.inputs, run.inputs_digest
    edition.engine_version = run.engine_version
    return stage_runs


def _link(Edition, edition):
    """Find the edition of an earlier year, and chain what was published twice."""
    earlier = Edition.objects.filter(
        corrected_by__isnull=True,
        fingerprint=edition.fingerprint,
        root=edition.root,
        year__lt=edition.year,
        published_at__lte=edition.published_at,
    ).exclude(pk=edition.pk)
    edition.previous = earlier.order_by("-year", "-pk").first()
    if edition.corrects_id:
        return
    same = Edition.objects.filter(round=edition.round).exclude(pk=edition.pk)
    last = same.filter(corrected_by__isnull=True).order_by("-pk").first()
    if last:
        edition.corrects, edition.change_note = last, REPEATED


def _copy_units(apps, edition):
    EditionUnit = apps.get_model("publication", "EditionUnit")
    scores = edition.run.scores.order_by("pk")
    blocks = dict(scores.values_list("unit", "block"))
    codes = {key: code for code, key in edition.run.unit_keys.items()}
    units = apps.get_model("organisations", "Unit").objects.in_bulk(list(blocks))
    copies = [
        EditionUnit(
            edition=edition,
            assessed_id=key,
            code=codes.get(key, units[key].code),
            name=units[key].name,
            name_en=units[key].name_en,
            short_name=units[key].short_name,
            kind=units[key].kind,
            block=block,
            search_key=units[key].search_key,
        )
        for key, block in blocks.items()
    ]
    EditionUnit.objects.bulk_create(copies, batch_size=BATCH)
    return {unit_copy.assessed_id: unit_copy for unit_copy in copies}


def _copy_scores(apps, edition, stage_runs, units):
    EditionScore = apps.get_model("publication", "EditionScore")
    points = {
        stage: {(row.unit_id, row.node): _points(row) for row in run.scores.iterator()}
        for stage, run in stage_runs.items()
    }
    past = {}
    if edition.previous:
        rows = EditionScore.objects.filter(edition=edition.previous)
        past = {
            (row.unit.assessed_id, row.node, row.block): row
            for row in rows.select_related("unit")
        }
    scores = (
        EditionScore(
            edition=edition,
            unit=units[row.unit_id],
            rank=row.place,
            previous_value=getattr(
                past.get((row.unit_id, row.node, row.block)), "value", None
            ),
            previous_rank=getattr(
                past.get((row.unit_id, row.node, row.block)), "rank", None
            ),
            **{name: getattr(row, name) for name in COPIED},
            **{
                f"{stage}_points": of_stage.get((row.unit_id, row.node))
                for stage, of_stage in points.items()
            },
        )
        for row in edition.run.scores.order_by("pk").iterator()
    )
    while batch := list(islice(scores, BATCH)):
        EditionScore.objects.bulk_create(batch)


def _points(row):
    """Return the points of a score; one that was left out has none."""
    left_out = row.state in {"not_measured", "not_applicable"} and not row.max_points
    return None if left_out else row.points


class Migration(migrations.Migration):
    dependencies = [
        ("publication", "0002_records_of_editions"),
    ]
    # This migration reads the column by its earlier name.
    run_before = [("results", "0004_rank")]

    operations = [migrations.RunPython(copy, clear)]
