"""Giving codes to passages, taking them back, and finding the passages again when the words change."""

from collections.abc import Sequence

from django.db import transaction

from openward.contributions.models import Contribution, Revision
from openward.ledger.actions import record
from openward.methods.text_passages import anchor, from_utf16, locate, reanchor
from openward.people.access import Actor
from openward.themes.actions.counts import count_after_change
from openward.themes.events import PassageCoded, PassagesMoved, PassageUncoded
from openward.themes.models import Code, Coding, Excerpt


class WordsChanged(Exception):
    """Another wording is shown now than the one the passage was chosen in; nothing was coded."""


@transaction.atomic
def code_passage(
    *, contribution: Contribution, revision: Revision, start: int, end: int, codes: Sequence[Code], by: Actor
) -> list[Coding]:
    """Give codes to the characters `start` to `end` of the wording that is shown.

    Raises WordsChanged when another wording is shown by now, and methods.text_passages.UnusablePassageError. A code
    that the same person gave to the same passage before stays as it was.
    """
    current = Contribution.objects.select_for_update(of=("self",)).select_related("space").get(pk=contribution.pk)
    if current.shown_revision_id != revision.pk:
        raise WordsChanged
    if any(code.is_retired or code.codebook.engagement_id != current.space.engagement_id for code in codes):
        raise ValueError("codes are given within their engagement, and not after they were retired")
    passage = locate(revision.text, start, end)
    excerpt, _is_new = Excerpt.objects.get_or_create(
        contribution=current, revision=revision, start=passage.start, end=passage.end
    )
    given = []
    for code in codes:
        coding, is_new = Coding.objects.get_or_create(
            excerpt=excerpt,
            code=code,
            coder=by.account,
            origin=Coding.Origin.PERSON,
            defaults={"contribution": current},
        )
        if is_new:
            given.append(coding)
    if given:
        themes = {coding.code.theme_id for coding in given if coding.code.theme_id}
        record(
            PassageCoded(
                **_keys(current),
                theme_keys=tuple(sorted(str(theme) for theme in themes)),
                code_keys=tuple(str(coding.code_id) for coding in given),
            ),
            by=by,
        )
        count_after_change(contribution=current, engagement_id=current.space.engagement_id)
    return given


@transaction.atomic
def code_passages(
    *,
    contribution: Contribution,
    revision_id: int,
    passages: Sequence[tuple[int, int]],
    is_utf16: bool,
    codes: Sequence[Code],
    by: Actor,
) -> None:
    """Give codes to passages as a page sent them: of the wording `revision_id`, counted in characters, or in UTF-16
    units as browsers do. Raises what `code_passage` raises, and then codes none of them."""
    shown = contribution.shown_revision
    if shown is None or shown.pk != revision_id:
        raise WordsChanged
    for start, end in passages:
        if is_utf16:
            passage = from_utf16(shown.words_for_marking, start, end)
            start, end = passage.start, passage.end
        code_passage(contribution=contribution, revision=shown, start=start, end=end, codes=codes, by=by)


@transaction.atomic
def uncode_passage(*, coding: Coding, by: Actor) -> None:
    """Take a code off a passage; a passage without codes goes with it."""
    contribution = Contribution.objects.select_related("space").get(pk=coding.contribution_id)
    excerpt, code = coding.excerpt, coding.code
    coding.delete()
    if not excerpt.codings.exists():
        excerpt.delete()
    themes = {code.theme_id} if code.theme_id else set()
    record(
        PassageUncoded(
            **_keys(contribution), theme_keys=tuple(str(theme) for theme in themes), code_key=str(code.pk)
        ),
        by=by,
    )
    count_after_change(contribution=contribution, engagement_id=contribution.space.engagement_id, themes=themes)


@transaction.atomic
def move_excerpts(*, contribution: Contribution, by: Actor) -> None:
    """Find the coded passages of older wordings in the one that is shown now.

    A passage whose words are still there moves with its codes. One whose words were changed or cut stays with the old
    wording: it is no longer quoted or counted, and the coding page asks a person to look again.
    """
    current = Contribution.objects.select_for_update(of=("self",)).select_related("space").get(pk=contribution.pk)
    shown = current.shown_revision
    if shown is None:
        return
    left_behind = Excerpt.objects.filter(contribution=current).exclude(revision=shown).select_related("revision")
    kept = lost = 0
    for excerpt in left_behind.order_by("pk"):
        found = reanchor(shown.text, anchor(excerpt.revision.text, excerpt.start, excerpt.end))
        if found is None:
            lost += 1
            continue
        target, _is_new = Excerpt.objects.get_or_create(
            contribution=current, revision=shown, start=found.start, end=found.end
        )
        for coding in excerpt.codings.all():
            is_there = target.codings.filter(code=coding.code_id, coder=coding.coder_id, origin=coding.origin).exists()
            if not is_there:
                coding.excerpt = target
                coding.save(update_fields=["excerpt"])
        excerpt.delete()
        kept += 1
    if kept:
        record(PassagesMoved(**_keys(current), kept=kept, lost=lost), by=by)
    if kept or lost:
        count_after_change(contribution=current, engagement_id=current.space.engagement_id)


def _keys(contribution: Contribution) -> dict[str, str]:
    return {
        "key": str(contribution.pk),
        "organisation_key": str(contribution.space.organisation_id),
        "space_key": str(contribution.space_id),
    }
