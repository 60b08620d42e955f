"""Whom a coordinator writes to about forms, and who was written to before."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone

from opendti_site.accounts.conflicts import read_conflicts
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.accounts.queries import paths_above
from opendti_site.assessments.appraisal.coverage import coverages_of
from opendti_site.assessments.appraisal.permissions import can_appraise
from opendti_site.assessments.appraisal.workload import unjudged_in
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.organisations.models import Unit
from opendti_site.reminders.enums import Lack
from opendti_site.reminders.models import Contact
from opendti_site.reminders.queries.lacks import (
    ROLES,
    LackingForm,
    lack_of,
    other_lacks,
)
from opendti_site.ui.collation import in_vietnamese_order


@dataclass(frozen=True, slots=True)
class FollowedForm:
    """A form that lacks something, who can mend it, and the last letter about it."""

    form: LackingForm
    people: Sequence[User]
    last: Contact | None

    @property
    def submission(self) -> Submission:
        """The form itself."""
        return self.form.submission

    @property
    def lack(self) -> Lack:
        """What it lacks."""
        return self.form.lack

    @property
    def others(self) -> list[Lack]:
        """What else it lacks."""
        return other_lacks(self.submission)


@dataclass(frozen=True, slots=True)
class Mailing:
    """What one press of the button would send."""

    letters: dict[User, list[LackingForm]] = field(default_factory=dict)
    """By person: one letter, whatever the number of their units."""
    recent: list[Contact] = field(default_factory=list)
    """Letters of the last hours, which are not sent again unless somebody insists."""
    without_address: dict[User, list[LackingForm]] = field(default_factory=dict)
    without_people: list[LackingForm] = field(default_factory=list)

    @property
    def units(self) -> int:
        """Count the units that letters are about."""
        return len({
            form.submission.pk for forms in self.letters.values() for form in forms
        })


def followed(rows: Iterable[Submission]) -> list[FollowedForm]:
    """Return forms of `lacking_in` with people and last letters, in a constant number of queries."""
    forms = [LackingForm(row, lack_of(row)) for row in rows]
    people = _people_for(forms)
    last: dict[int, Contact] = {}
    contacts = Contact.objects.filter(submission__in=[f.submission.pk for f in forms])
    for contact in contacts.select_related("person", "sent_by").order_by("pk"):
        last[contact.submission_id] = contact
    return [
        FollowedForm(form, people[form.submission.pk], last.get(form.submission.pk))
        for form in forms
    ]


def mailing_about(rows: Iterable[Submission], *, again: bool) -> Mailing:
    """Return what would be sent about some forms; `again` also to whom a letter has just gone."""
    forms = [LackingForm(row, lack_of(row)) for row in rows]
    people = _people_for(forms)
    recent = _recent_contacts(forms)
    mailing = Mailing()
    for form in forms:
        found = people[form.submission.pk]
        if not found:
            mailing.without_people.append(form)
        for person in found:
            former = recent.get((form.submission.pk, person.pk))
            if not person.email:
                mailing.without_address.setdefault(person, []).append(form)
            elif former and not again:
                mailing.recent.append(former)
            else:
                mailing.letters.setdefault(person, []).append(form)
    return mailing


def _recent_contacts(forms: Sequence[LackingForm]) -> dict[tuple[int, int], Contact]:
    """Return the letters of the last hours by form and person."""
    since = timezone.now() - dt.timedelta(hours=settings.CONTACT_HOURS)
    found = Contact.objects.filter(
        submission__in=[form.submission.pk for form in forms], sent_at__gt=since
    )
    rows = found.select_related("person", "submission__unit").order_by("pk")
    return {(row.submission_id, row.person_id): row for row in rows}


def _people_for(forms: Sequence[LackingForm]) -> dict[int, list[User]]:
    """Return who can mend each form: those whose role lies nearest to the unit.

    A role at the top of the tree covers every unit; its holder is written to only about units that
    nobody nearer answers for. Of appraisers all are, less those who may not appraise the unit.
    """
    paths = {form.submission.pk: paths_above(form.submission.unit) for form in forms}
    rounds = _rounds_of(forms)
    held = _holders({ROLES[form.lack] for form in forms}, paths.values())
    read_conflicts(person for people in held.values() for person in people)
    found = {
        form.submission.pk: _nearest(
            form,
            paths[form.submission.pk],
            rounds[form.submission.round_id].root,
            held,
        )
        for form in forms
    }
    for round_ in rounds.values():
        of_round = [form for form in forms if form.submission.round_id == round_.pk]
        found |= _assigned_among(round_, of_round, found)
    return found


def _assigned_among(
    round_: Round, forms: Sequence[LackingForm], people: Mapping[int, list[User]]
) -> dict[int, list[User]]:
    """Return, of the appraisers of forms, those to whom a criterion is assigned that is not judged.

    A criterion that is assigned to nobody is everybody's, unless only the assigned may appraise.
    """
    rows = [form.submission for form in forms if form.lack == Lack.NOT_APPRAISED]
    everyone = list({person for row in rows for person in people[row.pk]})
    coverages = coverages_of(round_, everyone) if everyone else {}
    if all(coverage.is_nothing for coverage in coverages.values()):
        return {}
    left = unjudged_in(round_, {row.pk for row in rows})
    found: dict[int, list[User]] = {}
    for row in rows:
        mine = {
            person.pk: coverages[person.pk].covered(left[row.pk], row)
            for person in people[row.pk]
        }
        is_shared = bool(left[row.pk] - frozenset().union(*mine.values()))
        found[row.pk] = [
            person
            for person in people[row.pk]
            if mine[person.pk] or (is_shared and not round_.only_assigned)
        ]
    return found


def _rounds_of(forms: Sequence[LackingForm]) -> dict[int, Round]:
    """Return the rounds of forms with the units that run them, by key."""
    keys = {form.submission.round_id for form in forms}
    rounds = Round.objects.filter(pk__in=keys).select_related("root", "release")
    return {round_.pk: round_ for round_ in rounds}


def _nearest(
    form: LackingForm,
    paths: Sequence[str],
    owner: Unit,
    held: dict[tuple[str, str], list[User]],
) -> list[User]:
    role = ROLES[form.lack]
    if form.lack == Lack.NOT_APPRAISED:
        unit = form.submission.unit
        return [
            user
            for user in held[role, owner.path]
            if can_appraise(user, Stage.APPRAISED, unit, owner=owner)
        ]
    return _nearest_of(role, paths, owner, held)


def _nearest_of(
    role: str,
    paths: Sequence[str],
    owner: Unit,
    held: Mapping[tuple[str, str], list[User]],
) -> list[User]:
    # Who reports for the owner itself, or for what is above it, reports upwards.
    sides = [path for path in paths if not owner.path.startswith(path)] or paths[-1:]
    return next((held[role, path] for path in reversed(sides) if held[role, path]), [])


def _holders(
    roles: Collection[str], paths: Iterable[Sequence[str]]
) -> defaultdict[tuple[str, str], list[User]]:
    """Return who holds some roles at some paths, by role and path, in the order of names."""
    held: defaultdict[tuple[str, str], list[User]] = defaultdict(list)
    assignments = RoleAssignment.objects.filter(
        role__in=roles,
        unit__path__in={path for above in paths for path in above},
        user__is_active=True,
    )
    listed = assignments.select_related("user", "unit")
    for row in listed.order_by(
        in_vietnamese_order("user__full_name"), "user__username"
    ):
        held[row.role, row.unit.path].append(row.user)
    return held


def answering_for(round_: Round, keys: Collection[int]) -> dict[int, list[User]]:
    """Return who reports or signs nearest to the unit of each form, in a constant number of queries."""
    rows = round_.submissions.filter(pk__in=keys).select_related("unit")
    paths = {row.pk: paths_above(row.unit) for row in rows}
    roles = (Role.REPORTER, Role.SIGNATORY)
    held = _holders(roles, paths.values())
    return {
        pk: [
            user
            for role in roles
            for user in _nearest_of(role, above, round_.root, held)
        ]
        for pk, above in paths.items()
    }
