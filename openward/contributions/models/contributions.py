"""A contribution and its revisions."""

from __future__ import annotations

import hashlib

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from openward.contributions.models.axes import (
    OUT_OF_SIGHT,
    READ_AND_FINE,
    Distribution,
    Hold,
    Lifecycle,
    Restriction,
    Review,
    Standpoint,
)
from openward.kit.keys import new_key, new_shuffle
from openward.methods.masks import covered, masked
from openward.people.access import Actor
from openward.people.models import Badge, Persona, Service
from openward.spaces.access import READING_STAFF, memberships_of, readable_spaces
from openward.spaces.models import Space


class Kind(models.TextChoices):
    STORY = "story", _("Story")
    COMMENT = "comment", _("Comment")
    SURVEY_COMMENT = "survey_comment", _("Survey comment")


class Provenance(models.TextChoices):
    """How the words came in."""

    WEB = "web", _("Written here")
    SURVEY = "survey", _("From a survey")
    PAPER = "paper", _("From paper")
    EMAIL = "email", _("From an e-mail")
    HELPER = "helper", _("Written down by somebody else")


class Part(models.TextChoices):
    """The parts of a wording: a guided story has three, everything else has one."""

    HAPPENED = "happened", _("What happened")
    GOOD = "good", _("What was good")
    BETTER = "better", _("What could be better")
    WORDS = "words", _("Words")


class Feeling(models.TextChoices):
    """How it felt, in words people use; several may be true at once."""

    GRATEFUL = "grateful", _("Grateful")
    REASSURED = "reassured", _("Reassured")
    LISTENED_TO = "listened_to", _("Listened to")
    CONFUSED = "confused", _("Confused")
    WORRIED = "worried", _("Worried")
    IGNORED = "ignored", _("Ignored")
    UPSET = "upset", _("Upset")
    ANGRY = "angry", _("Angry")


def _all_clear() -> Q:
    return (
        Q(shown_review__in=sorted(READ_AND_FINE))
        & Q(hold=Hold.NONE)
        & ~Q(restriction__in=sorted(OUT_OF_SIGHT))
        & Q(is_set_aside=False)
    )


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def readable(self, actor: Actor) -> ContributionQuerySet:
        """What the actor may read as a reader: `visible()` said in SQL, and tested equal to it.

        An author's own words are reached by receipt and a moderator's work by the queue, not by lists; a moderator
        who reads a list sees what other staff see.
        """
        as_staff = Q(is_for_staff=True)
        if actor.kind != "system":
            staffed = Q(pk__in=[])
            for holding in actor.holdings:
                if holding.role in READING_STAFF:
                    place = Q(space__organisation_id=holding.organisation_id)
                    staffed |= place if holding.space_key is None else place & Q(space_id=holding.space_key)
            as_staff &= staffed
        as_reader = Q(is_for_everyone=True)
        if actor.account is not None or actor.places:
            as_reader |= Q(is_for_members=True, space_id__in=memberships_of(actor).values("space_id"))
        spaces = Space.objects.filter(readable_spaces(actor))
        return self.filter(Q(as_reader, space__in=spaces) | as_staff)

    def stories(self) -> ContributionQuerySet:
        """Stories and survey comments, without comments on them."""
        return self.filter(root__isnull=True)

    def with_words(self) -> ContributionQuerySet:
        """Together with what a card or page prints: shown revision, badge, service, space."""
        return self.select_related("shown_revision", "author", "service", "space", "space__organisation")


