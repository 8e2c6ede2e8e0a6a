"""Making sense: a codebook, passages given codes, and themes that group codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Contribution, Revision
from openward.engagements.models import Engagement
from openward.kit.keys import new_key
from openward.people.models import Account


class Codebook(models.Model):
    """The codes that one engagement's words are read with, each with a definition and examples."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="codebooks")
    name = models.CharField(max_length=160)
    source = models.CharField(max_length=200, blank=True)
    """Where it comes from when it was not written here: the header of an imported survey, a published framework."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engagement", "name"], name="codebook_name_per_engagement"),
        ]

    def __str__(self) -> str:
        return self.name


class Theme(models.Model):
    """What people are telling us: a group of codes with one sentence that says it."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="themes")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=160)
    sentence = models.TextField(blank=True)
    is_public = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "slug"], name="theme_slug_per_engagement"),
        ]

    def __str__(self) -> str:
        return self.name


class Code(models.Model):
    """One label with its definition. `theme` is empty until it is grouped."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    codebook = models.ForeignKey(Codebook, on_delete=models.CASCADE, related_name="codes")
    theme = models.ForeignKey(Theme, on_delete=models.SET_NULL, null=True, blank=True, related_name="codes")
    name = models.CharField(max_length=160)
    definition = models.TextField(blank=True)
    example = models.TextField(blank=True)
    """A passage that fits, made up or reworded: never a contributor's own words."""
    counter_example = models.TextField(blank=True)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["codebook", "name"], name="code_name_per_codebook"),
        ]

    def __str__(self) -> str:
        return self.name


class Excerpt(models.Model):
    """A passage of one wording, kept as offsets: the words stay in the revision, where they can be erased."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="excerpts")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "start", "end"], name="excerpt_once"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="excerpt_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.start}-{self.end} of {self.revision_id}"


class Coding(models.Model):
    """A code given to a passage by one coder, or by an imported file."""

    class Origin(models.TextChoices):
        PERSON = "person", _("A person")
        IMPORT = "import", _("An imported file")

    excerpt = models.ForeignKey(Excerpt, on_delete=models.CASCADE, related_name="codings")
    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="codings")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="codings")
    """The excerpt's contribution, kept here because every count of a theme is a count of contributions."""
    coder = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.PERSON)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["excerpt", "code", "coder", "origin"], name="coding_once_per_coder", nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(fields=["code", "contribution"], name="coding_code"),
            models.Index(fields=["code", "-excerpt"], name="coding_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.code_id} on {self.excerpt_id}"


class EngagementCount(models.Model):
    """How much an engagement has to read, and when it and its themes were last counted.

    Counts of 200,000 contributions cannot be made while a reader waits; `actions/counts.py` makes them, and pages say
    how fresh they are. Words are never kept here, and quotes never come from here.
    """

    engagement = models.OneToOneField(
        Engagement, on_delete=models.CASCADE, primary_key=True, related_name="contribution_count"
    )
    contributions = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.contributions} in {self.engagement_id}"


class EngagementMonth(models.Model):
    """What was said in one month of an engagement: what the shares of its themes are out of."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="contribution_months")
    month = models.DateField()
    contributions = models.PositiveIntegerField()
    people = models.PositiveIntegerField()

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "month"], name="engagement_month_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contributions} in {self.month:%Y-%m}"


class ThemeCount(models.Model):
    """How many contributions and people a theme rests on; `most_of_one` are the contributions of the busiest one."""

    theme = models.OneToOneField(Theme, on_delete=models.CASCADE, primary_key=True, related_name="count")
    contributions = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    most_of_one = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.contributions} of {self.theme_id}"


class ThemeMonth(models.Model):
    """How many contributions and people spoke of a theme in one month."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    contributions = models.PositiveIntegerField()
    people = models.PositiveIntegerField()

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["theme", "month"], name="theme_month_once")]

    def __str__(self) -> str:
        return f"{self.contributions} in {self.month:%Y-%m}"


class QuotablePassage(models.Model):
    """A pointer to a passage that everybody could read and quote when the theme was last counted.

    It spares a search through tens of thousands of passages that may not be quoted. Whether this one may is asked
    each time it is about to be shown.
    """

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="quotable_passages")
    excerpt = models.ForeignKey(Excerpt, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "excerpt"], name="quotable_once_per_theme")]

    def __str__(self) -> str:
        return f"{self.excerpt_id} for {self.theme_id}"
