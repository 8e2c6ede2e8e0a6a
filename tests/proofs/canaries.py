"""Words that are nobody else's, planted wherever something private is kept, and who may meet them.

The matrix below is written from what each thing is for. A canary that sings anywhere else is a leak, also when the page
itself was allowed: the crawl reads what a page says, not whether it answered.
"""

import dataclasses
import fnmatch
import re
import secrets

from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.http import HttpResponseBase, StreamingHttpResponse

from openward.contributions.actions.comments import submit_comment
from openward.contributions.actions.drafts import keep_draft_again
from openward.contributions.actions.masks import mask_wordings
from openward.contributions.models import Contribution, Nudge, Revision
from openward.contributions.models.contributions import text_hash
from openward.ledger.events import SubmissionKey
from openward.people.access import SYSTEM, actor_for_account, persona_actor
from openward.people.actions.organisations import invite_account
from openward.people.actions.personas import keep_email
from openward.people.models import Account, BreakGlass
from openward.safety.actions.cases import put_case_back, take_case
from openward.safety.actions.crisis import acknowledge, assess
from openward.safety.actions.on_call import OnCallPlace, set_on_call
from openward.safety.actions.readings import write_note
from openward.safety.actions.reports import receive_report
from openward.safety.actions.rule_reports import report_rule_words
from openward.safety.actions.watched import add_phrases, arm_phrase, try_phrase
from openward.safety.models import Appeal, Case, CrisisCase, Decision, Report, RuleLook, WatchedPhrase
from openward.spaces.models import RuleRemark
from tests.factories.riverbend import approved
from tests.house.access_rows import READS_CONTRIBUTION, Row
from tests.house.world import ROLES, World

EVERYBODY = frozenset(ROLES)
BEHIND_CODE = frozenset({
    *("receipt_show", "story_edit", "story_withdraw", "story_erase", "story_sent", "consents_edit"),
    *("draft_show", "draft_words", "telling_answer", "appeal_ask", "measure_appeal"),
})  # fmt: skip
"""Pages that five words open: whoever holds them is the author."""


@dataclasses.dataclass(frozen=True, slots=True)
class MaySing:
    """Where a canary may be met: by these roles on any page, by others on the pages named for them (a star stands for
    the rest of a name), and on the author's own pages behind five words."""

    by: frozenset[str] = frozenset()
    on: dict[str, frozenset[str]] = dataclasses.field(default_factory=dict)
    behind_code: bool = False

    def allows(self, role: str, page: str) -> bool:
        """`page` is the name of a page, with the state of its object in brackets."""
        name = page.partition("[")[0]
        if role in self.by or (self.behind_code and name in BEHIND_CODE):
            return True
        pages = self.on.get(role, frozenset())
        return page in pages or any(fnmatch.fnmatchcase(name, pattern) for pattern in pages)


def roles(*names: str) -> frozenset[str]:
    return frozenset(names)


NOWHERE = MaySing()
MODERATORS = MaySing(by=roles("moderator"))
# What is sent with a mistake in it comes back on the page of the crisis.
CRISIS_PAGES = roles("crisis_*")
WATCHED_PAGES = roles("watched_*")
ON_CALL_PAGES = roles("on_call_edit")
COLLEAGUES = {
    "administrator": roles("colleague_list", "colleague_show", "history_show"),
    # Everybody who works here can be put on the list of those who are alerted.
    "lead": ON_CALL_PAGES,
    "data_protection": ON_CALL_PAGES,
}
ADDRESSES_OF_COLLEAGUES = {"administrator": COLLEAGUES["administrator"]}

