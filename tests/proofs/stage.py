"""The ground on which machines walk: a hospital with a few stories, its people, a clock and a worker.

A walk happens within one transaction that is rolled back at its end, so that it costs no more than its steps; and each
step within a savepoint, as a request does: what is refused leaves nothing.
"""

import contextlib
import dataclasses
import datetime
import functools
import json
import secrets
import uuid
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeVar

import time_machine
from django.core import mail
from django.db import connection, transaction
from django.http import Http404
from django.test import Client
from django.utils import timezone
from hypothesis.stateful import RuleBasedStateMachine, invariant

from openward.contributions.actions.reviews import WordsChanged
from openward.contributions.actions.stories import HeldByLaw
from openward.contributions.models import Contribution
from openward.engagements.models import Asking
from openward.kit.state_graphs import IllegalMove
from openward.ledger.actions import SentTwice
from openward.ledger.events import SubmissionKey
from openward.ledger.tasks import hear
from openward.people.access import SYSTEM, VISITOR, Actor, actor_for_account, persona_actor
from openward.people.actions.break_glass import AnotherPersonNeeded, NotOpen
from openward.people.actions.organisations import give_role, invite_account
from openward.people.actions.personas import personas_of
from openward.people.models import Account, Role
from openward.safety.actions import shifts
from openward.safety.actions.appeals import NoAppeal
from openward.safety.actions.cases import CaseMoved, NothingWaits, SeniorNeeded
from openward.safety.actions.crisis import CrisisMoved, SecondPersonNeeded
from openward.safety.actions.decisions import DeciderIsInvolved
from openward.safety.actions.readings import claim_case, decide_case
from openward.safety.actions.reports import AlreadyJudged, ReportedBefore
from openward.safety.models import Case, CrisisCase, Decision, Report
from openward.safety.tasks.cases import close_cases, end_measures, watch_clocks
from openward.safety.tasks.crisis import remind_of_crises, watch_crises
from openward.safety.tasks.screening import check_again, end_screenings
from openward.spaces.access import NotNow
from openward.spaces.models import DutyShift, Space
from openward.themes.actions.codings import code_passage
from openward.themes.models import Code, Coding
from tests.factories.loops import shown, theme_of
from tests.factories.riverbend import Riverbend, found_riverbend, sent_story
from tests.proofs.invariants import INVARIANTS
from tests.proofs.memory import Memory
from tests.proofs.sight import Diary, Sight, StepSet, watched_vault

Result = TypeVar("Result")

REFUSALS: tuple[type[Exception], ...] = (
    shifts.NotNow,
    shifts.SeenEnough,
    AlreadyJudged,
    AnotherPersonNeeded,
    CaseMoved,
    CrisisMoved,
    DeciderIsInvolved,
    HeldByLaw,
    Http404,
    IllegalMove,
    NoAppeal,
    NotNow,
    NotOpen,
    NothingWaits,
    ReportedBefore,
    SecondPersonNeeded,
    SeniorNeeded,
    SentTwice,
    WordsChanged,
)
"""How an action says no. Anything else that it raises is a mistake."""

CLOCK = (end_measures, watch_clocks, close_cases, end_screenings, check_again, watch_crises, remind_of_crises)
MODERATORS = ("moderator", "second", "third")
LIVELY, QUIET = 3, 8
"""Stories to which everything happens, and such as are only there: so that counts stand at the edge of being shown."""
START = datetime.datetime(2027, 3, 9, 10, 0, tzinfo=datetime.UTC)
"""A Tuesday morning: a walk goes the same way on every day of the year."""

AGES = {
    "Appeal": "opened_at",
    "BreakGlass": "asked_at",
    "Case": "opened_at",
    "CrisisCase": "opened_at",
    "Decision": "decided_at",
    "PlaceMeasure": "starts_at",
    "Report": "received_at",
}
"""How to tell which row is older where keys are random; so that the same walk meets the same rows."""


@dataclasses.dataclass(frozen=True, slots=True)
class Ground:
    """What every walk begins with, made once."""

    riverbend: Riverbend
    diary: Diary
    accounts: dict[str, Account]


def prepare() -> Ground:
    """Riverbend with three moderators, rules that reports can cite, and three stories that everybody reads."""
    with time_machine.travel(START, tick=True):
        return _prepare()


