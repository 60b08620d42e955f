"""Tasks that come from requests about criteria: replying, sending, looking again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.queries import requests_to_look_at
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.requests.queries import waiting
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.rounds.permissions import answered_by, overseen_by
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.home.queries.groups import Task


def to_explain(user: User, role: Role) -> list[Task]:
    """Return a task for each form of the person's units about which requests wait for their reply."""
    mine = answered_by(user, role, form="submission__")
    found = CriterionRequest.objects.filter(mine, waiting()).order_by()
    counted = found.values("submission").annotate(
        asked=Count("pk"), drafted=Count("pk", filter=~Q(reply="")), due=Min("due_at")
    )
    by_key = {row["submission"]: row for row in counted}
    forms = Submission.objects.filter(pk__in=by_key).select_related("unit", "round")
    return [
        _explaining(form, role, **by_key[form.pk])
        for form in forms.defer("round__framework_text")
    ]


def _explaining(form: Submission, role: Role, **counts: object) -> Task:
    sends = role == Role.SIGNATORY and bool(counts["drafted"])
    title = (
        _("Gửi giải trình: %(unit)s") if sends else _("Cần giải trình: %(unit)s")
    ) % {"unit": form.unit}
    numbers = {"n": counts["asked"], "m": counts["drafted"], "round": form.round.title}
    return Task(
        title=title,
        words=_("%(n)d tiêu chí được hỏi, %(m)d đã soạn trả lời · %(round)s") % numbers,
        url=reverse("assessments:explanations", args=[form.pk]),
        act=_("Xem và gửi") if sends else _("Trả lời"),
        is_rehearsal=form.round.is_rehearsal,
        done=counts["drafted"],  # type: ignore[arg-type]  # a count
        total=counts["asked"],  # type: ignore[arg-type]  # a count
        counted=pgettext("đếm", "tiêu chí"),
        due=counts["due"],  # type: ignore[arg-type]  # the least of moments
    )


def to_look_again(user: User) -> list[Task]:
    """Return a task for each round in which units have replied and nobody has appraised since."""
    mine = overseen_by(user, Role.APPRAISER, owner="submission__round__root")
    found = requests_to_look_at().filter(mine)
    counted = found.order_by().values(
        "submission__round", "submission__round__title", "submission__round__rehearses"
    )
    return [
        _looking_again(row["submission__round"], row)
        for row in counted.annotate(
            replied=Count("pk"), criterion=Min("criterion"), form=Min("submission")
        )
    ]


def _looking_again(round_: int, row: Mapping[str, Any]) -> Task:
    """Lead to the criterion itself where it is the only one, else to the list of them."""
    url, act = reverse("assessments:appraisal", args=[round_]), _("Xem các tiêu chí")
    url += "?loc=can-xem-lai"
    if row["replied"] == 1:
        grid = round_, Stage.APPRAISED, row["criterion"]
        url = reverse("assessments:criterion_grid", args=grid)
        url, act = f"{url}?don-vi={row['form']}#r-{row['form']}", _("Mở tiêu chí")
    return Task(
        title=_("Xem lại tiêu chí đã giải trình"),
        words=_("%(n)d tiêu chí đã giải trình, chờ xem lại · %(round)s")
        % {"n": row["replied"], "round": row["submission__round__title"]},
        url=url,
        act=act,
        is_rehearsal=row["submission__round__rehearses"] is not None,
    )
