"""Columns that could hold a text about a person, and do not."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from opendti_site.privacy.register import columns_of

NEVER_WRITTEN = "a table of a library that this site never writes"
IMPERSONAL = {
    "codes, names and digests of a framework, a unit, an index": (
        "assessments.Answer: item criterion",
        "assessments.Document: number pages",
        "assessments.Attachment: sha256 content_type",
        "assessments.EvidenceLink: criterion",
        "assessments.FileFacts: sha256 state",
        "assessments.EvidenceWaiver: criterion",
        "assessments.Assignment: node block",
        "assessments.CriterionRequest: criterion",
        "assessments.Round: title framework_text fingerprint amended",
        "assessments.ScoreEntry: criterion answers documents",
        "assessments.Submission: block due_document",
        "frameworks.Crosswalk: text",
        "frameworks.FrameworkRelease: identity title_vi title_en text fingerprint notices",
        "observations.Delivery: raw_digest digest",
        "observations.Observation: framework version item",
        "organisations.Succession: kind document rule",
        "organisations.Unit: code name name_en short_name block path search_key",
        "publication.Edition: slug title title_en source_url printed round_title root_name root_name_en origin stage",
        "publication.Edition: stages undecided framework_text fingerprint inputs inputs_digest engine_version manifest successions",
        "publication.EditionScore: block node level band state",
        "publication.EditionUnit: code name name_en short_name kind block search_key",
        "publication.Proposal: title title_en slug source_url",
        "results.Run: inputs inputs_digest fingerprint engine_version result_digest undecided unit_keys failure",
        "results.RunScore: block node level band state",
    ),
    "the chain's own marks": (
        "audit.AuditLine: verb previous digest key seals",
        "audit.ChainHead: digest key",
        "audit.Verification: parts",
    ),
    "machines, and work that they do by themselves": (
        "accounts.ServiceAccount: name verbs items addresses",
        "accounts.ServiceToken: prefix digest",
        "django_tasks_database.DBTaskResult: task_path worker_ids queue_name backend_name exception_class_path",
        "feeds.Push: key body_digest answer",
        "observations.Delivery: machine",
        "operations.BackupRecord: target fault code params sha256",
        "operations.ChoreRecord: name outcome code params",
        "operations.StorageRecord: sizes",
        "operations.Worker: id host",
    ),
    "which letter, and in what language": ("mail.QueuedMail: kind language",),
    NEVER_WRITTEN: (
        "account.EmailConfirmation: key",
        "accounts.User_groups: user",
        "accounts.User_user_permissions: user",
        "auth.Group: name",
        "auth.Permission: name codename",
        "contenttypes.ContentType: app_label model",
        "socialaccount.SocialApp: provider provider_id name client_id secret key settings",
        "socialaccount.SocialToken: token token_secret",
    ),
}
"""Why not → the columns."""


def impersonal_columns() -> set[str]:
    """Return every column that is listed as holding nothing about a person."""
    return {column for listed in IMPERSONAL.values() for column in columns_of(listed)}


TEXTS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.FileField,
    models.BinaryField,
    models.GenericIPAddressField,
)


def may_be_personal(field: models.Field[object, object]) -> bool:
    """Return whether a column can hold a text that nobody chose from a list, or names an account."""
    if field.related_model is not None:
        label: str = field.related_model._meta.label  # noqa: SLF001 -- Django's documented name
        return label == settings.AUTH_USER_MODEL
    return isinstance(field, TEXTS) and not field.choices
