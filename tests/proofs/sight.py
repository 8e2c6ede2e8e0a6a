"""What a machine knows from having done it (`Diary`), and everything as the tables hold it after a step (`Sight`)."""

import copy
import dataclasses
import datetime
import inspect
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.db import connection, models
from django.utils import timezone

from openward.contributions.models import Contribution, Revision
from openward.ledger.models import RecordedFact
from openward.notifications.models import Message
from openward.people.access import Actor
from openward.people.actions import personas
from openward.people.models import Account, BreakGlass, HeldRole, Organisation, VaultEntry
from openward.safety.access.reports import reports_to_read
from openward.safety.models import Appeal, Case, CrisisCase, Decision, Report, Sanction, Screening, Strike
from openward.safety.queries.appeals import appeals_against
from openward.safety.queries.readings import decisions_for_author
from openward.safety.queries.report_appeals import second_look
from openward.spaces.models import Space
from tests.proofs.fold import Fold
from tests.proofs.memory import Memory

LONG_AGO = datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)


@dataclasses.dataclass(slots=True)
class Vault:
    """Who unsealed what: how often people read it, and every function that did."""

    opened_by: set[str] = dataclasses.field(default_factory=set)
    opened_for_people: int = 0


@dataclasses.dataclass(slots=True)
class StepSet:
    """A step on the ladder as a machine set it."""

    persona: uuid.UUID
    step: str
    until: datetime.datetime | None
    decision: uuid.UUID | None
    is_undone: bool = False
    """An appeal against the measure itself was granted."""


@dataclasses.dataclass(slots=True)
class Diary:
    """What was acknowledged to somebody, said, erased and set: known from having done it and not from the tables."""

    fold: Fold = dataclasses.field(default_factory=Fold)
    fold_began: int = 0
    struck_at: datetime.datetime = LONG_AGO
    """When the tasks of the clock ran last."""
    sent: list[str] = dataclasses.field(default_factory=list)
    reported: set[str] = dataclasses.field(default_factory=set)
    decided: set[str] = dataclasses.field(default_factory=set)
    appealed: set[str] = dataclasses.field(default_factory=set)
    submissions: list[str] = dataclasses.field(default_factory=list)
    said: dict[uuid.UUID, set[str]] = dataclasses.field(default_factory=lambda: defaultdict(set))
    """Marks in the words of each contribution."""
    noted: dict[uuid.UUID, set[str]] = dataclasses.field(default_factory=lambda: defaultdict(set))
    """Marks in what others wrote about it."""
    erased: set[str] = dataclasses.field(default_factory=set)
    noted_about_erased: set[str] = dataclasses.field(default_factory=set)
    marks_of_report: dict[uuid.UUID, set[str]] = dataclasses.field(default_factory=dict)
    signed_in_reporters: dict[uuid.UUID, set[str]] = dataclasses.field(default_factory=dict)
    report_states: dict[uuid.UUID, str] = dataclasses.field(default_factory=dict)
    distributions: dict[uuid.UUID, str] = dataclasses.field(default_factory=dict)
    steps: list[StepSet] = dataclasses.field(default_factory=list)
    vault: Vault = dataclasses.field(default_factory=Vault)
    done: Counter[str] = dataclasses.field(default_factory=Counter)

    def for_another_walk(self) -> "Diary":
        """A copy whose counts go on being counted together."""
        done = self.done
        copied = copy.deepcopy(self)
        copied.done = done
        return copied


