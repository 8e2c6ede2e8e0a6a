"""Who reads what comes in, and when; and whom the service named in advance for when it cannot wait."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.people.models import Account, Service
from openward.spaces.models.spaces import ModerationMode, Space


class Weekday(models.IntegerChoices):
    """Days of the week, numbered as Python numbers them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class DutyShift(models.Model):
    """Hours in which somebody reads what comes in: each week on one weekday, or once on one day.

    The times are those of the clocks on the wall where the space is. A shift that ends when it starts or before ends
    on the next day.
    """

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="duty_shifts")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField(choices=Weekday, null=True, blank=True)
    on_day = models.DateField(null=True, blank=True)
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    moderation_mode = models.CharField(max_length=10, choices=ModerationMode, blank=True)
    """When a person reads in these hours, where that is earlier than the space says; empty for "as the space says"."""

    class Meta:
        ordering = ["weekday", "on_day", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__isnull=False) ^ models.Q(on_day__isnull=False),
                name="duty_weekly_or_once",
            ),
            models.CheckConstraint(
                condition=models.Q(weekday__isnull=True) | models.Q(weekday__lte=Weekday.SUNDAY),
                name="duty_on_a_weekday",
            ),
            models.UniqueConstraint(
                fields=["space", "account", "weekday", "on_day", "starts_at"],
                name="duty_shift_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M} to {self.ends_at:%H:%M}"


class DutyAbsence(models.Model):
    """Days on which somebody's shifts do not count; everybody's where it names nobody, as on a public holiday.

    Why a person is away is nobody's business here.
    """

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="duty_absences")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="duty_absence_runs_forwards"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} to {self.last_on}"


class EscalationContact(models.Model):
    """One line of the escalation form: whom to contact when somebody may be in danger, agreed on in advance.

    A role and a number, not a person: people are on holiday, roles are not.
    """

    class Part(models.TextChoices):
        SERVICE = "service", _("In the service: who can act on a ward or in a clinic at once")
        SAFEGUARDING = "safeguarding", _("The safeguarding team")

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="escalation_contacts")
    part = models.CharField(max_length=12, choices=Part)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """The ward or clinic that it is for; none for every one that has no line of its own."""
    who = models.CharField(max_length=120)
    number = models.CharField(max_length=60)
    hours = models.CharField(max_length=120)
    """When the number is answered, in words."""
    agreed_with = models.CharField(max_length=120)
    """Who there knows about it and agreed."""
    agreed_on = models.DateField()

    class Meta:
        ordering = ["part", "service__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "part", "service"], name="escalation_contact_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who}, {self.number}"