MATRIX: dict[str, MaySing] = {
    # Who somebody is.
    "e-mail of an author": NOWHERE,
    "name of a member": MaySing(on=COLLEAGUES),
    "e-mail of a member": MaySing(on=ADDRESSES_OF_COLLEAGUES),
    "name of a reporter": MaySing(on=COLLEAGUES),
    "e-mail of a reporter": MaySing(on=ADDRESSES_OF_COLLEAGUES),
    # The name under which the same member speaks in another space: there, and nowhere else.
    "other persona": MaySing(
        on={role: roles("contribution_show[in_registered]") for role in READS_CONTRIBUTION["in_registered"]}
    ),
    "phone of somebody on call": MaySing(on={"lead": ON_CALL_PAGES, "data_protection": ON_CALL_PAGES}),
    # What is written where readers never are.
    "internal note": MODERATORS,
    "note of a decision": MODERATORS,
    "note about a case": MODERATORS,
    "words of a report": MODERATORS,
    # Whoever reads words about the house rules first; why they went is read by their author too.
    "words of a rule report": MaySing(by=roles("moderator", "lead")),
    "why rule words went": MaySing(
        by=roles("moderator", "lead"), on={"advisory": roles("rule_look", "proposal_show", "remark_say")}
    ),
    # The moderator took the words away: somebody else looks again.
    "why they should be put back": MaySing(on={"lead": roles("rule_report_list", "rule_words_*")}),
    "note in a crisis": MaySing(on={"moderator": CRISIS_PAGES, "data_protection": CRISIS_PAGES}),
    "why who it is was asked": MaySing(
        on={"administrator": roles("break_glass_*"), "data_protection": roles("break_glass_*", "held_list")}
    ),
    "words of an appeal": MODERATORS,
    # The only moderator here decided first: only its author reads it.
    "appeal about an own decision": MaySing(behind_code=True),
    "words to an author": MaySing(by=roles("moderator"), behind_code=True),
    # A word in a published story that readers see covered: its author, moderators, and whoever keeps the list.
    "masked word": MaySing(by=roles("moderator"), on={"lead": WATCHED_PAGES}, behind_code=True),
    "watched word": MaySing(on={"moderator": WATCHED_PAGES, "lead": WATCHED_PAGES}),
    # An address and a telephone number within words that were declined.
    "address in declined words": MaySing(by=roles("moderator"), behind_code=True),
    "phone in declined words": MaySing(by=roles("moderator"), behind_code=True),
}  # fmt: skip