class Sight:
    """Every row that the promises speak of. What was not written since the last look is not read again."""

    def __init__(
        self, diary: Diary, readers: dict[str, Actor], accounts: list[Account], memory: Memory | None = None
    ) -> None:
        self.diary = diary
        self.now = timezone.now()
        self.readers = readers
        self.memory = memory or Memory()
        self.memory.look()
        self._read()
        self._join()
        self.readable = self.memory.kept(
            "readable",
            {Contribution._meta.db_table, HeldRole._meta.db_table, *self.memory.of_rooms("spaces")},
            self._readable,
        )
        self.personas = self.memory.kept(
            "personas",
            {VaultEntry._meta.db_table, Space._meta.db_table},
            lambda: self._own_personas(accounts),
        )
        self.waiting_facts = self.memory.kept("jobs", {"procrastinate_jobs"}, waiting_facts)

    def _read(self) -> None:
        rows = self.memory.rows
        self.facts = self._facts()
        places = {Space._meta.db_table, Organisation._meta.db_table}
        self.spaces = self.memory.kept(
            "spaces", places, lambda: Space.objects.select_related("organisation").in_bulk()
        )
        self.contributions = rows(Contribution)
        self.revisions = rows(Revision)
        self.cases = rows(Case)
        self.decisions = rows(Decision, "decided_at", "pk")
        self.reports = rows(Report)
        self.appeals = rows(Appeal)
        self.crises = rows(CrisisCase)
        self.strikes = rows(Strike)
        self.sanctions = rows(Sanction)
        self.screenings = rows(Screening)
        self.messages = rows(Message)
        self.break_glass = rows(BreakGlass)

    def _join(self) -> None:
        """Rows that speak of one another hold one another: no promise asks the database for them one by one."""
        contributions = {one.pk: one for one in self.contributions}
        revisions = {one.pk: one for one in self.revisions}
        cases = {one.pk: one for one in self.cases}
        decisions = {one.pk: one for one in self.decisions}
        for one in self.contributions:
            one.space = self.spaces[one.space_id]
            one.shown_revision = revisions[one.shown_revision_id] if one.shown_revision_id else None
        for case in self.cases:
            case.contribution = contributions[case.contribution_id]
        self.decisions_on: dict[uuid.UUID, list[Decision]] = defaultdict(list)
        for decision in self.decisions:
            decision.case = cases[decision.case_id]
            decision.revision = revisions[decision.revision_id] if decision.revision_id else None
            self.decisions_on[decision.case.contribution_id].append(decision)
        self.reports_in: dict[uuid.UUID, list[Report]] = defaultdict(list)
        for report in self.reports:
            report.contribution = contributions[report.contribution_id]
            self.reports_in[report.case_id].append(report)
        for appeal in self.appeals:
            appeal.decision = decisions[appeal.decision_id] if appeal.decision_id else None
            appeal.replacement = decisions[appeal.replacement_id] if appeal.replacement_id else None
            appeal.contribution = contributions[appeal.contribution_id]
        for strike in self.strikes:
            strike.decision = decisions[strike.decision_id]
        for sanction in self.sanctions:
            sanction.decision = decisions[sanction.decision_id] if sanction.decision_id else None
        self.told: dict[object, list[Message]] = defaultdict(list)
        for message in self.messages:
            self.told[message.persona_id].append(message)

    def _facts(self) -> list[RecordedFact]:
        """What was recorded since the walk began. Facts are only ever added, so that only new ones are read; were an
        older one touched, all of them are."""
        table = RecordedFact._meta.db_table
        _inserted, changed, deleted = self.memory.writes[table]
        found: list[RecordedFact] = self.memory.kept_as((changed, deleted), "facts", list)
        last = found[-1].pk if found else self.diary.fold_began
        if table in self.memory.written_since("facts were read"):
            found.extend(RecordedFact.objects.filter(pk__gt=last).order_by("pk"))
        for fact in found:
            if fact.pk > self.diary.fold.last:
                self.diary.fold.take(fact)
        return found

    def facts_of(self, kind: str) -> list[RecordedFact]:
        return [fact for fact in self.facts if fact.kind == kind]

    def _readable(self) -> dict[str, set[uuid.UUID]]:
        """What lists show each reader. The question is put into SQL once a walk: it costs more than its answer."""
        found = {}
        for name, actor in self.readers.items():
            sql, values = self.memory.kept_as(
                actor.holdings,
                f"what {name} reads",
                lambda actor=actor: Contribution.objects.readable(actor).values_list("pk").query.sql_with_params(),  # type: ignore[misc]
            )
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                found[name] = {row[0] for row in cursor}
        return found

    def _own_personas(self, accounts: list[Account]) -> dict[object, set[uuid.UUID]]:
        """The personas of some people, which nobody but the vault can tell; asked for all of them at once."""
        owners = {
            personas._account_lookup(account, space): account.pk
            for account in accounts
            for space in self.spaces
        }
        found: dict[object, set[uuid.UUID]] = defaultdict(set)
        entries = VaultEntry.objects.filter(account_lookup__in=owners)
        for persona, lookup in entries.values_list("persona_id", "account_lookup"):
            found[owners[str(lookup)]].add(persona)
        return found

    def remember(self) -> None:
        """What the next look is held against."""
        self.diary.report_states = {report.pk: report.state for report in self.reports}
        self.diary.distributions = {one.pk: one.distribution for one in self.contributions}

    def is_told(self, decision: Decision) -> bool:
        """Whether a message tells of a decision, or a job that waits will write it."""
        key = decision.pk
        if decision.source == Decision.Source.APPEAL:
            # What takes the place of another decision is told with the appeal.
            key = next(appeal.pk for appeal in self.appeals if appeal.replacement_id == decision.pk)
        facts = self.diary.fold.told[str(key)]
        if facts & self.waiting_facts:
            return True
        author = decision.case.contribution.author_id
        endings = (str(key), *(str(fact) for fact in facts))
        return any(message.once_key.split(":", 1)[1].endswith(endings) for message in self.told[author])

    def steps_that_stand(self) -> dict[uuid.UUID, str]:
        """The step of everybody by what the machine set: the newest that was not overturned, unless it is over."""
        overturned = {one.pk for one in self.decisions if one.overturned_at is not None}
        found: dict[uuid.UUID, str] = {}
        settled: set[uuid.UUID] = set()
        for step in reversed(self.diary.steps):
            is_undone = step.is_undone and step.decision is not None
            if step.persona in settled or step.decision in overturned or is_undone:
                continue
            settled.add(step.persona)
            if step.step != "ok" and not step.is_undone and (step.until is None or step.until > self.diary.struck_at):
                found[step.persona] = step.step
        return found

    def page_of(self, one: Contribution) -> str:
        """What its author reads of the decisions about a contribution; read anew when a row of it is another."""
        decisions = self.decisions_on[one.pk]
        keys = {decision.pk for decision in decisions}
        about = [
            *decisions,
            *(revision for revision in self.revisions if revision.contribution_id == one.pk),
            *(sanction for sanction in self.sanctions if sanction.decision_id in keys),
            *(appeal for appeal in self.appeals if appeal.decision_id in keys),
        ]
        places = self.memory.of_rooms("spaces")
        version = ([_values(row) for row in about], [self.memory.writes[table] for table in sorted(places)])
        return self.memory.kept_as(version, f"page {one.pk}", lambda: _page(one, decisions))

    def answers_to(self, appeal: Appeal) -> set[tuple[uuid.UUID, str]]:
        """The key and the reason of every answer on the page of whoever sent the report that an appeal is about."""
        assert appeal.report_id is not None
        key = appeal.report_id
        tables = self.memory.of_rooms("safety", "contributions")

        def read() -> set[tuple[uuid.UUID, str]]:
            found = second_look(reports_to_read().get(pk=key), self.now)
            return {(one.pk, one.reason) for one in found.asked if one.outcome}

        return self.memory.kept(f"answers about {key}", tables, read)


