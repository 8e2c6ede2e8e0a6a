"""What leaves by public pages: the stories of feeds, the quotes of themes, and every number about people.

All of it comes from what those pages are printed with; how many people there are is counted here from the rows, one by
one. What was printed before is printed still where nothing it rests on was written.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from openward.contributions.models import Contribution
from openward.contributions.queries.feeds import Narrowing, feed_page
from openward.evaluation.presenters import funnel_view, lines
from openward.evaluation.queries import funnel_of_organisation
from openward.evaluation.queries.records import RecordLine
from openward.methods.small_numbers import PUBLIC_THRESHOLD, ROUND_TO
from openward.people.access import VISITOR
from openward.people.models import Organisation
from openward.responses.models import Telling
from openward.responses.queries import promises
from openward.safety.models import PublishedFigures
from openward.spaces.models import Space, Visibility
from openward.themes.models import Coding, Theme, ThemeCount
from openward.themes.queries.counts import theme_counts, theme_rows
from openward.themes.queries.quotes import theme_quotes
from openward.themes.queries.trends import theme_trend
from tests.proofs.sight import Sight

Numbers = list[tuple[str, int | None]]


def public_counts(sight: Sight) -> Numbers:
    """Of themes, of the record "Heard, decided, did", of its funnel, and of the page that tells how talk is kept
    safe; None for what is withheld."""
    kept, rooms = sight.memory.kept, sight.memory.of_rooms
    answers = rooms("responses", "improvements")
    told, counted = {Telling._meta.db_table}, rooms("themes") | rooms("engagements")
    words = {Contribution._meta.db_table, Space._meta.db_table}
    places = {space.organisation for space in sight.spaces.values()}
    return [
        *kept("numbers of themes", counted, lambda: list(_of_themes())),
        *sight.memory.kept_as(
            ([sight.memory.writes[table] for table in sorted(answers)], _counts(sight)),
            "numbers of the record",
            lambda: list(_of_records(places)),
        ),
        *kept("numbers of the funnel", told | answers | counted | words, lambda: list(_of_funnels(places))),
        *kept("numbers of safety", {PublishedFigures._meta.db_table}, lambda: list(_of_safety())),
    ]


def _counts(sight: Sight) -> list[tuple[object, ...]]:
    """What the counts of themes say. They are written anew each time and are mostly the same."""
    counts = sight.memory.rows(ThemeCount)
    return sorted((one.theme_id, one.contributions, one.people, one.most_of_one) for one in counts)


def _of_themes() -> Iterator[tuple[str, int | None]]:
    public = Theme.objects.filter(is_public=True)
    for row in theme_rows(public, is_staff=False):
        yield f"list:{row.theme.pk}", row.people.value
    for theme in public.select_related("engagement"):
        counts = theme_counts(theme, VISITOR)
        yield f"page:{theme.pk}", counts.people.value
        yield f"contributions:{theme.pk}", counts.contributions
        yield f"out of:{theme.pk}", counts.out_of
        for month in theme_trend(theme, VISITOR).months:
            yield f"month:{theme.pk}", month.part
            yield f"whole month:{theme.pk}", month.whole


def _of_records(places: Iterable[Organisation]) -> Iterator[tuple[str, int | None]]:
    for organisation in places:
        found = [RecordLine(promise, None) for promise in promises(organisation, VISITOR)]
        for line in lines(found, is_exact=False):
            numbers = [int(word) for word in line.people.split() if word.isdigit()]
            # "From fewer than 10 people" says no more than that.
            is_said = numbers and "fewer" not in line.people
            yield f"record:{line.title_href}", numbers[0] if is_said else None


def _of_funnels(places: Iterable[Organisation]) -> Iterator[tuple[str, int | None]]:
    for organisation in places:
        for stage in funnel_view(funnel_of_organisation(organisation), is_exact=False).stages:
            yield f"funnel {stage.key}:{organisation.slug}", None if stage.shown else stage.count
            yield f"funnel {stage.key} of:{organisation.slug}", stage.of


def _of_safety() -> Iterator[tuple[str, int | None]]:
    for released in PublishedFigures.objects.all():
        yield from numbers_of(released.figures)


def numbers_of(figures: Mapping[str, Any]) -> Iterator[tuple[str, int | None]]:
    """Every count in the figures of a quarter; times and shares are none."""
    for name in ("fine", "against"):
        for place, number in figures[name]["cells"].items():
            yield f"{name} {place}", number
    for name in ("reports", "appeals", "complaints", "steps", "places", "holds"):
        for kind, number in figures[name]["cells"].items():
            yield f"{name} {kind}", number
        yield f"{name} in all", figures[name]["total"]
    if figures["agreement"] is not None:
        yield "decisions made twice", figures["agreement"]["decisions"]


def is_large(value: int) -> bool:
    return value >= PUBLIC_THRESHOLD and value % ROUND_TO == 0


def people_behind(sight: Sight) -> dict[str, int | None]:
    """For each public theme how many people may be said to stand behind it, counted from the rows: those of words
    that staff may read and that were coded as they now stand. None for fewer than ten, or mostly one of them."""
    tables = sight.memory.of_rooms("themes")
    codings = sight.memory.kept(
        "codings", tables, lambda: list(Coding.objects.select_related("excerpt", "code__theme"))
    )
    contributions = {one.pk: one for one in sight.contributions}
    told: dict[str, set[Any]] = {}
    for coding in codings:
        theme, words = coding.code.theme, contributions[coding.contribution_id]
        if theme is None or not theme.is_public:
            continue
        those = told.setdefault(str(theme.pk), set())
        if words.is_for_staff and words.shown_revision_id == coding.excerpt.revision_id:
            those.add((words.author_id, words.pk))
    found: dict[str, int | None] = {}
    for theme_key, those in told.items():
        people = Counter(author for author, _words in those)
        is_one_voice = bool(people) and max(people.values()) * 2 > len(those)
        rounded = max(PUBLIC_THRESHOLD, ROUND_TO * ((len(people) + ROUND_TO // 2) // ROUND_TO))
        found[theme_key] = None if len(people) < PUBLIC_THRESHOLD or is_one_voice else rounded
    return found


def fed(sight: Sight) -> set[uuid.UUID]:
    """The stories that somebody elsewhere fetches as a feed."""
    tables = sight.memory.of_rooms("contributions", "spaces")
    return sight.memory.kept("fed", tables, lambda: {one.pk for space in sight.spaces.values() for one in _feed(space)})


def _feed(space: Space) -> list[Contribution]:
    if space.visibility != Visibility.PUBLIC or space.state == Space.State.PLANNED:
        return []
    return feed_page(VISITOR, space, chosen=Narrowing(), everything=False, place={}).items


def quoted(sight: Sight) -> set[uuid.UUID]:
    """The stories of which a passage stands on the page of a theme."""
    tables = sight.memory.of_rooms("contributions", "spaces", "themes", "engagements")
    return sight.memory.kept("quoted", tables, lambda: set(_quoted()))


def _quoted() -> Iterator[uuid.UUID]:
    for theme in Theme.objects.filter(is_public=True).select_related("engagement"):
        for quote in theme_quotes(theme, VISITOR, limit=30):
            yield quote.contribution_id
