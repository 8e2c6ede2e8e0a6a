"""Taking in comments of a survey, thousands at a time.

They were given to a survey and not to this website: nobody was asked whether they may be shown, so they never are.
Staff read them; everybody else meets them as numbers only.
"""

import dataclasses
import datetime
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from openward.contributions.actions.masks import SEARCH_LANGUAGES, mask_wordings
from openward.contributions.events import SurveyCommentsReceived, WordsMasked
from openward.contributions.models import Contribution, Kind, Lifecycle, Provenance, Review, Revision
from openward.contributions.models.contributions import text_hash
from openward.kit.bulk_rows import insert_rows, next_ids
from openward.kit.keys import new_key, new_shuffle
from openward.kit.sealing import lookup_hash
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.actions.organisations import add_service
from openward.people.models import Badge, Organisation, Persona, Service
from openward.spaces.models import Space


@dataclasses.dataclass(frozen=True, slots=True)
class SurveyComment:
    """One comment as a survey has it.

    `identity` names the row in its source, so that it is taken in once; `respondent` is the same for all comments of
    one person (empty when nobody knows). Both are kept only as keyed hashes.
    """

    identity: tuple[str, ...]
    words: str
    answered_on: datetime.date
    service_name: str = ""
    respondent: tuple[str, ...] = ()
    survey: dict[str, object] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Added:
    """A comment that is new: its place among the rows given, its contribution and wording."""

    place: int
    contribution_id: uuid.UUID
    revision_id: int


@dataclasses.dataclass(frozen=True, slots=True)
class Received:
    """What became of a batch: the comments added, and how many had been taken in before."""

    added: tuple[Added, ...]
    skipped: int


@transaction.atomic
def receive_survey_comments(
    *, space: Space, rows: Sequence[SurveyComment], file_name: str, language: str = "en-gb", by: Actor
) -> Received:
    """Take in one batch of comments. A comment taken in before is left alone, even if its author erased it since."""
    by_key: dict[str, int] = {}
    for place, row in enumerate(rows):
        by_key.setdefault(_hash(space, "survey", row.identity), place)
    services = _services(space.organisation, {row.service_name for row in rows if row.service_name}, by=by)
    revision_ids = next_ids(Revision, len(by_key))
    made = {
        str(new_key()): (key, place, revision_id)
        for (key, place), revision_id in zip(by_key.items(), revision_ids, strict=True)
    }
    authors = {pk: _author_key(space, rows[place]) for pk, (_key, place, _revision_id) in made.items()}
    now = timezone.now().isoformat()
    added = _add_contributions(space, rows, made, authors, services, language=language, now=now)
    _add_words(rows, added, authors, space=space, now=now)
    masked = mask_wordings(
        (Revision(pk=one.revision_id, number=1, text=rows[one.place].words) for one in added),
        organisation_id=space.organisation_id,
    )
    if added:
        record(
            SurveyCommentsReceived(
                key=str(space.pk),
                organisation_key=str(space.organisation_id),
                space_key=str(space.pk),
                file_name=file_name[:100],
                count=len(added),
            ),
            by=by,
        )
    _record_masks(space, added, masked, by=by)
    return Received(tuple(added), len(rows) - len(added))


def _add_contributions(
    space: Space,
    rows: Sequence[SurveyComment],
    made: dict[str, tuple[str, int, int]],
    authors: dict[str, str],
    services: dict[str, str],
    *,
    language: str,
    now: str,
) -> list[Added]:
    """Those of `made` (by key: import key, place and number of the wording) that were not taken in before."""
    new = insert_rows(
        Contribution,
        [
            {
                "id": pk,
                "space_id": str(space.pk),
                "author_id": authors[pk],
                "kind": Kind.SURVEY_COMMENT,
                "provenance": Provenance.SURVEY,
                "lifecycle": Lifecycle.SUBMITTED,
                "shown_revision_id": revision_id,
                "shown_review": Review.NOT_REQUIRED,
                "service_id": services.get(rows[place].service_name),
                "happened_on": rows[place].answered_on.isoformat(),
                "badge": Badge.SURVEY,
                "language": language,
                "survey": rows[place].survey,
                "import_key": key,
                "created_at": now,
                "submitted_at": now,
                "shuffle": new_shuffle(),
                "words": rows[place].words,
            }
            for pk, (key, place, revision_id) in made.items()
        ],
        computed={"search": f"to_tsvector('{SEARCH_LANGUAGES.get(language, 'simple')}', given->>'words')"},
        order_by="import_key",
    )
    added = [Added(made[str(pk)][1], pk, made[str(pk)][2]) for pk in new]
    return sorted(added, key=lambda one: one.place)


