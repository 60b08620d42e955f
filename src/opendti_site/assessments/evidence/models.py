"""Documents of a unit and where they are cited."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.evidence.enums import DocumentKind, Doubt, FileState
from opendti_site.assessments.evidence.storage import path_of
from opendti_site.assessments.requests.enums import RequestState
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.rounds.models import Submission
from opendti_site.organisations.models import Unit

PDF = "application/pdf"
PICTURED = (PDF, "image/png", "image/jpeg")
"""Kinds of files of which pictures are made."""
MAX_KEY_LENGTH = 2_000


class Document(models.Model):
    """A file that we hold, or a document that is only quoted."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=DocumentKind)
    number = models.CharField(_("Số, ký hiệu"), max_length=120, blank=True)
    issued_on = models.DateField(_("Ngày ban hành"), null=True, blank=True)
    issuer = models.CharField(_("Cơ quan ban hành"), max_length=200, blank=True)
    abstract = models.CharField(_("Trích yếu"), max_length=500, blank=True)
    pages = models.CharField(_("Trang, mục"), max_length=120, blank=True)
    url = models.URLField(_("Đường dẫn"), max_length=600, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)
    # The version that this one corrects; each is corrected once.
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="newer"
    )
    # Its words without case and diacritics, by which it is searched.
    search_key = models.CharField(
        max_length=MAX_KEY_LENGTH, blank=True, default="", editable=False
    )

    class Meta:
        verbose_name = _("tài liệu kiểm chứng")
        verbose_name_plural = _("tài liệu kiểm chứng")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.number or self.abstract or self.first_file_name or self.url

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("assessments:document", args=[self.pk])

    @property
    def files(self) -> list[Attachment]:
        """Its files in their order; of a document that is not saved yet, none."""
        return list(self.attachments.all()) if self.pk else []

    @property
    def first_file_name(self) -> str:
        """The name of its first file, by which a document without other words is called."""
        return next((file.name for file in self.files), "")

    @property
    def corrected(self) -> Document | None:
        """The version that corrects this one, if there is one."""
        return getattr(self, "newer", None)


class Attachment(models.Model):
    """One file of a document; the bytes lie in the store by their digest, once for all that name them."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="attachments")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    content_type = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("tệp kiểm chứng")
        verbose_name_plural = _("tệp kiểm chứng")
        ordering = ["document_id", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "order"], name="attachment_once_a_place"
            ),
            models.CheckConstraint(
                condition=~Q(sha256=""), name="attachment_has_digest"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address that hands the file over."""
        return reverse("assessments:document_file", args=[self.document_id, self.order])

    @property
    def path(self) -> Path:
        """Where its bytes lie."""
        return path_of(self.sha256)

    @property
    def has_preview(self) -> bool:
        """Whether it is of a kind of which pictures are made."""
        return self.content_type in PICTURED


class FileFacts(models.Model):
    """What a PDF is like, by its content: found once, and found again from the file at any time."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    state = models.CharField(max_length=10, choices=FileState)
    pages = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.sha256[:12]}: {self.state}"


class EvidenceLink(models.Model):
    """A document cited for a criterion of a submission."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="evidence_links"
    )
    criterion = models.CharField(max_length=60)
    document = models.ForeignKey(Document, models.PROTECT, related_name="links")
    note = models.CharField(_("Dùng cho, trang"), max_length=300, blank=True)
    # What the person was asked about and confirmed: codes of `Doubt`, with commas.
    confirmed = models.CharField(max_length=60, blank=True, default="")
    # The request in reply to which it was added: counts once that is answered, never without it.
    request = models.ForeignKey(
        CriterionRequest,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence_links",
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "criterion", "document"],
                name="evidence_cited_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.document}"

    @property
    def counts(self) -> bool:
        """Whether it is part of the form: what was added to a reply is once that was sent."""
        return self.request is None or self.request.state == RequestState.ANSWERED

    @property
    def confirmed_words(self) -> str:
        """Return in words what the person confirmed."""
        codes = filter(None, self.confirmed.split(","))
        return ", ".join(str(Doubt(code).label) for code in codes)


class EvidenceWaiver(models.Model):
    """The unit's reason why a criterion has no evidence."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="evidence_waivers"
    )
    criterion = models.CharField(max_length=60)
    reason = models.TextField(_("Lý do thiếu tài liệu kiểm chứng"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "criterion"], name="evidence_waived_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.reason}"
