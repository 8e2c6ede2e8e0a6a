"""What an opinion map says, in plain words that need no picture."""

from collections.abc import Mapping

from openward.methods.opinion_map.result import (
    Divided,
    Group,
    OpinionMap,
    Overruled,
    Representative,
    Shared,
    Tally,
)
from openward.methods.opinion_map.votes import Identity

SURE, UNSURE = 0.8, 0.5


def reading_in_words(found: OpinionMap, texts: Mapping[Identity, str] | None = None) -> list[str]:
    """Paragraphs in plain English: who voted, which groups there are, what they say, what is shared, what divides.

    `texts` maps statements to their words; a statement without words is called by its id. Every statement comes with
    the number of people it rests on. Raises nothing.

    >>> import numpy as np
    >>> from openward.methods.opinion_map import opinion_map, vote_matrix
    >>> people, statements = np.divmod(np.arange(600), 10)
    >>> found = opinion_map(vote_matrix(people, statements, np.where((people < 40) == (statements < 5), 1, -1)))
    >>> reading_in_words(found)[1]
    'The votes show 2 groups of people who vote alike.'
    """
    words = texts or {}
    matrix = found.matrix
    lines = [
        f"{len(matrix.people):,} people cast {len(matrix):,} votes on {len(matrix.statements):,} statements."
        + (f" {int(matrix.moderated_out.sum())} statements were left out." if matrix.moderated_out.any() else "")
    ]
    if found.groups:
        lines.append(f"The votes show {len(found.groups)} groups of people who vote alike.")
        if found.stability is not None:
            lines.append(_sureness(found.stability))
        if found.is_gradual:
            lines.append("But not all are set apart by a gap: some shade into each other (see the end).")
        lines += [line for group in found.groups for line in _group(group, words)]
    else:
        lines.append(
            "No groups can be told apart. That is a common and respectable result: people differ, but not in camps."
        )
    lines += _list(
        "What every group shares:" if found.groups else "What people agree on:",
        [_shared(one, words) for one in found.consensus],
        "There is no statement on which every group clearly leans the same way."
        if found.groups
        else "There is no statement on which people clearly lean one way.",
    )
    lines += _list(
        "What divides:", [_divided(one, words) for one in found.divisive], "No statement divides people clearly."
    )
    lines += _list("What would be lost in an average:", [_overruled(one, words) for one in found.minority], "")
    lines += _list(
        "Worth asking more people:",
        [f"{_named(one.statement, words)} (seen by {one.seen:,})" for one in found.ask_next[:5]],
        "",
    )
    lines += _list("Bear in mind:", [caveat.sentence for caveat in found.caveats], "")
    return lines


def _group(group: Group, words: Mapping[Identity, str]) -> list[str]:
    head = f"Group {group.id}, {group.size:,} people ({group.fitted:,} of them voted enough to shape it)"
    if group.stability is not None:
        head += f", comes back {_how_well(group.stability)} when other people are drawn"
    return _list(
        head + ". What sets it apart:",
        [_representative(one, words) for one in group.representative],
        head + ". Nobody in it has voted on a statement that is shown.",
    )


def _representative(one: Representative, words: Mapping[Identity, str]) -> str:
    sure = ""
    if one.stability is not None:
        sure = f"; stands for the group in {round(100 * one.stability)} of 100 redraws"
    return f"{_lean(one.is_agree)}: {_named(one.statement, words)} ({_tally(one.tally)}{sure})"


def _shared(one: Shared, words: Mapping[Identity, str]) -> str:
    groups = ""
    if one.by_group:
        groups = "; " + ", ".join(
            f"group {group}: {tally.agree if one.is_agree else tally.disagree:,} of {tally.seen:,}"
            for group, tally in one.by_group.items()
        )
    return f"{_lean(one.is_agree)}: {_named(one.statement, words)} ({_tally(one.tally)}{groups})"


def _divided(one: Divided, words: Mapping[Identity, str]) -> str:
    if one.between is None:
        return f"{_named(one.statement, words)} ({_tally(one.tally)})"
    first, second = one.between
    more, fewer = one.by_group[first], one.by_group[second]
    return (
        f"{_named(one.statement, words)} (group {first}: {more.agree:,} of {more.seen:,} agree;"
        f" group {second}: {fewer.agree:,} of {fewer.seen:,})"
    )


def _overruled(one: Overruled, words: Mapping[Identity, str]) -> str:
    lean = "agrees" if one.is_agree else "disagrees"
    return (
        f"Group {one.group} {lean}, though most people do not: {_named(one.statement, words)}"
        f" (in the group {_tally(one.tally)}; everybody: {_tally(one.whole)})"
    )


def _list(head: str, items: list[str], nothing: str) -> list[str]:
    if not items:
        return [nothing] if nothing else []
    return ["\n".join([head, *(f"  - {item}" for item in items)])]


def _lean(is_agree: bool) -> str:
    return "Agrees" if is_agree else "Disagrees"


def _tally(tally: Tally) -> str:
    return f"{tally.agree:,} agree, {tally.disagree:,} disagree, {tally.seen:,} saw it"


def _named(statement: Identity, words: Mapping[Identity, str]) -> str:
    text = " ".join(str(words.get(statement, "")).split())
    return f"“{text}”" if text else f"statement {statement}"


def _how_well(stability: float) -> str:
    return "almost whole" if stability >= SURE else "for the most part" if stability >= UNSURE else "only in part"


def _sureness(stability: float) -> str:
    if stability >= SURE:
        return "They are firm: drawn anew from people like these, almost the same groups appear."
    if stability >= UNSURE:
        return "They are fairly firm: drawn anew from people like these, much the same groups appear, with other edges."
    return "They are not firm: drawn anew from people like these, other groups appear."
