"""The second of an identity is told so in words, by its form, its action, or after a race."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment, ServiceAccount, User
from opendti_site.assessments.evidence.actions import cite_document
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.frameworks.actions import adopt_text, create_draft
from opendti_site.organisations.models import Unit
from opendti_site.ui.duplicates import DuplicateIdentityMiddleware
from tests.site.cast import FRAMEWORK

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.site.walls.world import World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.tampered(reason="the world locks an account by its row"),
]


def unit_code(world: World) -> str:
    return posted(
        world, "organisations:add_unit", code="CucA", name="Khác", kind="agency"
    )


def unit_code_in_capitals(world: World) -> str:
    return posted(
        world, "organisations:add_unit", code="CUCA", name="Khác", kind="agency"
    )


def user_name(world: World) -> str:
    taken = world.people["without roles"].username
    return posted(
        world, "accounts:add_person", username=taken, full_name="Khác", **PASSWORDS
    )


def user_name_in_capitals(world: World) -> str:
    taken = world.people["without roles"].username.upper()
    return posted(
        world, "accounts:add_person", username=taken, full_name="Khác", **PASSWORDS
    )


def user_email(world: World) -> str:
    person = world.people["without roles"]
    person.email = "a@example.vn"
    person.save()
    return posted(
        world,
        "accounts:add_person",
        username="khac",
        full_name="Khác",
        email="A@example.vn",
        **PASSWORDS,
    )


def role(world: World) -> str:
    branch = world.branches["own"]
    person = branch.people[Role.REPORTER]
    before = RoleAssignment.objects.count()
    form = {"role": Role.REPORTER.value, "unit": branch.unit.pk}
    client = signed_in(world)
    answer = client.post(reverse("accounts:grant", args=[person.pk]), form, follow=True)
    assert answer.status_code == 200
    assert RoleAssignment.objects.count() == before
    return "one role stays one role"


def framework(world: World) -> str:
    with pytest.raises(ActionRefusedError) as refusal:
        create_draft(text=FRAMEWORK, by=world.superuser, origin="empty")
    with pytest.raises(ActionRefusedError):
        adopt_text(FRAMEWORK.replace("Nhận thức", "Hiểu"), by=world.superuser)
    return str(refusal.value)


def citation(world: World) -> str:
    link = world.branches["own"].link
    assert link is not None
    reporter = world.branches["own"].people[Role.REPORTER]
    again = cite_document(link.submission, "1.2", link.document, by=reporter)
    assert again.pk == link.pk
    return "one citation stays one citation"


def service_account(world: World) -> str:
    given = {
        "name": "Cổng dịch vụ công",
        "unit": world.branches["own"].unit.pk,
        "verbs": ["read"],
        "expires_on": (timezone.localdate() + dt.timedelta(days=9)).isoformat(),
    }
    address = reverse("accounts:add_service_account")
    signed_in(world).post(address, given)
    assert ServiceAccount.objects.filter(name=given["name"]).count() == 1
    return posted(world, "accounts:add_service_account", **given)


def by_machine(_world: World) -> str:
    """Nobody types it: a program numbers it, or writes the row that is there already."""
    return "not typed"


PASSWORDS = {"password": "Mot-mat-khau-dai-9", "password2": "Mot-mat-khau-dai-9"}
IDENTITIES: dict[str, Callable[[World], str]] = {
    "organisations.Unit code": unit_code,
    "organisations.Unit organisations_one_unit_a_code": unit_code_in_capitals,
    "accounts.User username": user_name,
    "accounts.User accounts_one_user_a_name": user_name_in_capitals,
    "accounts.User accounts_one_user_an_email": user_email,
    "accounts.RoleAssignment accounts_role_granted_once": role,
    "accounts.ServiceAccount accounts_one_service_a_name": service_account,
    "accounts.ServiceToken prefix": by_machine,
    # The same key with the same body is answered as before, with another one refused in words.
    "feeds.Push feeds_one_push_a_key": by_machine,
    # A second open proposal is refused in words, under the lock of the person.
    "accounts.RoleProposal accounts_role_proposed_once": by_machine,
    "frameworks.FrameworkRelease identity": framework,
    "assessments.EvidenceLink evidence_cited_once": citation,
    # A second correction is refused in words, under the lock of the document.
    "assessments.Document previous": by_machine,
    "assessments.Attachment attachment_once_a_place": by_machine,
    # A slug gets a number; the others are one row that is written again, or a digest.
    "publication.Edition slug": by_machine,
    "publication.Edition corrects": by_machine,
    "publication.Edition one_first_edition_a_round": by_machine,
    # A second open proposal is refused in words, under the lock of the round.
    "publication.Proposal one_open_proposal_a_round": by_machine,
    "publication.EditionScore one_published_score_a_node": by_machine,
    "publication.EditionUnit one_unit_a_code_of_an_edition": by_machine,
    "publication.EditionUnit a_unit_once_an_edition": by_machine,
    "results.RunScore one_score_a_node": by_machine,
    "assessments.Submission submission_once_a_round": by_machine,
    "assessments.EvidenceWaiver evidence_waived_once": by_machine,
    # A second open request is refused in words, under the lock of the form.
    "assessments.CriterionRequest request_open_once": by_machine,
    "assessments.Answer answer_once_an_item": by_machine,
    "frameworks.Crosswalk frameworks_one_crosswalk_a_pair": by_machine,
    # Found and then left as it is, or written again.
    "reminders.ReminderChoice user": by_machine,
    "reminders.SentReminder reminder_sent_once": by_machine,
    "audit.AuditLine digest": by_machine,
}


def signed_in(world: World) -> Client:
    client = Client()
    client.force_login(world.superuser)
    return client


def posted(world: World, route: str, **form: Any) -> str:
    """Send a form that repeats an identity; return the messages on the page."""
    answer = signed_in(world).post(reverse(route), form)
    assert answer.status_code == 200
    errors = answer.context["form"].errors
    assert errors
    return " ".join(str(fault) for found in errors.values() for fault in found)


def identities() -> set[str]:
    """List every unique column and constraint of our own tables."""
    found = set()
    for model in apps.get_models():
        if not model.__module__.startswith("opendti_site"):
            continue
        about = model._meta  # noqa: SLF001 -- Django's own way to ask
        label = about.label
        found |= {
            f"{label} {field.name}"
            for field in about.concrete_fields
            if field.unique and not field.primary_key
        }
        found |= {
            f"{label} {constraint.name}"
            for constraint in about.constraints
            if isinstance(constraint, models.UniqueConstraint)
        }
    return found


def test_every_identity_is_listed():
    assert identities() == set(IDENTITIES)


@pytest.mark.parametrize("identity", IDENTITIES)
def test_the_second_of_an_identity_is_reported_so(world: World, identity: str):
    words = IDENTITIES[identity](world)
    assert len(words) > 8
    assert "constraint" not in words


def test_the_loser_of_a_race_is_reported_so(world: World):
    """Between the look for a duplicate and the write, another request wrote the same."""

    def view(_request: Any) -> HttpResponse:
        with transaction.atomic():
            Unit.objects.create(code="CucA", name="Khác")
        return HttpResponse()

    request = RequestFactory().post("/don-vi/them/")
    middleware = DuplicateIdentityMiddleware(view)
    with pytest.raises(IntegrityError) as raised:
        view(request)
    answer = middleware.process_exception(request, raised.value)
    assert answer is not None
    assert answer.status_code == 409
    assert "Vừa có người khác ghi cùng mã" in answer.content.decode()


def test_other_broken_constraints_stay_faults(world: World):
    request = RequestFactory().post("/")
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        User.objects.filter(pk=world.superuser.pk).update(username=None)
    middleware = DuplicateIdentityMiddleware(lambda _request: HttpResponse())
    assert middleware.process_exception(request, raised.value) is None


def test_the_site_has_the_middleware(settings):
    assert (
        "opendti_site.ui.duplicates.DuplicateIdentityMiddleware" in settings.MIDDLEWARE
    )
