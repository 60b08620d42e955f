"""Who wants which letters, and which were sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.models import Submission
from opendti_site.reminders.enums import Lack, ReminderMode


class ReminderChoice(models.Model):
    """How one person wants to be reminded; who has no row gets a letter a day."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_choice"
    )
    mode = models.CharField(
        _("Thư nhắc việc"),
        max_length=10,
        choices=ReminderMode,
        default=ReminderMode.DIGEST,
    )

    class Meta:
        verbose_name = _("cách nhận thư nhắc việc")

    def __str__(self) -> str:
        return f"{self.user}: {self.get_mode_display()}"


class SentReminder(models.Model):
    """One occasion on which a person was written to: the unique key is what makes it once.

    The key names a task with its deadline and how near it was, or the day of a daily letter. It is
    written in the transaction that queues the letter, so that of two workers one writes.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sent_reminders"
    )
    key = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("lần nhắc việc")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="reminder_sent_once"),
        ]
        indexes = [models.Index(fields=["at"], name="reminder_sent_at")]

    def __str__(self) -> str:
        return self.key


class Contact(models.Model):
    """A letter about one unit's form that a coordinator had sent to a person."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="contacts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    lack = models.CharField(max_length=16, choices=Lack)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("thư nhắc đơn vị")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["submission", "sent_at"], name="contact_of_form"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} → {self.person}"
