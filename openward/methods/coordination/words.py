"""Sentences a moderator can check: who, on what, how quickly, how unusual. Never why, and never who is behind it."""

from datetime import UTC, datetime

from openward.methods.coordination.result import Behaviour, Group, Kind

DID = {
    Behaviour.OBJECT: "shared the same thing",
    Behaviour.TEXT: "posted the same text",
    Behaviour.SIMILAR_TEXT: "posted nearly the same text",
    Behaviour.LINK: "posted the same link",
    Behaviour.REPLY: "replied to the same post",
}

SHORT_NAME = 80


def why(group: Group, behaviour: Behaviour, window_s: float) -> str:
    """Why these accounts are named, as sentences with their figures; times are UTC. Raises nothing.

    >>> from openward.methods.coordination.result import Group, Kind
    >>> group = Group(0, Kind.TOGETHER, ("ann", "ben"), 5, 2.0, 0.0214, 0, 1e-6, 5, 12.0, 0.0, 90000.0, 1.0, 0.03,
    ...     (("https://example.org/petition", 5),), "")
    >>> print(why(group, Behaviour.LINK, 60))
    2 accounts posted the same link within 60 seconds of each other on 5 occasions; by chance we would expect 0.021. \
Both acted every time, 12 seconds apart as a rule, between 1970-01-01 00:00 and 1970-01-02 01:00 UTC. \
Of their posts on the same things at about the same time, 100 % came within 60 seconds of each other; \
3 % is usual there. \
Most often it was “https://example.org/petition” (5 times).
    """
    within = duration(window_s)
    sentences = [
        f"{len(group.accounts):,} accounts {DID[behaviour]} within {within} of each other on "
        f"{times(group.occasions)}; by chance we would expect {rounded(group.expected)}.",
        f"{_how_many(group)}, {_apart(group.seconds_apart)}, between "
        f"{_moment(group.first_at)} and {_moment(group.last_at)} UTC.",
    ]
    if group.kind is Kind.CROWD:
        sentences[0] = (
            f"{len(group.accounts):,} accounts were again and again among the crowds that {DID[behaviour]} within "
            f"{within} of each other, on {times(group.occasions)}; by chance an account as active as these would "
            f"have been in {rounded(group.expected)} of them."
        )
    if group.in_step is not None and group.in_step_with_others is not None:
        usual = (
            "is usual there"
            if group.kind is not Kind.INTEREST
            else "is usual there, so this may be no more than a shared interest"
        )
        sentences.append(
            f"Of their posts on the same things at about the same time, {percent(group.in_step)} came within {within} "
            f"of each other; {percent(group.in_step_with_others)} {usual}."
        )
    if group.left_out:
        things = "thing" if group.left_out == 1 else f"{group.left_out:,} things"
        are = "is" if group.left_out == 1 else "are"
        sentences.append(f"The {things} that most people share at once {are} left out of these counts.")
    if group.objects:
        name, often = group.objects[0]
        sentences.append(f"Most often it was “{shortened(name)}” ({often:,} {'time' if often == 1 else 'times'}).")
    return " ".join(sentences)


def burst_words(
    accounts: int, name: str, shares: int, began_at: float, expected: float, behaviour: Behaviour, window_s: float
) -> str:
    """One burst in words; times are UTC. Raises nothing.

    >>> print(burst_words(40, "x", 55, 0.0, 1.5, Behaviour.OBJECT, 60))
    40 accounts shared the same thing (“x”, 55 times in all) within 60 seconds from 1970-01-01 00:00 UTC on; as the \
rest of the file runs, such a moment would hold 1.5. Once is no pattern: news and calls to act look like this too.
    """
    return (
        f"{accounts:,} accounts {DID[behaviour]} (“{shortened(name)}”, {shares:,} times in all) within "
        f"{duration(window_s)} from {_moment(began_at)} UTC on; as the rest of the file runs, such a moment would hold "
        f"{rounded(expected)}. Once is no pattern: news and calls to act look like this too."
    )


def rounded(number: float) -> str:
    """A number of occasions for people: two figures, never a bare 0.

    >>> [rounded(number) for number in (1234.5, 12.34, 1.234, 0.0214, 0.00000001)]
    ['1,234', '12', '1.2', '0.021', 'fewer than 0.0001']
    """
    if number >= 10:
        return f"{number:,.0f}"
    return "fewer than 0.0001" if number < 1e-4 else f"{number:.2g}"


def duration(seconds: float) -> str:
    """A stretch of time in words.

    >>> duration(60), duration(1), duration(3600), duration(0.5), duration(172800)
    ('60 seconds', '1 second', '60 minutes', '0.5 seconds', '48 hours')
    """
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size and seconds % size == 0:
            return f"{seconds / size:,.0f} {unit}s"
    if seconds == 3600:
        return "60 minutes"
    return "1 second" if seconds == 1 else f"{seconds:,.4g} seconds"


def percent(share: float) -> str:
    """A share in whole percent, or what keeps it from looking like nothing.

    >>> percent(0.304), percent(0.0), percent(0.002), percent(0.999)
    ('30 %', '0 %', 'less than 1 %', 'over 99 %')
    """
    if 0 < share < 0.01:
        return "less than 1 %"
    return "over 99 %" if 0.99 < share < 1 else f"{share * 100:.0f} %"


def times(occasions: int) -> str:
    """How many occasions, with the noun.

    >>> times(1), times(1200)
    ('1 occasion', '1,200 occasions')
    """
    return "1 occasion" if occasions == 1 else f"{occasions:,} occasions"


def shortened(name: str) -> str:
    """On one line, at most eighty characters of it.

    >>> shortened("a  b"), len(shortened("x" * 200))
    ('a b', 80)
    """
    name = " ".join(name.split())
    return name if len(name) <= SHORT_NAME else name[: SHORT_NAME - 1] + "…"


def _how_many(group: Group) -> str:
    if len(group.accounts) == 2:
        return "Both acted every time"
    return f"As a rule {group.per_occasion:,.0f} of them acted at a time"


def _apart(seconds: float) -> str:
    return "in the same second as a rule" if seconds == 0 else f"{duration(round(seconds, 1))} apart as a rule"


def _moment(seconds: float) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return f"second {seconds:.0f}"
