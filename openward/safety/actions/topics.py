"""What words are about, for those who leave a topic to others; and telling the leads when nobody is left for one."""

from collections.abc import Collection, Iterable

from django.db import transaction

from openward.contributions.actions.stories import locked
from openward.contributions.models import Contribution
from openward.ledger.actions import record
from openward.methods.hard_topics import hard_topics
from openward.people.access import Actor
from openward.safety.events.care import TopicsSorted, TopicWithoutAnybody
from openward.safety.models import Case, Topic, TopicMark
from openward.safety.queries.care import topics_of, topics_without_anybody
from openward.spaces.models import Space


@transaction.atomic
def sort_by_topic(*, contribution: Contribution, text: str, by: Actor) -> list[str]:
    """Mark what words are about, as a check of them finds it. Marks are only added: a person takes them away."""
    current = locked(contribution)
    found = set(hard_topics(text)) - set(topics_of(current))
    if not found:
        return []
    TopicMark.objects.bulk_create([TopicMark(contribution=current, topic=topic) for topic in sorted(found)])
    _topics_changed(current, by=by)
    return sorted(found)


@transaction.atomic
def mark_topics(*, contribution: Contribution, topics: Collection[str], by: Actor) -> None:
    """A moderator says what words are about; what they leave out does not count any more."""
    current = locked(contribution)
    wanted = {str(Topic(one)) for one in topics}
    marks = TopicMark.objects.filter(contribution=current)
    marks.exclude(topic__in=wanted).delete()
    known = set(marks.values_list("topic", flat=True))
    fresh = [TopicMark(contribution=current, topic=one, is_by_person=True) for one in sorted(wanted - known)]
    TopicMark.objects.bulk_create(fresh)
    _topics_changed(current, by=by)


def topics_with(contribution: Contribution, topics: Iterable[str]) -> list[str]:
    """What a locked contribution is about, together with what a report says. Part of an action, never one by itself."""
    fresh = [TopicMark(contribution=contribution, topic=topic) for topic in topics]
    TopicMark.objects.bulk_create(fresh, ignore_conflicts=True)
    return topics_of(contribution)


@transaction.atomic
def forget_topics(*, contribution: Contribution, by: Actor) -> None:
    """Forget what erased words were about."""
    current = locked(contribution)
    if TopicMark.objects.filter(contribution=current).delete()[0]:
        _topics_changed(current, by=by)


@transaction.atomic
def say_who_is_missing(*, space: Space, topics: Collection[str], by: Actor) -> list[str]:
    """Tell the leads, by a fact, of topics that every moderator of a space leaves to others. Returns those topics."""
    missing = topics_without_anybody(space, topics) if topics else []
    for topic in missing:
        keys = {"organisation_key": str(space.organisation_id), "space_key": str(space.pk)}
        record(TopicWithoutAnybody(key=str(space.pk), topic=topic, **keys), by=by)
    return missing


def _topics_changed(contribution: Contribution, *, by: Actor) -> None:
    """The open cases carry the same topics as their contribution."""
    topics = topics_of(contribution)
    Case.objects.filter(contribution=contribution, closed_at__isnull=True).update(topics=topics)
    space = contribution.space
    keys = {"organisation_key": str(space.organisation_id), "space_key": str(space.pk)}
    record(TopicsSorted(key=str(contribution.pk), **keys), by=by)
    say_who_is_missing(space=space, topics=topics, by=by)
