"""Recording facts, sealing them into the chain, and shredding what a person wants forgotten."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from openward.kit.opened_forms import ChangedMeanwhile, hash_of
from openward.ledger.events import Author, Fact
from openward.ledger.models import GENESIS, Link, RecordedFact, commitment, next_hash

_SEALING_LOCK = 7_241_001

Handler = Callable[..., None]
_handlers: dict[type[Fact], tuple[Handler, ...]] = {}
_enqueue: Callable[[int, str], None] | None = None


class SentTwice(Exception):
    """The same form was sent again: what it asked for is already done, as `fact` tells."""

    def __init__(self, fact: RecordedFact) -> None:
        super().__init__(fact.kind)
        self.fact = fact


def connect_handlers(handlers: dict[type[Fact], tuple[Handler, ...]], *, enqueue: Callable[[int, str], None]) -> None:
    """Tell the ledger who hears which fact. Called once at start, by config/wiring.py alone."""
    global _enqueue
    _handlers.clear()
    _handlers.update(handlers)
    _enqueue = enqueue


def handlers_of(kind: type[Fact]) -> tuple[Handler, ...]:
    """The handlers that hear a kind of fact."""
    return _handlers.get(kind, ())


def handler_name(handler: Handler) -> str:
    """The name under which a handler is enqueued: its room and its name, "safety.on_reading_approved".

    Not its module, so that a job waiting while a newer version is installed still finds a handler that moved.
    """
    room = handler.__module__.removeprefix("openward.").split(".")[0]
    return f"{room}.{handler.__qualname__}"


@transaction.atomic
def record(fact: Fact, *, by: Author) -> RecordedFact:
    """Append a fact and enqueue its handlers, all within the caller's transaction.

    Raises SentTwice when the form that `by` carries was already recorded, which undoes the caller's transaction.
    """
    submission = by.submission
    submission_key = submission.value if submission and not submission.is_spent else None
    values = fact.values()
    shreddable = {field: [secrets.token_hex(16), values.pop(field)] for field in fact.shred if field in values}
    row = RecordedFact(
        kind=fact.kind(),
        recorded_at=timezone.now(),
        author_kind=by.kind,
        author_key=by.key,
        authority=by.authority(fact.organisation_key, fact.space_key),
        organisation_key=fact.organisation_key,
        about=fact.about(),
        payload=values,
        shreddable=shreddable,
        commitments={field: commitment(salt, value) for field, (salt, value) in shreddable.items()},
        submission_key=submission_key,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        earlier = RecordedFact.objects.filter(submission_key=submission_key).first() if submission_key else None
        if earlier is None:
            raise
        raise SentTwice(earlier) from None
    if submission and submission_key:
        submission.is_spent = True
    if _enqueue is not None:
        for handler in handlers_of(type(fact)):
            _enqueue(row.pk, handler_name(handler))
    return row


def refuse_second_sending(by: Author) -> None:
    """Raise SentTwice when the form that `by` carries was recorded before. For actions that would otherwise find
    their own first doing in the way and take it for somebody else's."""
    if by.submission is None or by.submission.is_spent:
        return
    earlier = RecordedFact.objects.filter(submission_key=by.submission.value).first()
    if earlier is not None:
        raise SentTwice(earlier)


def refuse_outdated(opened: str | None, standing: Mapping[str, Any], *, by: Author) -> None:
    """Raise ChangedMeanwhile when a form was opened with something else than what stands now, SentTwice when the
    change is its own. None is for whoever opened no form."""
    if opened is not None and opened != hash_of(standing):
        refuse_second_sending(by)
        raise ChangedMeanwhile


def seal_facts(*, at_once: int = 5_000) -> int:
    """Chain every unsealed fact, so many in each transaction, and return how many. Writers never wait for it; while
    another sealer is at work nothing is done."""
    total = 0
    while sealed := _seal_some(at_once):
        total += sealed
        if sealed < at_once:
            break
    return total


@transaction.atomic
def _seal_some(limit: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_SEALING_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    last = Link.objects.order_by("-sequence").first()
    sequence, previous = (last.sequence, last.hash) if last else (0, GENESIS)
    facts = list(RecordedFact.objects.filter(is_sealed=False).order_by("pk")[:limit])
    links = []
    for row in facts:
        sequence += 1
        row_digest = row.digest()
        previous = next_hash(previous, row_digest)
        links.append(Link(sequence=sequence, fact=row, digest=row_digest, hash=previous))
    Link.objects.bulk_create(links)
    RecordedFact.objects.filter(pk__in=[row.pk for row in facts]).update(is_sealed=True)
    return len(links)


def shred(*, about: Iterable[str]) -> int:
    """Forget the shreddable values of every fact about the given things ("subject:key"); the chain stays whole.

    The action that calls this records the reason in a fact of its own.
    """
    return RecordedFact.objects.filter(about__overlap=list(about)).exclude(shreddable={}).update(shreddable={})
