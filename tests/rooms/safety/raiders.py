"""A space of fifty people with a past, and crowds that come to it: raids, campaigns, a ward group."""

import datetime
import random
import uuid
from collections.abc import Sequence

from openward.contributions.models import Contribution, Kind, Lifecycle, Review, Revision
from openward.contributions.models.contributions import text_hash
from openward.people.models import Persona
from openward.safety.models import Case, Report, Severity
from openward.spaces.models import Space

NOW = datetime.datetime(2026, 11, 23, 14, 0, tzinfo=datetime.UTC)
"""A Monday afternoon."""
COPIED = "Close this ward today because nobody in this town will ever miss it and we all know that well enough"
PETITION = "We ask the board to keep the heart clinic open on Saturdays because working families need it so much"
_WORDS = [f"{a}{b}" for a in ("ban", "del", "fir", "gos", "kul", "mar", "nev", "pol") for b in ("a", "er", "in", "om")]


def own_words(order: random.Random, length: int = 25) -> str:
    """Words that nobody else uses in this order."""
    return " ".join(order.choices(_WORDS, k=length)) + f" {order.random():.12f}"


def people(space: Space, number: int) -> list[Persona]:
    return Persona.objects.bulk_create([Persona(scope_key=space.pk, badge="patient") for _ in range(number)])


def say(
    space: Space,
    who: Sequence[Persona],
    moments: Sequence[datetime.datetime],
    texts: Sequence[str],
    *,
    is_shown: bool = True,
    thread: Contribution | None = None,
) -> list[Contribution]:
    """Each says something at their moment, as if it had gone through the ordinary way: shown at once, or waiting."""
    made = Contribution.objects.bulk_create(
        Contribution(
            space=space,
            author=persona,
            kind=Kind.COMMENT if thread else Kind.STORY,
            root=thread,
            parent=thread,
            path=f"{uuid.uuid4().int % 10**6:06d}" if thread else "",
            lifecycle=Lifecycle.SUBMITTED,
            badge="patient",
            may_publish=True,
            may_quote=True,
            submitted_at=at,
        )
        for persona, at in zip(who, moments, strict=True)
    )
    review = Review.NOT_REQUIRED if is_shown else Review.PENDING
    wordings = Revision.objects.bulk_create(
        Revision(
            contribution=one,
            number=1,
            parts=[["words" if thread else "happened", text]],
            text=text,
            sha256=text_hash(text),
            review=review,
        )
        for one, text in zip(made, texts, strict=True)
    )
    if is_shown:
        for one, wording in zip(made, wordings, strict=True):
            one.shown_revision = wording
            one.shown_review = review
            one.lifecycle = Lifecycle.PUBLISHED
            one.published_on = one.submitted_at.date() if one.submitted_at else None
        fields = ["shown_revision", "shown_review", "lifecycle", "published_on"]
        Contribution.objects.bulk_update(made, fields, batch_size=500)
    if thread and is_shown:
        shown = Contribution.objects.filter(root=thread, is_for_everyone=True).count()
        Contribution.objects.filter(pk=thread.pk).update(comment_count=shown)
    return made


def report(
    who: Sequence[Persona],
    moments: Sequence[datetime.datetime],
    about: Sequence[Contribution],
    category: str = Report.Category.SPAM,
) -> list[Report]:
    """Each reports something at their moment; only what a report leaves behind, without what follows from it."""
    made = []
    for place, (persona, _at) in enumerate(zip(who, moments, strict=True)):
        contribution = about[place % len(about)]
        cases = Case.objects.filter(contribution=contribution, kind=Case.Kind.REPORT)
        case = cases.order_by("opened_at").last() or Case.objects.create(
            contribution=contribution, kind=Case.Kind.REPORT, severity=Severity.QUALITY
        )
        made.append(
            Report(
                case=case,
                contribution=contribution,
                revision_id=contribution.shown_revision_id,
                reporter=persona,
                code_hash=uuid.uuid4().hex,
                category=category,
                state=Report.State.MERGED,
            )
        )
    Report.objects.bulk_create(made)
    for one, at in zip(made, moments, strict=True):
        one.received_at = at
    Report.objects.bulk_update(made, ["received_at"], batch_size=500)
    return made


def fifty_people(space: Space, now: datetime.datetime = NOW) -> list[Contribution]:
    """Four weeks of a space in which fifty people talk, a few times each, by day."""
    order = random.Random(1)
    who = people(space, 50)
    authors = [order.choice(who) for _ in range(150)]
    days = [order.randint(3, 27) for _ in range(150)]
    moments = [
        now.replace(hour=order.randint(8, 20), minute=order.randint(0, 59)) - datetime.timedelta(days=day)
        for day in days
    ]
    return say(space, authors, moments, [own_words(order) for _ in range(150)])


def spread(start: datetime.datetime, length: datetime.timedelta, number: int, seed: int = 2) -> list[datetime.datetime]:
    """Moments by chance within a stretch of time, in order."""
    order = random.Random(seed)
    return sorted(start + length * order.random() for _ in range(number))


def a_week(start: datetime.datetime, number: int, seed: int = 3) -> list[datetime.datetime]:
    """Moments over a week as a campaign has them: most in the first days, more by day than by night."""
    order = random.Random(seed)
    days = order.choices(range(7), weights=[24, 20, 14, 12, 10, 10, 10], k=number)
    hours = order.choices(range(24), weights=[1] * 7 + [6] * 15 + [1] * 2, k=number)
    midnight = start.replace(hour=0, minute=0)
    return sorted(
        midnight + datetime.timedelta(days=day, hours=hour, minutes=order.random() * 60)
        for day, hour in zip(days, hours, strict=True)
    )
