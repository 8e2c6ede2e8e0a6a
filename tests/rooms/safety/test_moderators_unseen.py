"""Outward there is only the team: no page and no letter to an author names a moderator, and none ranks them."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client

from openward.contributions.models import Contribution
from openward.ledger.models import RecordedFact
from openward.ledger.tasks import hear
from openward.notifications.kinds import KINDS
from openward.notifications.models import Message
from openward.people.models import Account
from openward.safety.actions.cases import take_case
from openward.safety.actions.crisis import acknowledge, flag_by_moderator
from openward.safety.actions.decisions import decide_report_case
from openward.safety.actions.readings import claim_case, decide_case, write_note
from openward.safety.actions.reports import receive_report
from openward.safety.models import Decision, Report
from tests.factories.riverbend import Riverbend, sent_story
from tests.house.access_rows import ROWS
from tests.house.test_access_matrix import client_of as client_in
from tests.house.world import make_world
from tests.rooms.safety.moderators import another_moderator

ClientOf = Callable[[str], Client]
Outcome = Decision.Outcome
ROOMS = Path(__file__).resolve().parents[3] / "openward"


def traces_of(account: Account) -> Iterator[str]:
    """What would give a moderator away."""
    yield from (account.name, account.name.split()[0], account.name.split()[-1], account.email, str(account.pk))


def assert_unseen(text: str, account: Account, where: str) -> None:
    for trace in traces_of(account):
        assert not re.search(rf"\b{re.escape(trace)}\b", text), f"{where} names a moderator: {trace}"


def everything_said(riverbend: Riverbend) -> list[tuple[Contribution, str]]:
    """Stories with the codes of their authors after each kind of step a moderator takes, by Tom Whitfield."""
    moderator = riverbend.actor("moderator")
    rule = riverbend.space.house_rules.get()
    found = []
    for outcome in (Outcome.APPROVE, Outcome.DECLINE, Outcome.PROPOSE_EDIT):
        sent = sent_story(riverbend)
        case, revision = claim_case(contribution=sent.contribution, by=moderator), sent.contribution.revisions.get()
        against = {} if outcome == Outcome.APPROVE else {"rule": rule, "words_to_author": "Thank you for telling us."}
        if outcome == Outcome.PROPOSE_EDIT:
            against["parts"] = [[name, text + " Edited."] for name, text in revision.parts]
        decide_case(
            case=case, outcome=outcome, revision_sha256=revision.sha256, version=case.version, by=moderator, **against
        )
        found.append((sent.contribution, sent.code))
    for outcome in (Outcome.HIDE, Outcome.LABEL):
        contribution, code = approved_story(riverbend)
        report = receive_report(contribution=contribution, category=Report.Category.SPAM, by=riverbend.actor("visitor"))
        case = take_case(case=report.report.case, by=moderator)
        assert contribution.shown_revision is not None
        decide_report_case(
            case=case, outcome=outcome, revision_sha256=contribution.shown_revision.sha256, rule=rule, facts="Seen.",
            words_to_author="We looked at it.", pinned_note="A note.", version=case.version, by=moderator,
        )  # fmt: skip
        found.append((contribution, code))
    contribution, code = approved_story(riverbend)
    acknowledge(crisis=flag_by_moderator(contribution=contribution, by=moderator), by=moderator)
    write_note(contribution=contribution, words="A word among us.", by=moderator)
    found.append((contribution, code))
    return found


def approved_story(riverbend: Riverbend) -> tuple[Contribution, str]:
    sent = sent_story(riverbend)
    moderator, revision = riverbend.actor("moderator"), sent.contribution.revisions.get()
    case = claim_case(contribution=sent.contribution, by=moderator)
    decide_case(
        case=case, outcome=Outcome.APPROVE, revision_sha256=revision.sha256, version=case.version, by=moderator
    )
    return Contribution.objects.select_related("shown_revision").get(pk=sent.contribution.pk), sent.code


@pytest.mark.django_db
def test_no_page_and_no_letter_to_an_author_names_a_moderator(riverbend: Riverbend, client_of: ClientOf) -> None:
    account = riverbend.account("moderator")
    said = everything_said(riverbend)
    hear_all()
    visitor = client_of("visitor")
    pages = ["/", f"/s/{riverbend.space.slug}/"]
    for contribution, code in said:
        pages += [f"/receipt/{code}/", f"/c/{contribution.pk}/"]
    seen = 0
    for page in pages:
        response = visitor.get(page)
        if response.status_code == 200:
            seen += 1
            assert_unseen(response.content.decode(), account, page)
    assert seen >= len(said) + 2
    letters = Message.objects.filter(persona__isnull=False)
    assert letters.count() >= 4
    for letter in letters:
        assert_unseen(f"{letter.kind} {letter.about} {letter.values}", account, f"the message {letter.kind}")
    for one in mail.outbox:
        assert_unseen(f"{one.subject} {one.body}", account, f"the letter “{one.subject}”")


def hear_all() -> None:
    from openward.config.wiring import HANDLERS

    for row in RecordedFact.objects.order_by("pk"):
        for kind, handlers in HANDLERS.items():
            if kind.kind() == row.kind:
                for handler in handlers:
                    hear(fact_id=row.pk, handler=f"{handler.__module__.split('.')[1]}.{handler.__name__}")


def test_letters_to_authors_have_no_place_for_a_name() -> None:
    """No kind of letter to an author takes a value, so that nothing a moderator wrote or is called can slip in."""
    assert not [kind.key for kind in KINDS if kind.is_for.value == "author" and kind.page_values]


@pytest.mark.django_db
def test_no_page_lists_figures_by_moderator() -> None:
    """Two moderators with 7 and 13 decisions: no line of any page has a moderator's name and a figure of theirs."""
    world = make_world()
    riverbend = world.riverbend
    colleague = another_moderator(riverbend)
    for actor, times in ((riverbend.actor("moderator"), 7), (colleague, 13)):
        for _number in range(times):
            sent = sent_story(riverbend)
            case = claim_case(contribution=sent.contribution, by=actor)
            sha256 = sent.contribution.revisions.get().sha256
            decide_case(case=case, outcome=Outcome.APPROVE, revision_sha256=sha256, version=case.version, by=actor)
    names = [riverbend.account("moderator").name, colleague.account.name if colleague.account else ""]
    looked_at = 0
    for role in ("lead", "administrator", "data_protection", "moderator"):
        client = client_in(world, role)
        for row in ROWS:
            if row.get is None or role not in row.get or row.query is not None:
                continue
            looked_at += 1
            text = page_text(client, row, world)
            for line in text:
                ranked = any(name in line for name in names) and re.search(r"(?<![\d:.])(7|8|13)(?![\d:.])", line)
                assert not ranked, f"{row.name} as {role}: {line.strip()[:300]}"
    assert looked_at > 100


def page_text(client: Client, row, world) -> list[str]:  # type: ignore[no-untyped-def]
    """The lines of a page: what stands in one row, list item or paragraph."""
    from django.urls import reverse

    response = client.get(reverse(row.name, kwargs=row.where(world)))
    if response.status_code != 200 or "html" not in response.get("Content-Type", ""):
        return []
    html = getattr(response, "content", b"").decode()
    blocks = re.split(r"</(?:tr|li|p|dd|h1|h2|h3|section)>", html)
    return [re.sub(r"<time[^>]*>.*?</time>|<[^>]+>", " ", block) for block in blocks]


def test_no_query_counts_by_moderator() -> None:
    """Grouping decisions by who took them is how a league table would begin."""
    who = "decided_by|taken_by|claimed_by|written_by"
    grouped = re.compile(rf"""values(?:_list)?\([^)]*["'](?:{who})\w*["'][^)]*\)[\s\S]{{0,80}}annotate""")
    assert grouped.search('Decision.objects.values("decided_by").annotate(n=Count("pk"))')
    found = [str(path) for path in ROOMS.rglob("*.py") if grouped.search(path.read_text())]
    assert found == []
