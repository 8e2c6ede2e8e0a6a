"""The state of everything, worked out from the facts alone: what the tables say must be the same, byte for byte.

Every fact that moves something along a state graph is held against that graph on the way, so that a move which no
graph allows is noticed even when a later one leads back.
"""

import json
from collections import defaultdict
from typing import Any

from openward.contributions.models.axes import LIFECYCLE, REVIEW
from openward.kit.state_graphs import IllegalMove, StateGraph
from openward.ledger.models import RecordedFact
from openward.safety.models import APPEAL, CASE, CRISIS

UNREAD = ("pending", "in_review", "changes_requested", "escalated")


class Words:
    """One contribution as its facts tell it."""

    def __init__(self) -> None:
        self.lifecycle, self.restriction, self.hold = "draft", "none", "none"
        self.given: list[str] = []
        self.reviews: dict[int, str] = {}
        self.approved: set[str] = set()
        """Hashes of wordings that somebody approved."""

    def state(self) -> dict[str, Any]:
        return {
            "lifecycle": self.lifecycle,
            "restriction": self.restriction,
            "hold": self.hold,
            "given": sorted(self.given),
            "reviews": {str(number): review for number, review in sorted(self.reviews.items())},
        }


class Fold:
    """Takes one fact after the other."""

    def __init__(self) -> None:
        self.words: defaultdict[str, Words] = defaultdict(Words)
        self.cases: dict[str, str] = {}
        self.crises: dict[str, str] = {}
        self.appeals: dict[str, str] = {}
        self.steps: dict[str, str] = {}
        self.told: defaultdict[str, set[int]] = defaultdict(set)
        """The facts that tell of a decision or an appeal, by its key: a notice or a job leads from each to people."""
        self.hashes: dict[str, str] = {}
        """What each approving decision was bound to, by its key."""
        self.illegal: list[str] = []
        self.last = 0

    def take(self, fact: RecordedFact) -> None:
        room, _dot, name = fact.kind.partition(".")
        self.last = fact.pk
        if "decision_key" in fact.payload:
            self.told[fact.payload["decision_key"]].add(fact.pk)
        handler = getattr(self, name, None)
        if handler is not None and room in {"contributions", "people", "safety"}:
            handler(fact.about[0].partition(":")[2], fact.payload)

    def as_json(self) -> bytes:
        return as_json(
            {key: words.state() for key, words in self.words.items()},
            self.cases,
            self.crises,
            self.appeals,
            self.steps,
        )

    def _move(self, graph: StateGraph[Any], held: dict[str, str], key: str, then: str) -> None:
        now = held.get(key, str(graph.start))
        try:
            graph.check(now, then)
        except IllegalMove as move:
            self.illegal.append(f"{move} ({key})")
        held[key] = then

    # --- Contributions --------------------------------------------------------------------------------------------

    def _live(self, key: str, then: str) -> Words:
        words = self.words[key]
        held = {key: words.lifecycle}
        self._move(LIFECYCLE, held, key, then)
        words.lifecycle = then
        return words

    def DraftKept(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self.words[key].lifecycle = "draft"

    def StorySubmitted(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._live(key, "submitted").reviews = {1: "pending"}

    CommentSubmitted = StorySubmitted

    def ContributionPublished(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._live(key, "published")

    def ContributionUnpublished(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._live(key, "submitted")

    def ContributionWithdrawn(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._live(key, "withdrawn")

    def ContributionErased(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        words = self._live(key, "erased")
        words.restriction, words.reviews = "none", {}

    def ConsentSaid(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self.words[key].given = list(payload["given"])

    def ContributionRevised(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        words = self.words[key]
        words.reviews = {number: "rejected" if one in UNREAD else one for number, one in words.reviews.items()}
        words.reviews[len(words.reviews) + 1] = "pending"

    def EditProposed(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self.words[key].reviews[payload["revision_number"]] = "changes_requested"

    def ReviewMoved(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        reviews = {str(number): review for number, review in self.words[key].reviews.items()}
        number = str(payload["revision_number"])
        if reviews.get(number) != payload["before"]:
            self.illegal.append(f"review of {key} was {reviews.get(number)} and not {payload['before']}")
        self._move(REVIEW, reviews, number, payload["after"])
        self.words[key].reviews[int(number)] = payload["after"]

    def RestrictionPlaced(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self.words[key].restriction = payload["restriction"]

    def RestrictionLifted(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self.words[key].restriction = "none"

    def HoldPlaced(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self.words[key].hold = payload["hold"]

    def HoldReleased(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self.words[key].hold = "none"

    def _approved(self, key: str, payload: dict[str, Any]) -> None:
        self.words[key].approved.add(payload["revision_hash"])

    EditAccepted = ReadAfterwards = _approved

    # --- Cases ----------------------------------------------------------------------------------------------------

    def _case(self, payload: dict[str, Any], then: str) -> None:
        key = payload["case_key"]
        if then == "claimed" and self.cases.get(key) == "claimed":
            # The lease of whoever had it ran out: it lies open until somebody takes it.
            self._move(CASE, self.cases, key, "open")
        self._move(CASE, self.cases, key, then)

    def ReadingClaimed(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._case(payload, "claimed")

    CaseTaken = ReadingClaimed

    def ReadingReleased(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._case(payload, "open")

    CasePutBack = ReadingReleased

    def CasePassedOn(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._case(payload, "escalated")

    def OpinionAsked(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._case(payload, "waiting")

    def OpinionGiven(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._case(payload, "claimed")

    def ReadingApproved(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._approved(key, payload)
        self.hashes[payload["decision_key"]] = payload["revision_hash"]
        self._case(payload, "decided")

    def ReadingDeclined(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self.hashes[payload["decision_key"]] = payload["revision_hash"]
        self._case(payload, "decided")

    EditSuggested = CaseDecided = ReadingDeclined

    def ReadingReopened(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        # A decision that is taken back approves nothing any more; the words are read again in a new case.
        self.words[key].approved -= {self.hashes.get(payload["decision_key"], "")}

    def CaseNotified(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._case(payload, "notified")

    def CaseClosed(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._case(payload, "closed")

    ReadingClosed = CaseClosed

    def ReportReceived(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        if self.cases.setdefault(payload["case_key"], "open") in {"decided", "notified", "closed"}:
            self.illegal.append(f"a report joined a case that was over ({payload['case_key']})")

    def CaseReopened(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._case(payload, "open")

    # --- Appeals --------------------------------------------------------------------------------------------------

    def AppealOpened(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self.appeals[key] = "open"

    def AppealTaken(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        if self.appeals[key] == "assigned":
            # The lease of whoever had it ran out.
            self._move(APPEAL, self.appeals, key, "open")
        self._move(APPEAL, self.appeals, key, "assigned")

    def AppealPutBack(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._move(APPEAL, self.appeals, key, "open")

    def AppealDecided(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._move(APPEAL, self.appeals, key, payload["outcome"])
        self.told[key].add(self.last)
        if payload["outcome"] == "overturned" and payload["contribution_key"]:
            # Words that were not shown because of the decision are approved after all.
            self.words[payload["contribution_key"]].approved.add(self.hashes.get(payload["decision_key"], ""))

    def AppealNotified(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._move(APPEAL, self.appeals, key, "notified")

    def AppealClosed(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._move(APPEAL, self.appeals, key, "closed")

    # --- Measures on people ---------------------------------------------------------------------------------------

    def StepTaken(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self.steps[key] = payload["step"]

    def StepEnded(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        if self.steps.pop(key, None) != payload["step"]:
            self.illegal.append(f"a step ended on which {key} did not stand")

    # --- Crises ---------------------------------------------------------------------------------------------------

    def CrisisOpened(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self.crises[key] = "detected"

    DrillStarted = CrisisOpened

    def CrisisAlerted(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        if self.crises[key] == "detected":
            self._move(CRISIS, self.crises, key, "alerted")

    def CrisisAcknowledged(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._move(CRISIS, self.crises, key, "acknowledged")

    def CrisisAssessed(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._move(CRISIS, self.crises, key, "assessed")

    CrisisSecondOpinionGiven = CrisisAssessed

    def CrisisActedOn(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._move(CRISIS, self.crises, key, "acting")

    def CrisisFollowedUp(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._move(CRISIS, self.crises, key, "follow_up")

    def CrisisReviewed(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._move(CRISIS, self.crises, key, "reviewed")

    def CrisisClosed(self, key: str, payload: dict[str, Any]) -> None:  # noqa: N802
        self._move(CRISIS, self.crises, key, "closed")


def as_json(
    words: dict[str, Any], cases: dict[str, str], crises: dict[str, str], appeals: dict[str, str], steps: dict[str, str]
) -> bytes:
    """A state as bytes, one thing to a line, so that two can be compared and their difference read."""
    state = {"words": words, "cases": cases, "crises": crises, "appeals": appeals, "steps": steps}
    return json.dumps(state, sort_keys=True, separators=(",\n", ":")).encode()


GRAPHS = (LIFECYCLE, REVIEW, CASE, CRISIS, APPEAL)
