"""The rows of a crisis: locked as the actor saw them, moved along the graph, with a step for everything done."""

from openward.contributions.models import Contribution
from openward.engagements.actions import let_close
from openward.people.models import Account
from openward.safety.models import CRISIS, CrisisCase, CrisisStep
from openward.safety.queries.crisis import ENDED, crisis_with_place


class CrisisMoved(Exception):
    """Somebody else did it meanwhile; nothing was changed."""


class SecondPersonNeeded(Exception):
    """The first opinion cannot be the second, and medium and high danger need both before anything is chosen."""


class SeniorDecisionNeeded(SecondPersonNeeded):
    """In high danger the safeguarding lead, a senior moderator or a lead chooses what is done."""


class WordsNeeded(ValueError):
    """What is done on this path is written down."""


def locked_crisis(crisis: CrisisCase, version: int | None = None) -> CrisisCase:
    """The crisis, locked, as the actor saw it; CrisisMoved when somebody changed it since."""
    if crisis.contribution_id is not None:
        Contribution.objects.select_for_update(of=("self",)).get(pk=crisis.contribution_id)
    CrisisCase.objects.select_for_update(of=("self",)).get(pk=crisis.pk)
    found = crisis_with_place(crisis.pk)
    assert found is not None
    if version is not None and found.version != version:
        raise CrisisMoved
    return found


def move_crisis(crisis: CrisisCase, state: CrisisCase.State) -> None:
    """Move a locked crisis along its graph; IllegalMove for a move it does not know."""
    CRISIS.check(crisis.state, state)
    crisis.state = state
    crisis.version += 1
    crisis.save()
    if state in ENDED:
        let_close(key=crisis.pk)


def add_step(crisis: CrisisCase, kind: str, words: str, account: Account | None) -> CrisisStep:
    return CrisisStep.objects.create(crisis=crisis, kind=kind, words=words.strip(), taken_by=account)


def crisis_keys(crisis: CrisisCase) -> dict[str, str]:
    space = crisis.space
    return {"key": str(crisis.pk), "organisation_key": str(space.organisation_id), "space_key": str(space.pk)}