def _add_words(
    rows: Sequence[SurveyComment],
    added: Sequence[Added],
    authors: dict[str, str],
    *,
    space: Space,
    now: str,
) -> None:
    # Relations are checked when the transaction ends, so authors and wordings may follow what refers to them.
    insert_rows(
        Persona,
        [
            {"id": key, "scope_key": str(space.pk), "badge": Badge.SURVEY, "created_on": now[:10]}
            for key in sorted({authors[str(one.contribution_id)] for one in added})
        ],
    )
    insert_rows(
        Revision,
        [
            {
                "id": one.revision_id,
                "contribution_id": str(one.contribution_id),
                "number": 1,
                "parts": [["words", rows[one.place].words]],
                "text": rows[one.place].words,
                "sha256": text_hash(rows[one.place].words),
                "review": Review.NOT_REQUIRED,
                "created_at": now,
            }
            for one in added
        ],
    )


def _record_masks(space: Space, added: Sequence[Added], masked: Sequence[Revision], *, by: Actor) -> None:
    """Comments of surveys are shown as they come in, so this is where readers begin to see their masks."""
    by_revision = {one.revision_id: one.contribution_id for one in added}
    for revision in masked:
        record(
            WordsMasked(
                key=str(by_revision[revision.pk]),
                organisation_key=str(space.organisation_id),
                space_key=str(space.pk),
                revision_number=revision.number,
                covered=len(revision.masks),
            ),
            by=by,
        )


def _hash(space: Space, label: str, parts: tuple[str, ...]) -> str:
    return lookup_hash(label, str(space.pk), *parts, key=settings.SECRETS.lookup_key)


def _author_key(space: Space, row: SurveyComment) -> str:
    """The same persona for all comments of one respondent, so that people and not comments are counted.

    Made from a keyed hash: it finds the persona again without a table that leads from a respondent to it.
    """
    if not row.respondent:
        return str(new_key())
    return str(uuid.UUID(bytes=bytes.fromhex(_hash(space, "respondent", row.respondent))[:16], version=4))


def _services(organisation: Organisation, names: set[str], *, by: Actor) -> dict[str, str]:
    """The keys of the organisation's services by name; those not known yet are added."""
    found = _known_services(organisation)
    missing = sorted(name for name in names if name.casefold() not in found)
    if missing:
        # Two imports at once must not add a service twice.
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        found = _known_services(organisation)
        slugs = set(Service.objects.filter(organisation=organisation).values_list("slug", flat=True))
        for name in missing:
            if name.casefold() not in found:
                slug = _free_slug(name, slugs)
                slugs.add(slug)
                found[name.casefold()] = add_service(organisation=organisation, name=name, slug=slug, by=by).pk
    return {name: str(found[name.casefold()]) for name in names}


def _known_services(organisation: Organisation) -> dict[str, uuid.UUID]:
    rows = Service.objects.filter(organisation=organisation).values_list("name", "pk")
    return {name.casefold(): pk for name, pk in rows}


def _free_slug(name: str, taken: set[str]) -> str:
    plain = slugify(name)[:44] or "service"
    numbered = (plain, *(f"{plain}-{number}" for number in range(2, len(taken) + 2)))
    return next(slug for slug in numbered if slug not in taken)