# The words of a contribution in each of its states: whoever may read it, and its author.
MATRIX |= {
    f"words: {state}": MaySing(by=frozenset(allowed), behind_code=True) for state, allowed in READS_CONTRIBUTION.items()
}
# Somebody may be in danger in the words that wait: the safeguarding lead reads them in the crisis.
MATRIX["words: pending"] = MaySing(by=roles("moderator"), on={"data_protection": CRISIS_PAGES}, behind_code=True)
MATRIX["words: draft"] = MaySing(behind_code=True)
MATRIX["words: withdrawn"] = MaySing(behind_code=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Sighting:
    """A canary that was heard: which one, by whom, on which page."""

    canary: str
    role: str
    page: str

    @property
    def is_leak(self) -> bool:
        return not MATRIX[self.canary].allows(self.role, self.page)


class Cage:
    """The canaries of one world, each with the word it sings."""

    def __init__(self) -> None:
        self.songs = {name: f"canary{secrets.token_hex(5)}" for name in MATRIX}
        # A number and an address that look like what they are.
        self.songs["phone in declined words"] = f"07700 900{secrets.randbelow(900) + 100}"
        self._names = {song.lower(): name for name, song in self.songs.items()}
        self._heard = re.compile("|".join(re.escape(song) for song in self._names), re.IGNORECASE)

    def __getitem__(self, name: str) -> str:
        return self.songs[name]

    def heard(self, text: str) -> set[str]:
        """The canaries that sing in a text."""
        return {self._names[song.lower()] for song in self._heard.findall(text)}

    def listen(self, response: HttpResponseBase, *, role: str, row: Row) -> set[Sighting]:
        """The canaries that sing in an answer."""
        return {Sighting(name, role, f"{row.name}[{row.state}]") for name in self.heard(words_of(response))}


def words_of(response: HttpResponseBase) -> str:
    """Everything that reaches the browser: headers, cookies and what the page or the file says."""
    is_stream = isinstance(response, StreamingHttpResponse)
    content: bytes = b"".join(response) if is_stream else response.content  # type: ignore[attr-defined]
    return f"{dict(response.items())} {response.cookies} {content.decode(errors='replace')}"


def plant(world: World) -> Cage:
    """Put every canary where such a thing is kept, by the actions that keep it."""
    cage = Cage()
    riverbend = world.riverbend
    for state, contribution in world.contributions.items():
        _say(contribution, cage[f"words: {state}"])
    draft = world.contributions["draft"]
    keep_draft_again(
        draft=draft, answers=[("happened", cage["words: draft"])], by=persona_actor(draft.author_id)
    )
    _say(
        world.contributions["rejected"],
        f"{cage['address in declined words']} Lane 14, ring {cage['phone in declined words']}",
    )
    for state in ("pending", "published", "rejected"):
        author = world.contributions[state].author
        email = f"{cage['e-mail of an author']}.{state}@example.org"
        keep_email(persona=author, email=email, receipt_code=world.codes[state], by=persona_actor(author.pk))
    _masked(world, cage["masked word"])
    _member(world, cage)
    _decisions(world, cage)
    _reports(world, cage)
    _crisis(world, cage)
    Appeal.objects.filter(pk=world.appeals["a colleague's"].pk).update(words=cage["words of an appeal"])
    Appeal.objects.filter(pk=world.appeals["own"].pk).update(words=cage["appeal about an own decision"])
    BreakGlass.objects.filter(pk=world.break_glass.pk).update(reason=cage["why who it is was asked"])
    WatchedPhrase.objects.filter(pk=world.watched.pk).update(phrase=cage["watched word"])
    places = [OnCallPlace(riverbend.account("data_protection"), 1, f"{cage['phone of somebody on call']}@text.example")]
    set_on_call(organisation=riverbend.cast.organisation, places=places, by=riverbend.actor("lead"))
    return cage


def _say(contribution: Contribution, song: str) -> None:
    """Let the words of a contribution hold a canary, in every wording and in the index of search."""
    for revision in Revision.objects.filter(contribution=contribution):
        (name, text), *rest = revision.parts
        revision.parts = [[name, f"{text} {song}."], *rest]
        revision.text = "\n\n".join(words for _part, words in revision.parts if words)
        revision.sha256 = text_hash(revision.text)
        revision.save()
    if contribution.shown_revision_id is not None:
        shown = Revision.objects.get(pk=contribution.shown_revision_id)
        Contribution.objects.filter(pk=contribution.pk).update(
            search=SearchVector(Value(shown.text), config="english")
        )


def _masked(world: World, song: str) -> None:
    """Let a published story hold a word that readers see covered. What the ledger knows of it is another word."""
    organisation, by = world.riverbend.cast.organisation, world.riverbend.actor("moderator")
    (phrase,) = add_phrases(organisation=organisation, rows=[("gargoyle", "mask", "It hurts.")], by=by)
    try_phrase(phrase=phrase, days=7, by=by)
    arm_phrase(phrase=phrase, by=by)
    WatchedPhrase.objects.filter(pk=phrase.pk).update(phrase=song)
    Nudge.objects.filter(key=phrase.pk).update(phrase=song)
    story = world.contributions["published"]
    _say(story, song)
    mask_wordings(Revision.objects.filter(contribution=story), organisation_id=organisation.pk)


def _account(world: World, name: str, email: str) -> Account:
    organisation = world.riverbend.cast.organisation
    return invite_account(organisation=organisation, email=f"{email}@riverbend.example", name=name, by=SYSTEM)


def _member(world: World, cage: Cage) -> None:
    """Somebody who signs in and replies in two spaces, under another persona in each."""
    account = _account(world, cage["name of a member"], cage["e-mail of a member"])
    for state, handle in (("published", "Wren"), ("in_registered", cage["other persona"])):
        by = dataclasses.replace(actor_for_account(account), submission=SubmissionKey(secrets.token_urlsafe(8)))
        sent = submit_comment(
            parent=world.contributions[state], words="Me too.", badge="patient", handle=handle, by=by
        )
        approved(world.riverbend, sent.contribution)


def _decisions(world: World, cage: Cage) -> None:
    Decision.objects.filter(pk=world.decision.pk).update(
        words_to_author=cage["words to an author"], note_to_colleagues=cage["note of a decision"]
    )
    for state in ("published", "pending", "rejected"):
        write_note(
            contribution=world.contributions[state], words=cage["internal note"], by=world.riverbend.actor("moderator")
        )


def _reports(world: World, cage: Cage) -> None:
    """Somebody who signs in reports the published story, as a visitor did before."""
    account = _account(world, cage["name of a reporter"], cage["e-mail of a reporter"])
    by = dataclasses.replace(actor_for_account(account), submission=SubmissionKey(secrets.token_urlsafe(8)))
    receive_report(
        contribution=world.contributions["published"],
        category=Report.Category.OTHER,
        words=cage["words of a report"],
        by=by,
    )
    report_rule_words(
        said=world.rule_words["proposal"],
        reason=Report.Category.OTHER,
        words=cage["words of a rule report"],
        by=dataclasses.replace(by, submission=SubmissionKey(secrets.token_urlsafe(8))),
    )
    away = world.rule_words["away"]
    RuleRemark.objects.filter(pk=away.pk).update(away_because=cage["why rule words went"])
    RuleLook.objects.filter(remark=away.pk).update(words=cage["why they should be put back"])
    case = take_case(case=world.case, by=world.riverbend.actor("moderator"))
    put_case_back(case=case, by=world.riverbend.actor("moderator"))
    Case.objects.filter(pk=case.pk).update(handed_on_with=cage["note about a case"], passed_back_by=[])


def _crisis(world: World, cage: Cage) -> None:
    moderator = world.riverbend.actor("moderator")
    acknowledge(crisis=world.crisis, by=moderator)
    assess(crisis=world.crisis, level=CrisisCase.Level.LOW, words=cage["note in a crisis"], by=moderator)
