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

from django.db import connection
from django.utils import timezone

from openward.contributions.models import Contribution, Revision
from openward.ledger.models import RecordedFact
from openward.notifications.models import Message
from openward.people.access import Actor
from openward.people.actions import personas
from openward.people.models import Account, BreakGlass, VaultEntry
from openward.safety.models import Appeal, Case, CrisisCase, Decision, Report, Sanction, Screening, Strike
from openward.themes.models import Theme
from openward.themes.queries.counts import theme_counts
from tests.proofs.fold import Fold

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
    chained_to: int = 0
    """The last fact that was in the chain when it was checked."""
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
    """Every row that the promises speak of, read once."""

    def __init__(self, diary: Diary, readers: dict[str, Actor], accounts: list[Account]) -> None:
        self.diary = diary
        self.now = timezone.now()
        self.readers = readers
        for fact in RecordedFact.objects.filter(pk__gt=diary.fold.last).order_by("pk"):
            diary.fold.take(fact)
        found = Contribution.objects.select_related("shown_revision", "space__organisation", "author")
        self.contributions = list(found)
        self.revisions = list(Revision.objects.all())
        self.cases = list(Case.objects.all())
        self.decisions = list(
            Decision.objects.select_related("case__contribution", "revision").order_by("decided_at", "pk")
        )
        self.decisions_on: dict[uuid.UUID, list[Decision]] = defaultdict(list)
        for decision in self.decisions:
            self.decisions_on[decision.case.contribution_id].append(decision)
        self.reports = list(Report.objects.select_related("contribution"))
        self.appeals = list(Appeal.objects.select_related("decision", "replacement"))
        self.crises = list(CrisisCase.objects.all())
        self.strikes = list(Strike.objects.select_related("decision__case"))
        self.sanctions = list(Sanction.objects.select_related("decision"))
        self.screenings = list(Screening.objects.all())
        self.messages = list(Message.objects.all())
        self.break_glass = list(BreakGlass.objects.all())
        self.readable = {
            name: set(Contribution.objects.readable(actor).values_list("pk", flat=True))
            for name, actor in readers.items()
        }
        self.personas = self._own_personas(accounts)
        self.waiting_facts = waiting_facts()

    def _own_personas(self, accounts: list[Account]) -> dict[int, set[uuid.UUID]]:
        """The personas of some people, which nobody but the vault can tell; asked for all of them at once."""
        owners = {
            personas._account_lookup(account, space): account.pk
            for account in accounts
            for space in {one.space_id for one in self.contributions}
        }
        found: dict[int, set[uuid.UUID]] = defaultdict(set)
        entries = VaultEntry.objects.filter(account_lookup__in=owners)
        for persona, lookup in entries.values_list("persona_id", "account_lookup"):
            found[owners[str(lookup)]].add(persona)
        return found

    def remember(self) -> None:
        """What the next look is held against."""
        self.diary.report_states = {report.pk: report.state for report in self.reports}

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
        return any(
            message.persona_id == author and message.once_key.split(":", 1)[1].endswith(endings)
            for message in self.messages
        )

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

    def public_counts(self) -> Iterator[tuple[str, int | None]]:
        """Every number about people that a visitor can read."""
        for theme in Theme.objects.filter(is_public=True).select_related("engagement"):
            counts = theme_counts(theme, self.readers["visitor"])
            self.diary.done["public count"] += 1
            yield f"people of {theme.slug}", counts.people.value
            yield f"contributions of {theme.slug}", counts.contributions


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
