"""An edition: a published run as a record of its own."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.audit.frozen import FrozenModel
from opendti_site.publication.inherited import InheritedPast, inherited_pasts
from opendti_site.results.enums import Stage
from opendti_site.results.words import undecided_sentences
from opendti_site.ui.language import local_name, reader_language


def _note_text(note: dict[str, str]) -> str:
    return note.get(reader_language()) or note["vi"]


class Edition(FrozenModel):
    """
    A published run, with all that its pages and files show.

    `run`, `round` and `root` say where it came from; no public page reads their rows.
    `inputs`, `fingerprint` and `framework_text` are the run's frozen answers and rules,
    from which every explanation is worked out again.
    """

    run = models.ForeignKey("results.Run", models.PROTECT, related_name="editions")
    round = models.ForeignKey(
        "assessments.Round", models.PROTECT, related_name="editions"
    )
    root = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    slug = models.SlugField(_("địa chỉ"), max_length=80, unique=True)
    title = models.CharField(_("tên bản công bố"), max_length=200)
    title_en = models.CharField(max_length=200, blank=True, default="")
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    announced_on = models.DateField(_("ngày công bố của nguồn"), null=True, blank=True)
    source_note = models.CharField(_("nguồn"), max_length=300, blank=True)
    source_note_en = models.CharField(max_length=300, blank=True, default="")
    source_url = models.URLField(_("địa chỉ nguồn"), blank=True)
    illustrative = models.BooleanField(default=False)
    notes = models.JSONField(default=list)
    printed = models.JSONField(default=dict)
    # The round and the run as they were.
    year = models.PositiveSmallIntegerField()
    round_title = models.CharField(max_length=200)
    root_name = models.CharField(max_length=200)
    root_name_en = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=16)
    stage = models.CharField(max_length=12, choices=Stage.choices)
    stages = models.JSONField(default=list)
    undecided = models.JSONField(default=dict)
    framework_text = models.TextField()
    fingerprint = models.CharField(max_length=80)
    inputs = models.TextField()
    inputs_digest = models.CharField(max_length=80)
    engine_version = models.CharField(max_length=40)
    # The edition that the columns of change compare with; its values are copied.
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    # The mergers and splits between the two, by which the values of the former units were carried over.
    successions = models.JSONField(default=list)
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
    )
    change_note = models.TextField(_("nội dung đính chính"), blank=True)
    manifest = models.JSONField()

    class Meta:
        ordering = ("-published_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(corrects__isnull=True) | ~models.Q(change_note=""),
                name="a_correction_says_what_changed",
            ),
            models.UniqueConstraint(
                fields=["round"],
                condition=models.Q(corrects__isnull=True),
                name="one_first_edition_a_round",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where everyone reads this edition."""
        return reverse("publication:ranking", args=[self.slug])

    @property
    def local_title(self) -> str:
        """The title in the reader's language, where it was given."""
        return local_name(self.title, self.title_en)

    @property
    def local_root(self) -> str:
        """The name of the body that ran the round, in the reader's language."""
        return local_name(self.root_name, self.root_name_en)

    @property
    def local_source(self) -> str:
        """The source in the reader's language, where it was given."""
        return local_name(self.source_note, self.source_note_en)

    @property
    def text(self) -> str:
        """The framework file's text, as every frozen framework gives it."""
        return self.framework_text

    @property
    def framework_fingerprint(self) -> str:
        """The fingerprint by which the compiled framework is kept."""
        return self.fingerprint

    @property
    def date(self) -> dt.date:
        """The day the result became public: at its source, else here."""
        return self.announced_on or timezone.localdate(self.published_at)

    @property
    def source_host(self) -> str:
        """The source's site, short enough to read."""
        return urlsplit(self.source_url).hostname or ""

    @property
    def file_stem(self) -> str:
        """
        What the names of its files begin with.

        The bytes of a file are sealed with the edition: that its figures are made up, or
        that a correction replaced it since, the name says.
        """
        stem = f"{self.slug}-minh-hoa" if self.illustrative else self.slug
        return f"{stem}-da-thay" if self.is_superseded else stem

    @property
    def is_superseded(self) -> bool:
        """Whether a correction has replaced it."""
        return hasattr(self, "corrected_by")

    @property
    def is_complete(self) -> bool:
        """Whether nothing was undecided when the answers were frozen."""
        return not any(self.undecided.values())

    @property
    def open_points(self) -> list[str]:
        """What was undecided when the answers were frozen, in the reader's language."""
        return undecided_sentences(self.undecided)

    @property
    def inherited(self) -> list[InheritedPast]:
        """The merged and split units, with how they came by their values of the year before."""
        found = inherited_pasts(self.successions)
        return [unit for unit in found if unit.past not in {"", "own"}]

    @property
    def noted(self) -> list[str]:
        """The notes at the foot of a page, in the reader's language."""
        return [_note_text(note) for note in self.notes if not note.get("lead")]

    @property
    def leads(self) -> list[str]:
        """The notes that a reader must see first, in their language."""
        return [_note_text(note) for note in self.notes if note.get("lead")]