def _page(one: Contribution, decisions: list[Decision]) -> str:
    """The decisions about it, and what they read about another look at each of them."""
    asked = [
        (appeal.pk, appeal.appellant_id, appeal.words, appeal.new_facts, appeal.reason)
        for decision in decisions
        for appeal in appeals_against(decision)
    ]
    return f"{decisions_for_author(one)!r} {asked}"


def _values(row: models.Model) -> list[object]:
    """What stands in its columns."""
    return [value for name, value in vars(row).items() if name != "_state"]


def waiting_facts() -> set[int]:
    """The facts whose consequences wait for the worker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct f.id from procrastinate_jobs join ledger_recordedfact f"
            " on f.id = (args->>'fact_id')::bigint where status = 'todo'"
        )
        return {row[0] for row in cursor.fetchall()}


@contextmanager
def watched_vault(vault: Vault) -> Iterator[None]:
    """Keep who unseals anything while the block runs. The unsealing itself goes on as ever."""
    unsealed = personas._open

    def opened(entry: VaultEntry) -> dict[str, str]:
        frame = inspect.currentframe()
        caller = frame.f_back.f_code.co_name if frame and frame.f_back else "?"
        vault.opened_by.add(caller)
        vault.opened_for_people += caller == "identity_under_break_glass"
        return unsealed(entry)

    with patch.object(personas, "_open", opened):
        yield