class Contribution(models.Model):
    """One thing one person said. Its words are in its revisions; `shown_revision` is the one that readers see."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="contributions")
    author = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="contributions")
    kind = models.CharField(max_length=16, choices=Kind)
    provenance = models.CharField(max_length=8, choices=Provenance, default=Provenance.WEB)
    root = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="thread")
    """The story that a comment belongs to, however deep it lies."""
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies")
    path = models.CharField(max_length=120, blank=True, db_collation="C")
    """Place of a comment in its thread: six digits a level, so that sorting by it is reading order."""

    lifecycle = models.CharField(max_length=12, choices=Lifecycle, default=Lifecycle.DRAFT)
    restriction = models.CharField(max_length=20, choices=Restriction, default=Restriction.NONE)
    restriction_reason = models.TextField(blank=True)
    restriction_ends_at = models.DateTimeField(null=True, blank=True)
    hold = models.CharField(max_length=20, choices=Hold, default=Hold.NONE)
    distribution = models.CharField(max_length=12, choices=Distribution, default=Distribution.LOCAL)
    is_set_aside = models.BooleanField(default=False, db_default=False)
    """Part of an activity that somebody still checks: shown and counted nowhere meanwhile. No axis moves by it, so
    that putting it back leaves everything exactly as it would have been."""
    shown_revision = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    shown_review = models.CharField(max_length=20, choices=Review, default=Review.PENDING)
    """The review of the shown revision, kept beside it so that readability is one column; "pending" without one."""
    may_publish = models.BooleanField(default=False)
    may_quote = models.BooleanField(default=False)
    may_teach = models.BooleanField(default=False)
    may_research = models.BooleanField(default=False)
    may_contact = models.BooleanField(default=False)

    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    happened_on = models.DateField(null=True, blank=True)
    """First day of the month in which it happened; survey comments keep the survey's own date."""
    badge = models.CharField(max_length=12, choices=Badge, default=Badge.UNSAID)
    helper = models.CharField(max_length=120, blank=True)
    """Who helped to write, as said: "my daughter", "ward volunteer"."""
    feelings = ArrayField(models.CharField(max_length=12, choices=Feeling), default=list, blank=True)
    language = models.CharField(max_length=10, default="en-gb")
    urgency = models.PositiveSmallIntegerField(default=0)
    """0 to 5, staff only: how soon a person must read it. Set by the author's tick or by a moderator."""
    survey = models.JSONField(null=True, blank=True)
    """What a survey said beside the words: score, sentiment, question."""
    import_key = models.CharField(max_length=64, null=True, blank=True)
    """Keyed hash of the source row, so that importing a file again adds nothing."""

    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    """The day it was first shown. Readers see the month: a time of day would tell who was on the ward."""
    shuffle = models.IntegerField(default=new_shuffle)
    """Random order within a day, for the same reason."""
    search = SearchVectorField(null=True)
    comment_count = models.PositiveIntegerField(default=0)
    """Comments that everybody can read, kept by the actions that show and hide them."""

    is_for_staff = models.GeneratedField(
        expression=Case(
            When(
                _all_clear() & Q(lifecycle__in=[Lifecycle.SUBMITTED, Lifecycle.PUBLISHED, Lifecycle.ARCHIVED]),
                then=Value(True),
            ),
            default=Value(False),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    is_for_members = models.GeneratedField(
        expression=Case(
            When(_all_clear() & Q(lifecycle=Lifecycle.PUBLISHED, may_publish=True), then=Value(True)),
            default=Value(False),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    is_for_everyone = models.GeneratedField(
        expression=Case(
            When(
                _all_clear()
                & Q(lifecycle=Lifecycle.PUBLISHED, may_publish=True)
                & ~Q(restriction=Restriction.COMMUNITY_ONLY),
                then=Value(True),
            ),
            default=Value(False),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = ContributionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "import_key"], name="imported_once_per_space"),
            models.CheckConstraint(
                condition=~Q(lifecycle=Lifecycle.PUBLISHED) | Q(shown_revision__isnull=False),
                name="published_shows_a_revision",
            ),
            models.CheckConstraint(
                condition=~Q(lifecycle=Lifecycle.ERASED)
                | Q(search__isnull=True, shown_revision__isnull=True, survey__isnull=True, helper=""),
                name="erased_keeps_no_words",
            ),
            models.CheckConstraint(
                condition=Q(restriction=Restriction.NONE) | ~Q(restriction_reason=""),
                name="restriction_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["space", "-published_on", "shuffle"],
                condition=Q(is_for_everyone=True, root__isnull=True),
                name="contribution_feed",
            ),
            models.Index(
                fields=["space", "-published_on", "shuffle"],
                condition=Q(is_for_members=True, root__isnull=True),
                name="contribution_members_feed",
            ),
            models.Index(
                fields=["space", "-submitted_at", "id"],
                condition=Q(is_for_staff=True, root__isnull=True),
                name="contribution_staff_list",
            ),
            # What is still to be coded is what has no coding: the keys alone are held against those of the codings.
            models.Index(
                fields=["space", "id"], condition=Q(is_for_staff=True, root__isnull=True), name="contribution_keys"
            ),
            models.Index(fields=["root", "path"], name="contribution_thread"),
            models.Index(fields=["space", "lifecycle"], name="contribution_space"),
            models.Index(fields=["author"], name="contribution_author"),
            models.Index(fields=["space", "submitted_at"], name="contribution_recent"),
            # The few that are set aside, among all that ever counted.
            models.Index(fields=["id"], condition=Q(is_set_aside=True), name="contribution_set_aside"),
            GinIndex(fields=["search"], name="contribution_search"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def words_for_readers(self) -> str:
        """The shown words as readers see them; empty while none are shown."""
        return self.shown_revision.words_for_readers if self.shown_revision else ""

    @property
    def standpoint(self) -> Standpoint:
        return Standpoint(
            lifecycle=self.lifecycle,
            review=self.shown_review,
            restriction=self.restriction,
            hold=self.hold,
            distribution=self.distribution,
            may_publish=self.may_publish,
            is_set_aside=self.is_set_aside,
        )

    @property
    def takes_replies(self) -> bool:
        return self.restriction not in {Restriction.INTERACTION_LIMITED, *OUT_OF_SIGHT}


class Revision(models.Model):
    """One wording of a contribution. Frozen once sent: a change is a new revision with a review of its own."""

    class WrittenBy(models.TextChoices):
        AUTHOR = "author", _("The author")
        MODERATOR = "moderator", _("A moderator, as a suggestion")

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    written_by = models.CharField(max_length=10, choices=WrittenBy, default=WrittenBy.AUTHOR)
    parts = models.JSONField()
    """The words as [[part, text], …]; a story has "happened", "good", "better"; others have "words"."""
    text = models.TextField()
    """All parts joined by blank lines: what is searched, coded, screened and hashed."""
    sha256 = models.CharField(max_length=64)
    masks = models.JSONField(default=list, db_default=[])
    """[[start, end, what stands there instead], …]: the passages of `text` that readers see covered now."""
    masked_text = models.TextField(null=True, blank=True)
    """The words as readers see them; none where nothing is covered."""
    review = models.CharField(max_length=20, choices=Review, default=Review.PENDING)
    change_reason = models.TextField(blank=True)
    """Why a moderator suggests this wording."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "number"], name="revision_number_once"),
        ]
        indexes = [
            # The few that wait for a person, among all that were ever read.
            models.Index(
                fields=["created_at"],
                condition=Q(review__in=[Review.PENDING, Review.IN_REVIEW, Review.ESCALATED], written_by="author"),
                name="revision_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of {self.contribution_id}"

    # What others than the author and moderators see goes through these, and in SQL through WORDS_FOR_READERS.

    @property
    def words_for_readers(self) -> str:
        """The whole wording with its masks."""
        return self.text if self.masked_text is None else self.masked_text

    @property
    def parts_for_readers(self) -> list[list[str]]:
        """The parts of the wording with their masks."""
        if not self.masks:
            return [list(part) for part in self.parts]
        start, found = 0, []
        for name, text in self.parts:
            found.append([name, self.passage_for_readers(start, start + len(text))])
            start += len(text) + 2 if text else 0
        return found

    def passage_for_readers(self, start: int, end: int) -> str:
        """Characters `start` to `end - 1` of the wording with their masks."""
        return masked(self.text, self.masks, start=start, end=end) if self.masks else self.text[start:end]

    @property
    def words_for_search(self) -> str:
        """What search finds the wording by: neither what is covered nor what stands there instead."""
        return masked(self.text, [[start, end, " "] for start, end, _instead in self.masks])

    @property
    def words_for_marking(self) -> str:
        """The wording with every covered letter as a dot, each sign in its place: for whoever marks passages of it."""
        return covered(self.text, self.masks)


WORDS_FOR_READERS = Coalesce("shown_revision__masked_text", "shown_revision__text")
"""`Contribution.words_for_readers` in SQL."""


def joined(parts: list[list[str]]) -> str:
    """The parts of a wording as one text, in order, parted by blank lines."""
    return "\n\n".join(text for _part, text in parts if text)


def text_hash(text: str) -> str:
    """SHA-256 of a wording, hexadecimal: what an approval is bound to."""
    return hashlib.sha256(text.encode()).hexdigest()
