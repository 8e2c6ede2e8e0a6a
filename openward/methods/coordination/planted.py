"""Invented streams of posts in which we know who acted together: to try the instrument, and to measure it."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openward.methods.coordination.result import Behaviour, Floats, UnusableOptionsError

DAY_S = 86_400
WORDS = 4_000
LENGTH = 30
COLUMN = {
    Behaviour.OBJECT: "object_id",
    Behaviour.TEXT: "text",
    Behaviour.SIMILAR_TEXT: "text",
    Behaviour.LINK: "link",
    Behaviour.REPLY: "reply_to",
}
STARTS_AT = 1_700_006_400
SHARES_A_THING = 4
TOPICS = 40


@dataclass(frozen=True)
class Campaign:
    """Accounts that were made to act together, and what they did."""

    behaviour: Behaviour
    accounts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class PlantedStream:
    """`posts` has the columns of the command (object_id, account_id, content_id, timestamp_share, text, link,
    reply_to); `campaigns` are the planted ones, `petitioners` genuine supporters of one petition over days."""

    posts: pl.DataFrame
    campaigns: tuple[Campaign, ...]
    petitioners: tuple[str, ...]


def planted_stream(
    seed: int,
    *,
    posts: int = 20_000,
    days: float = 7,
    campaigns: int = 3,
    behaviours: tuple[Behaviour, ...] = (Behaviour.OBJECT,),
    accounts_each: int = 12,
    occasions: int = 5,
    taking_part: float = 0.9,
    spread_s: float = 30,
    cover_posts: int = 10,
    petitioners: int = 200,
    with_texts: bool = True,
) -> PlantedStream:
    """A week of ordinary posts with campaigns planted in it, `posts` ordinary ones and the campaigns' on top.

    Ordinary posts: a few accounts post much and most little, by day more than by night; things are born, are
    shared most while they are new, a few of them by very many (a Zipf law), and by those with an interest in their
    topic. `petitioners` accounts share one petition once, over the first three days after it began, and otherwise
    behave as everybody. Each campaign has `accounts_each` accounts; on each of its `occasions` every one takes
    part with the chance `taking_part`, within `spread_s` seconds, and each writes `cover_posts` ordinary posts
    besides. The behaviours of the campaigns alternate through `behaviours`. Returns `PlantedStream`,
    deterministic under `seed`. Raises `UnusableOptionsError` for fewer than 100 posts or no behaviour.

    >>> stream = planted_stream(1, posts=500, campaigns=1, petitioners=0)
    >>> stream.posts.height >= 500, len(stream.campaigns[0].accounts), stream.petitioners
    (True, 12, ())
    """
    if posts < 100 or not behaviours:
        raise UnusableOptionsError("a stream needs at least 100 posts and one behaviour")
    random = np.random.default_rng(seed)
    people = max(posts // 10, 20)
    authors = _authors(random, posts, people)
    ordinary = _ordinary(random, authors, days)
    parts = [ordinary]
    if petitioners:
        supporters = random.choice(people, petitioners, replace=False)
        parts.append(_petition(random, supporters, days))
    else:
        supporters = np.empty(0, dtype=np.int64)
    made = []
    for number in range(campaigns):
        members = np.arange(accounts_each) + people + number * accounts_each
        behaviour = behaviours[number % len(behaviours)]
        made.append(Campaign(behaviour, tuple(f"account{member}" for member in members)))
        parts.append(_ordinary(random, np.repeat(members, cover_posts), days))
        parts.append(_campaign(random, members, number, behaviour, days, occasions, taking_part, spread_s))
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    frame = pl.DataFrame(columns).sort("seconds", maintain_order=True)
    return PlantedStream(
        posts=_named(random, frame, with_texts),
        campaigns=tuple(made),
        petitioners=tuple(f"account{supporter}" for supporter in supporters),
    )


Columns = dict[str, NDArray[np.int64]]


def _authors(random: np.random.Generator, posts: int, people: int) -> NDArray[np.int64]:
    activity = random.lognormal(0, 1.3, people)
    authors: NDArray[np.int64] = random.choice(people, posts, p=activity / activity.sum())
    return authors


def _ordinary(random: np.random.Generator, authors: NDArray[np.int64], days: float) -> Columns:
    """Posts that share things: which thing is a matter of its fame and of the account's topic; when, of its age."""
    number = len(authors)
    things = max(number // SHARES_A_THING, TOPICS * 2)
    famous = _by_fame(random, number, things)
    of_topic = (_by_fame(random, number, things // TOPICS) * TOPICS + authors % TOPICS) % things
    thing = np.where(random.random(number) < 0.5, famous, of_topic)
    # A thing's birth and pace follow from its number alone.
    of_thing = np.random.default_rng(things)
    born = of_thing.random(things) * days * DAY_S
    pace = of_thing.lognormal(np.log(6 * 3600), 1.0, things)
    moment = (born[thing] + random.exponential(pace[thing])) % (days * DAY_S)
    return _columns(thing, authors, _by_day(random, moment), np.zeros(number), -1)


def _by_fame(random: np.random.Generator, number: int, things: int) -> NDArray[np.int64]:
    """Places in the order of fame: the chance of each is in proportion to one over its place (Zipf)."""
    places: NDArray[np.int64] = np.exp(random.random(number) * np.log(things + 1)).astype(np.int64) - 1
    return np.minimum(places, things - 1)


def _by_day(random: np.random.Generator, moments: Floats) -> Floats:
    """Most posts of the small hours are written later."""
    night = ((moments % DAY_S) < 7 * 3600) & (random.random(len(moments)) < 0.8)
    return moments + night * random.uniform(7, 14, len(moments)) * 3600


def _petition(random: np.random.Generator, supporters: NDArray[np.int64], days: float) -> Columns:
    begun = random.uniform(0, days - min(3, days)) * DAY_S
    moments = begun + random.random(len(supporters)) * min(3, days) * DAY_S
    return _columns(np.full(len(supporters), -1), supporters, moments, np.zeros(len(supporters)), -2)


def _campaign(
    random: np.random.Generator,
    members: NDArray[np.int64],
    number: int,
    behaviour: Behaviour,
    days: float,
    occasions: int,
    taking_part: float,
    spread_s: float,
) -> Columns:
    began = random.random(occasions) * days * DAY_S
    there = random.random((occasions, len(members))) < taking_part
    occasion, member = np.nonzero(there)
    moments = began[occasion] + random.random(len(occasion)) * spread_s
    kind = list(Behaviour).index(behaviour) + 1
    thing = -2 - number * 10_000 - occasion
    return _columns(thing, members[member], moments, np.full(len(occasion), kind), -3)


def _columns(
    thing: NDArray[np.int64], account: NDArray[np.int64], seconds: Floats, kind: NDArray[np.generic], source: int
) -> Columns:
    return {
        "thing": thing.astype(np.int64),
        "account": account.astype(np.int64),
        "seconds": np.floor(seconds).astype(np.int64) + STARTS_AT,
        "kind": np.asarray(kind).astype(np.int64),
        "source": np.full(len(account), source, dtype=np.int64),
    }


def _named(random: np.random.Generator, frame: pl.DataFrame, with_texts: bool) -> pl.DataFrame:
    """Numbers as names. What a campaign does not do together is its members' own."""
    rows = frame.height
    thing = frame["thing"].to_numpy()
    kind = frame["kind"].to_numpy()
    behaviours = list(Behaviour)

    def shared(behaviour: Behaviour, chance: float) -> NDArray[np.bool_]:
        planned = kind == behaviours.index(behaviour) + 1
        return np.where(kind > 0, planned, random.random(rows) < chance)

    own = pl.Series(np.arange(rows))
    things = pl.Series(thing)
    columns = {
        "object_id": _where(shared(Behaviour.OBJECT, 1.0), "thing", things, "post", own),
        "account_id": "account" + frame["account"].cast(pl.String),
        "content_id": "content" + own.cast(pl.String),
        "timestamp_share": frame["seconds"],
        "link": _where(shared(Behaviour.LINK, 0.4), "https://example.org/", things, "", None),
        "reply_to": _where(shared(Behaviour.REPLY, 0.4), "target", things, "", None),
    }
    if with_texts:
        same, similar = shared(Behaviour.TEXT, 0.05), kind == behaviours.index(Behaviour.SIMILAR_TEXT) + 1
        columns["text"] = _texts(random, thing, same, similar)
    return pl.DataFrame(columns).select(
        "object_id", "account_id", "content_id", "timestamp_share", *columns.keys() & {"text"}, "link", "reply_to"
    )


def _where(
    is_shared: NDArray[np.bool_], prefix: str, things: pl.Series, other: str, own: pl.Series | None
) -> pl.Series:
    names = prefix + things.cast(pl.String)
    if own is None:
        return names.set(pl.Series(~is_shared), "")
    return names.zip_with(pl.Series(is_shared), other + own.cast(pl.String))


def _texts(
    random: np.random.Generator, thing: NDArray[np.int64], same: NDArray[np.bool_], similar: NDArray[np.bool_]
) -> pl.Series:
    """Thirty words: the thing's own words where the text is shared, with one changed where it is nearly so."""
    rows = len(thing)
    words = random.integers(0, WORDS, (rows, LENGTH), dtype=np.int16)
    told = same | similar
    words[told] = _scrambled(thing[told, np.newaxis] * LENGTH + np.arange(LENGTH)) % WORDS
    changed = np.flatnonzero(similar)
    words[changed, random.integers(0, LENGTH, len(changed))] = random.integers(0, WORDS, len(changed))
    vocabulary = pl.Series([_word(number) for number in range(WORDS)])
    flat = vocabulary.gather(words.ravel())
    return flat.reshape((rows, LENGTH)).arr.join(" ")


def _scrambled(numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Numbers without likeness to each other for numbers that follow each other (the finaliser of SplitMix64)."""
    mixed = numbers.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def _word(number: int) -> str:
    """A pronounceable word for each number."""
    syllables = [consonant + vowel for consonant in "bdfghklmnprstvwz" for vowel in "aeiou"]
    first, second = divmod(number, len(syllables))
    return syllables[first % len(syllables)] + syllables[second] + ("n" if number % 3 else "")
