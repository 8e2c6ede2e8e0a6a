"""What nobody is shown: numbers that are too small, I14, and who people are, I16."""

from tests.proofs.public_pages import is_large, people_behind, public_counts
from tests.proofs.sight import Sight


def i14_counts_shown_are_large_or_hidden(sight: Sight) -> None:
    """I14. Every number that public pages print about people is none or large and rounded. Once the worker has counted
    again, people behind a theme are as many as there are, or are withheld because there are too few: everywhere."""
    shown = public_counts(sight)
    for name, value in shown:
        assert value is None or is_large(value), (name, value)
        sight.diary.done["public count"] += value is not None
        sight.diary.done["count withheld"] += value is None
    if not sight.waiting_facts:
        behind = people_behind(sight)
        for name, value in shown:
            page, _colon, key = name.partition(":")
            if page in {"list", "page"}:
                assert value == behind[key], (name, value, behind)
    for story in sight.contributions:
        if story.root_id is None:
            comments = [one for one in sight.contributions if one.root_id == story.pk and one.is_for_everyone]
            assert story.comment_count == len(comments)


def i16_the_vault_is_read_under_break_glass_alone(sight: Sight) -> None:
    """I16. Each reading rests on a row that two people had opened and nobody had closed."""
    by_key = {str(row.pk): row for row in sight.break_glass}
    readings = sight.facts_of("people.IdentityRead")
    for fact in readings:
        row = by_key[fact.about[0].partition(":")[2]]
        assert row.opened_at is not None
        assert row.opened_at <= fact.recorded_at < row.expires_at
        assert row.closed_at is None or fact.recorded_at <= row.closed_at
        assert row.approver_id is not None
        assert row.approver_id != row.requester_id
        assert fact.author_key in {str(row.requester_id), str(row.approver_id)}
    assert sight.diary.vault.opened_for_people <= len(readings)
    assert not sight.diary.vault.opened_by - KEEPERS_OF_THE_VAULT


KEEPERS_OF_THE_VAULT = {"envelope_for_delivery", "keep_email", "lead_letters_to", "identity_under_break_glass"}
"""Who may unseal: the mail carrier, whoever seals an address anew, and break-glass."""
