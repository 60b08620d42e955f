"""The register of personal data lists every column that could hold any, and times that are so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import load_command_class
from django.db import models
from django.test import Client
from django.utils import timezone

from opendti_site.accounts.models import AttemptCount, User
from opendti_site.operations.chores import known_chores, run_chore
from opendti_site.privacy.impersonal import impersonal_columns, may_be_personal
from opendti_site.privacy.register import (
    OLD_ATTEMPTS,
    REGISTER,
    TASK_DAYS,
    TRACES,
    registered_columns,
)


def columns() -> dict[str, models.Field]:
    """Return every column of the database, as `app.Model.field`."""
    return {
        f"{model._meta.label}.{field.name}": field  # noqa: SLF001 -- Django's documented name
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields  # noqa: SLF001 -- as above
    }


def test_every_column_that_may_hold_personal_data_is_listed_once():
    known, plain = registered_columns(), impersonal_columns()
    asked = {name for name, field in columns().items() if may_be_personal(field)}
    assert asked - known - plain == set(), (
        "name these columns in privacy/register.py if they say something of a person, "
        "else in privacy/impersonal.py"
    )
    assert (known | plain) - columns().keys() == set()
    assert known & plain == set()


@pytest.mark.parametrize(
    "field",
    [
        models.EmailField(),
        models.CharField(max_length=9),
        models.TextField(),
        models.GenericIPAddressField(),
        models.JSONField(),
        models.FileField(),
    ],
)
def test_a_new_column_for_a_name_or_an_address_asks_for_its_entry(field: models.Field):
    assert may_be_personal(field)
    assert not may_be_personal(models.DateTimeField())
    assert may_be_personal(columns()["audit.AuditLine.actor"])
    assert not may_be_personal(columns()["accounts.RoleAssignment.unit"])


def test_every_column_that_names_an_account_is_a_trace_or_has_its_own_entry():
    named = {
        name
        for name, field in columns().items()
        if field.related_model is User and name not in impersonal_columns()
    }
    traces = {f"{trace.table}.{trace.field}" for trace in TRACES}
    assert traces <= named
    own_entry = {
        "account.EmailAddress.user",
        "accounts.RoleAssignment.user",
        "audit.AuditLine.actor",
        "mfa.Authenticator.user",
        "reminders.ReminderChoice.user",
        "reminders.SentReminder.user",
        "socialaccount.SocialAccount.user",
    }
    assert named - traces - own_entry == set(), (
        "name these keys in TRACES of privacy/register.py, which an erasure follows"
    )
    assert own_entry <= named - traces
    times = {f"{trace.table}.{trace.time}" for trace in TRACES}
    assert times <= columns().keys()


def test_times_are_those_of_the_work_that_deletes():
    chores = {chore.name for chore in known_chores()}
    assert {kept.chore for kept in REGISTER} - {""} <= chores
    days = load_command_class("django_tasks_db", "prune_db_task_results")
    parser = days.create_parser("", "")
    assert parser.get_default("min_age_days") == TASK_DAYS
    by_chore = {kept.chore: kept.amount for kept in REGISTER}
    assert by_chore["sessions"] * 3600 == settings.SESSION_COOKIE_AGE


@pytest.mark.django_db
def test_counts_of_attempts_whose_time_is_over_are_deleted():
    now = timezone.now()
    for key, moment in (("old", now - timedelta(seconds=1)), ("new", now)):
        expires = moment + timedelta(hours=1) if key == "new" else moment
        AttemptCount.objects.create(cache_key=key, value="", expires=expires)
    outcome = run_chore(OLD_ATTEMPTS)
    assert outcome is not None
    assert outcome.done == "1 forgotten"
    assert AttemptCount.objects.get().cache_key == "new"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", ["90 ngày sau khi gửi xong", "10 giờ", "180 ngày sau", "91/2025/QH15"]),
        (
            "/en",
            [
                "90 days after they were sent",
                "10 hours",
                "180 days after",
                "91/2025/QH15",
            ],
        ),
    ],
)
def test_whoever_is_signed_in_reads_it(
    client: Client, viewer: User, prefix: str, words: list[str]
):
    assert client.get(f"{prefix}/du-lieu-ca-nhan/").status_code == 302
    client.force_login(viewer)
    page = client.get(f"{prefix}/du-lieu-ca-nhan/").content.decode()
    assert [word for word in words if word not in page] == []
    account = client.get(f"{prefix}/tai-khoan/").content.decode()
    assert f'href="{prefix}/du-lieu-ca-nhan/"' in account
