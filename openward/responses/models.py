"""Responses: what the service says and does about what people said, and whether it met their point."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Contribution
from openward.engagements.models import Engagement
from openward.improvements.models import Improvement, Measure
from openward.kit.keys import new_key
from openward.people.models import Account
from openward.safety.models import NamelessReport
from openward.themes.models import Theme


class Area(models.TextChoices):
    """The seven areas of a good reply (ENB-20), as a checklist for whoever writes one."""

    INTRODUCTION = "introduction", _("Who I am")
    EXPLANATION = "explanation", _("How your words reached me")
    SPEED = "speed", _("We answer soon, or say why it took long")
    THANKS_AND_APOLOGY = "thanks_and_apology", _("Thank you, and sorry without an “if”")
    CONTENT = "content", _("An answer to each point you made")
    SIGNPOSTING = "signposting", _("Where to turn next")
    SIGN_OFF = "sign_off", _("My name and role")


CHANGEABLE = datetime.timedelta(minutes=30)
"""How long the writer of an answer that was shown at once can change it or take it back."""


class Response(models.Model):
    """A public answer to a theme or to a single contribution, signed by a person with a role."""

    class Status(models.TextChoices):
        HEARD = "heard", _("Heard")
        DECIDING = "deciding", _("Deciding")
        WILL_DO = "will_do", _("We will do it")
        DID = "did", _("We did it")
        NO_BECAUSE = "no_because", _("No, because")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        AWAITING_CHECK = "awaiting_check", _("Waiting for a second person")
        SHOWN = "shown", _("Shown")
        REPLACED = "replaced", _("Replaced by a newer answer")
        ERASED = "erased", _("Erased with the words it answered")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="responses")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, null=True, blank=True, related_name="responses")
    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, null=True, blank=True, related_name="responses"
    )
    status = models.CharField(max_length=12, choices=Status)
    words = models.TextField()
    because = models.TextField(blank=True)
    """The reason of a "no, because"."""
    promised_by_on = models.DateField(null=True, blank=True)
    """For "we will do it": by when."""
    areas_covered = ArrayField(models.CharField(max_length=20, choices=Area), default=list, blank=True)
    signed_name = models.CharField(max_length=120)
    signed_role = models.CharField(max_length=120)
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reworded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Who changed the draft last: like its first writer, they do not check their own claim."""
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    read_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The second person who read it before it was shown; none when it was shown at once."""
    read_at = models.DateTimeField(null=True, blank=True)
    sent_back_because = models.TextField(blank=True)
    """Why a second person did not let it be shown. A claim of change keeps its own reason."""
    changeable_until = models.DateTimeField(null=True, blank=True)
    """For an answer that was shown at once: until when its writer can change it or take it back. Those behind it are
    told afterwards."""
    created_at = models.DateTimeField(auto_now_add=True)
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(theme__isnull=False) ^ models.Q(contribution__isnull=False),
                name="response_answers_one_thing",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="no_because") | ~models.Q(because="") | models.Q(state="erased"),
                name="no_has_a_because",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="will_do") | models.Q(promised_by_on__isnull=False),
                name="promise_has_a_date",
            ),
            # One answer stands for each theme and each story; a newer one replaces it.
            models.UniqueConstraint(
                fields=["theme"], condition=models.Q(state="shown"), name="one_answer_shown_per_theme"
            ),
            models.UniqueConstraint(
                fields=["contribution"], condition=models.Q(state="shown"), name="one_answer_shown_per_story"
            ),
        ]
        indexes = [models.Index(fields=["engagement", "state", "-shown_at"], name="response_record")]

    def __str__(self) -> str:
        return f"{self.status} ({self.state})"

    def is_changeable(self, now: datetime.datetime) -> bool:
        """Whether its writer can still change what is shown, or take it back."""
        return (
            self.state == self.State.SHOWN and self.changeable_until is not None and self.changeable_until > now
        )

    @property
    def all_words(self) -> str:
        """Everything that readers read and that was written for it."""
        claim = getattr(self, "claim", None)
        claimed = (claim.what_changed, claim.how_we_know) if claim else ()
        return "\n\n".join(part for part in (self.words, self.because, *claimed) if part)

    @property
    def writers(self) -> frozenset[object]:
        """Keys of the accounts that wrote it: none of them may check its claim."""
        return frozenset({self.written_by_id, self.reworded_by_id} - {None})


class ChangeClaim(models.Model):
    """The claim behind "we did it": what changed, since when, how we know. Checked by a second person."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, primary_key=True, related_name="claim")
    improvement = models.ForeignKey(Improvement, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    what_changed = models.TextField()
    since_on = models.DateField()
    how_we_know = models.TextField()
    checked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    sent_back_reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.what_changed


class AnswerReport(NamelessReport):
    """Somebody says that something is wrong with a shown answer."""

    class Reason(models.TextChoices):
        IDENTIFIES = "identifies", _("It says who somebody is, or something about them that should stay private")
        BLAME = "blame", _("It blames or attacks somebody")
        UNTRUE = "untrue", _("It says something that is not true")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        STAYS = "stays", _("The answer stays")
        TAKEN_AWAY = "taken_away", _("The answer was taken away")

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=12, choices=Reason)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)

    class Meta(NamelessReport.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason="other") | ~models.Q(words=""), name="other_answer_report_says_what"
            ),
        ]
        indexes = [
            models.Index(fields=["response"], condition=models.Q(outcome=""), name="answer_report_waiting"),
        ]


class Telling(models.Model):
    """That one contributor was told of one response, and what they thought of it."""

    class Verdict(models.TextChoices):
        YES = "yes", _("Yes, it meets my point")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="tellings")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="tellings")
    told_at = models.DateTimeField(auto_now_add=True)
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    words = models.TextField(blank=True)
    """What the contributor says about the answer; read by the service, not shown to others."""
    answered_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    """When the service answered a reopened point with a newer response."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "contribution"], name="told_once_per_response"),
        ]
        indexes = [
            models.Index(
                fields=["response"],
                condition=models.Q(reopened_at__isnull=False, settled_at__isnull=True),
                name="telling_reopened",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} told of {self.response_id}"