def _prepare() -> Ground:
    riverbend = found_riverbend()
    organisation = riverbend.cast.organisation
    accounts = {part: riverbend.account(part) for part in ("moderator", "coder", "lead", "data_protection")}
    accounts["administrator"] = riverbend.account("administrator")
    for name in MODERATORS[1:]:
        account = invite_account(
            organisation=organisation, email=f"{name}@riverbend.example", name=f"{name} moderator", by=SYSTEM
        )
        give_role(account=account, organisation=organisation, role=Role.MODERATOR, by=SYSTEM)
        accounts[name] = account
    Space.objects.filter(pk=riverbend.space.pk).update(has_rota=True)
    riverbend.space.refresh_from_db()
    for day in range(5):
        # Around the clock but not at the weekend: then everything waits for a person.
        DutyShift.objects.create(
            space=riverbend.space,
            account=accounts["moderator"],
            weekday=day,
            starts_at=datetime.time(0),
            ends_at=datetime.time(0),
        )
    rule = riverbend.space.house_rules.get()
    for number, key in enumerate(("be-kind", "no-advice"), start=2):
        rule.pk, rule.number, rule.key, rule.text = None, number, key, f"The rule {key}."
        rule.save(force_insert=True)
    diary = Diary()
    for number in range(QUIET + LIVELY):
        said = mark()
        sent = sent_story(riverbend, happened=f"I waited {said}.", email=f"writer{number}@example.org")
        approve_by_hand(riverbend, sent.contribution)
        diary.said[sent.contribution.pk] |= {said}
    _answered_theme(riverbend)
    run_worker()
    diary.sent = [str(key) for key in Contribution.objects.order_by("created_at").values_list("pk", flat=True)]
    diary.decided = {str(key) for key in Decision.objects.values_list("pk", flat=True)}
    Sight(diary, {"visitor": VISITOR}, []).remember()
    diary.fold_began = diary.fold.last
    return Ground(riverbend, diary, accounts)


def approve_by_hand(riverbend: Riverbend, contribution: Contribution) -> None:
    """Read and approved by the moderator, as from the queue."""
    by = riverbend.actor("moderator")
    case = claim_case(contribution=contribution, by=by)
    seen = contribution.revisions.get()
    decide_case(
        case=case, outcome=Decision.Outcome.APPROVE, revision_sha256=seen.sha256, version=case.version, by=by
    )


def _answered_theme(riverbend: Riverbend) -> None:
    """A public theme with one person more behind it than it takes to say how many, and the answer to it."""
    theme = theme_of(riverbend, stories=0)
    for story in Contribution.objects.filter(shown_revision__isnull=False):
        code_words(riverbend, story)
    Asking.objects.create(
        engagement=riverbend.engagement, how="letter", people=12, asked_on=timezone.localdate()
    )
    run_worker()
    shown(riverbend, theme=theme, status="will_do")


def code_words(riverbend: Riverbend, story: Contribution) -> list[Coding]:
    """Its first words, with the one code there is."""
    assert story.shown_revision is not None
    codes, coder = list(Code.objects.all()), riverbend.actor("coder")
    return code_passage(contribution=story, revision=story.shown_revision, start=0, end=8, codes=codes, by=coder)


def mark() -> str:
    """A word that is nobody else's."""
    return f"quokka{secrets.token_hex(5)}"


def run_worker() -> None:
    """Do every job that waits, urgent ones first, as the worker does: and those that follow from them."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                # A test that commits leaves its jobs behind when its facts are swept away.
                "select id, args from procrastinate_jobs where status = 'todo' and task_name = 'ledger.hear'"
                " and exists (select 1 from ledger_recordedfact f where f.id = (args->>'fact_id')::bigint)"
                " order by priority desc, id"
            )
            waiting = cursor.fetchall()
        if not waiting:
            return
        for key, args in waiting:
            hear.func(**json.loads(args))
            with connection.cursor() as cursor:
                cursor.execute("update procrastinate_jobs set status = 'succeeded' where id = %s", [key])


class Stage(RuleBasedStateMachine):
    """A walk. Rules are in the parts that a machine is made of; what must hold is checked here after every step."""

    ground: ClassVar[Ground]

    def __init__(self) -> None:
        super().__init__()
        self.undone = contextlib.ExitStack()
        self.undone.enter_context(self._rolled_back())
        self.riverbend = self.ground.riverbend
        self.diary = self.ground.diary.for_another_walk()
        self.clock = self.undone.enter_context(time_machine.travel(START + datetime.timedelta(hours=1), tick=True))
        self.undone.enter_context(watched_vault(self.diary.vault))
        self.clients: dict[str, Client] = {}
        self.memory = Memory()
        self.held = False
        mail.outbox.clear()

    @contextlib.contextmanager
    def _rolled_back(self) -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def teardown(self) -> None:
        try:
            if self.held:
                # As somebody sees it who has not seen the walk: every table read, every link of the chain walked.
                self.memory = Memory()
                self.everything_that_is_promised_holds()
        finally:
            self.undone.close()

    @invariant()
    def everything_that_is_promised_holds(self) -> None:
        self.held = False
        sight = self.sight()
        for promise in INVARIANTS:
            promise(sight)
        sight.remember()
        self.held = True

    def sight(self) -> Sight:
        return Sight(self.diary, self.readers, list(self.ground.accounts.values()), self.memory)

    @functools.cached_property
    def readers(self) -> dict[str, Actor]:
        return {"visitor": VISITOR, "responder": self.riverbend.actor("responder")}

    # --- Who ------------------------------------------------------------------------------------------------------

    def actor(self, part: str) -> Actor:
        """Somebody with a fresh form; what they send under it is acknowledged once."""
        submission = SubmissionKey(secrets.token_urlsafe(12))
        if part == "visitor":
            return dataclasses.replace(VISITOR, submission=submission)
        return actor_for_account(self.ground.accounts[part], submission=submission)

    def author(self, contribution: Contribution) -> Actor:
        return persona_actor(contribution.author_id, submission=SubmissionKey(secrets.token_urlsafe(12)))

    def client(self, part: str) -> Client:
        if part not in self.clients:
            self.clients[part] = Client()
            if part != "visitor":
                backend = "allauth.account.auth_backends.AuthenticationBackend"
                self.clients[part].force_login(self.ground.accounts[part], backend=backend)
        return self.clients[part]

    # --- What -----------------------------------------------------------------------------------------------------

    def one(self, rows: Any, number: int) -> Any:
        """One of some rows, by a number that may be larger than there are; None of none."""
        keys = list(rows.order_by(AGES.get(rows.model.__name__, "pk")).values_list("pk", flat=True))
        return rows.get(pk=keys[number % len(keys)]) if keys else None

    def story(self, number: int) -> Contribution:
        """One of the contributions, however it stands; the newest ones come up oftenest."""
        keys = self.diary.sent[QUIET:]
        return Contribution.objects.select_related("space__organisation").get(pk=keys[-1 - number % len(keys)])

    def case(self, number: int) -> Case | None:
        """A report case: four times in five one that is not over, if there is one."""
        found = Case.objects.filter(kind=Case.Kind.REPORT).select_related("contribution__shown_revision")
        waiting = found.exclude(state__in=[Case.State.DECIDED, Case.State.NOTIFIED, Case.State.CLOSED])
        chosen: Case | None = self.one(waiting, number) if number % 5 else None
        return chosen or self.one(found, number)

    def crisis(self, number: int) -> CrisisCase | None:
        """A crisis: mostly one that goes on."""
        going_on = CrisisCase.objects.exclude(state=CrisisCase.State.CLOSED)
        chosen: CrisisCase | None = self.one(going_on, number) if number % 5 else None
        return chosen or self.one(CrisisCase.objects.all(), number)

    def attempt(self, name: str, action: Callable[[], Result], *also: type[Exception]) -> Result | None:
        """Do something as a request does it: whole, or refused and then as if never asked."""
        try:
            with transaction.atomic():
                result = action()
        except (*REFUSALS, *also):
            self.diary.done[f"refused: {name}"] += 1
            return None
        self.diary.done[name] += 1
        return result

    def acknowledge(self, by: Actor) -> None:
        """What was sent under this form was acknowledged: from now on it exists once."""
        if by.submission is not None and by.submission.is_spent:
            self.diary.submissions.append(by.submission.value)

    def keep_decision(self, decision: Decision, *, step: str | None = None, until: Any = None) -> None:
        self.diary.decided.add(str(decision.pk))
        if step is not None and any(effect["what"] == "step" for effect in decision.effects):
            self.keep_step(decision.case.contribution.author_id, step, until, decision.pk)

    def keep_step(self, persona: uuid.UUID, step: str, until: Any, decision: uuid.UUID | None) -> None:
        self.diary.steps.append(StepSet(persona, step, until, decision))

    def own_personas(self, part: str) -> set[uuid.UUID]:
        account = self.ground.accounts[part]
        return personas_of(account=account, scope_keys=[self.riverbend.space.pk])

    # --- Clock and worker -----------------------------------------------------------------------------------------

    def strike_the_clock(self) -> None:
        """Everything that happens by the calendar."""
        self.diary.struck_at = timezone.now()
        for task in CLOCK:
            task.func(timestamp=0)

    def reported_by(self, report: Report, words: str, part: str) -> None:
        self.diary.reported.add(str(report.pk))
        marks = {words} - {""}
        if part != "visitor":
            account = self.ground.accounts[part]
            self.diary.signed_in_reporters[report.pk] = {str(account.pk), account.name, account.email}
            marks |= {str(account.pk), account.email}
        self.diary.marks_of_report[report.pk] = marks
        self.diary.noted[report.contribution_id] |= {words} - {""}
