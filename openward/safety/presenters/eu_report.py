"""The figures of a quarter in the layout of the European Union's transparency reports.

The parts, columns and indicators are those of Annex I to Implementing Regulation (EU) 2024/2835: eight quantitative
parts, here 3 to 10 as in the Commission's files, with 1 and 2 in front that say what the report is of, and the
qualitative part 11 behind. docs/running/transparency.md says what maps to what and what a small host may leave out.
Only figures that were released are in it: nothing here knows more than the public page.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from openward.kit.csv_cells import write_rows
from openward.safety.models import PublishedFigures
from openward.safety.models.quarters import quarter_of
from openward.safety.presenters.eu_layout import (
    ACCOUNTS,
    BY_MACHINE,
    BY_PEOPLE,
    CATEGORIES,
    COMPLAINTS,
    DISPUTES,
    EVERYBODY,
    FIRST,
    HOSTS,
    IN_WORDS,
    LARGE,
    LARGEST,
    MEASURES,
    NO_DECIDING,
    NONE_HERE,
    NOT_KEPT,
    OF_REPORTS,
    OTHER_CATEGORY,
    OTHER_MEASURES,
    OUT_OF_COURT,
    OWN,
    OWN_ORIGINS,
    PLATFORMS,
    TOTAL,
    UNSAID_CATEGORY,
    VISIBILITY,
    WITHHELD,
)
from openward.safety.queries.figures import ALL, DecisionFigures, added
from openward.safety.queries.openness import LAW

Value = int | str | None
Known = tuple[Value, str]
"""A value, and what has to be said about it."""


def said(value: Value, why_not: str = WITHHELD) -> Known:
    """A value as it stands in a cell; an empty cell says why it is empty."""
    return ("", why_not) if value is None else (value, "")


class Report:
    """One organisation's report of one quarter."""

    def __init__(self, released: PublishedFigures, before: PublishedFigures | None) -> None:
        self.released, self.before = released, before
        self.figures: Mapping[str, Any] = released.figures
        self.decisions = DecisionFigures(released.figures)
        self.service = released.organisation.name
        self.period = f"{released.starts_on.isoformat()}/{released.ends_on.isoformat()}"

    def parts(self) -> dict[str, list[list[Any]]]:
        """Every part by the name of its file: the header and the rows."""
        return {
            "1_report_identification.csv": self.identification(),
            "2_categories_names.csv": self.categories(),
            "3_member_states_orders.csv": self.orders(),
            "4_notices.csv": self.notices(),
            "5_own_initiative_illegal.csv": self.own_initiative("Category of illegal content", is_law=True),
            "6_own_initiative_TC.csv": self.own_initiative(
                "Category of incompatibility with the provider's terms and conditions", is_law=False
            ),
            "7_appeals_and_recidivism.csv": self.appeals(),
            "8_automated_means.csv": self.automated_means(),
            "9_human_resources.csv": self.human_resources(),
            "10_AMAR.csv": self.active_recipients(),
            "11_qualitative.csv": self.qualitative(),
        }

    def identification(self) -> list[list[Any]]:
        previous = quarter_of(self.before.starts_on).released_on.isoformat() if self.before else ""
        values = {
            "Name of the service provider": self.service,
            "Date of the publication of the report": quarter_of(self.released.starts_on).released_on.isoformat(),
            "Date of the publication of the latest previous report": previous,
            "Starting date of reporting period": self.released.starts_on.isoformat(),
            "Ending date of reporting period": self.released.ends_on.isoformat(),
        }
        rows = [[EVERYBODY, self.service, name, value] for name, value in values.items()]
        return [["Applicability", "Service", "Indicator", "Value"], *rows]

    def categories(self) -> list[list[Any]]:
        header = [
            "Category label",
            "Category description",
            "Category of illegal content / incompatible with the terms and conditions",
            "Contextual information",
        ]
        rows = [[key, text, OTHER_CATEGORY, "A house rule"] for key, text in self.figures["rules"].items()]
        return [header, *rows]

    def orders(self) -> list[list[Any]]:
        measures = (
            "Number of orders to act against illegal content received",
            "Number of specific items of information included in the total number of orders to act against illegal "
            "content",
            "Median time to inform the authority of the receipt of the order to act against illegal content",
            "Median time to give effect to the order to act against illegal content",
            "Number of orders to provide information",
            "Median time to inform the authority of the receipt of the order to provide information",
            "Median time to give effect to the order to provide information",
        )
        head = ("Category of illegal content", 'Description of the sub-category "Other"', "Scope")
        # In the Commission's file the first two say “on number” and “on specific”, without a capital.
        contexts = [f"Contextual information on {name[0].lower() + name[1:] if at < 2 else name}"
                    for at, name in enumerate(measures)]  # fmt: skip
        values = [said(None, NOT_KEPT)] * len(measures)
        rows = [self._row(EVERYBODY, (category, "", TOTAL), values) for category in (TOTAL, *CATEGORIES)]
        return [[*FIRST, *head, *measures, *contexts], *rows]

    def notices(self) -> list[list[Any]]:
        measures = (
            "Number of notices received ",
            "Number of notices received from Trusted flaggers",
            "Number of specific items of information included in the total number of notices",
            "Number of specific items of information included in the total number of notices by Trusted Flaggers "
            "(Trusted Flagger notices)",
            "Median time to take action",
            "Median time to take action (Trusted Flagger notices)",
            "Number of actions taken on the basis of the law",
            "Number of actions taken on the basis of the law (Trusted Flagger notices)",
            "Number of actions taken on the basis of the terms and conditions of the service",
            "Number of actions taken on the basis of the terms and conditions of the service (Trusted Flagger notices)",
        )
        head = ("Category of illegal content", 'Description of the sub-category "Other"')
        contexts = [f"Contextual information on {name}" for name in measures]
        nobody = said(0)
        by_law = self.decisions.against(LAW, origin="report")
        by_rule = self._by_rule("report")
        rows = []
        for category in (TOTAL, *CATEGORIES, UNSAID_CATEGORY):
            received = said(self._reports(category))
            if category == TOTAL:
                time = said(hours(self.figures["times"]["first_decision"]))
                values = [received, nobody, received, nobody, time, said(None, NONE_HERE),
                          said(by_law), nobody, said(by_rule), nobody]  # fmt: skip
            else:
                unsaid = said(None)
                values = [received, nobody, received, nobody, unsaid, said(None, NONE_HERE),
                          unsaid, nobody, unsaid, nobody]  # fmt: skip
            rows.append(self._row(HOSTS, (category, ""), values))
        return [[*FIRST, *head, *measures, *contexts], *rows]

    def _reports(self, category: str) -> int | None:
        counts = self.figures["reports"]
        if category == TOTAL:
            return counts["total"]  # type: ignore[no-any-return]
        reasons = [reason for reason, name in OF_REPORTS.items() if name == category]
        return added(counts["cells"].get(reason) for reason in reasons) if reasons else 0

    def own_initiative(self, category_head: str, *, is_law: bool) -> list[list[Any]]:
        head = (category_head, 'Description of the sub-category "Other"')
        contexts = [f"Contextual Information on {name}" for name in MEASURES]
        last = () if is_law else (OTHER_CATEGORY,)
        rows = []
        for category in (TOTAL, *CATEGORIES, *last):
            is_ours = category in {TOTAL, *(() if is_law else (OTHER_CATEGORY,))}
            values = (
                self._measures(is_law=is_law) if is_ours else [self._elsewhere(category, is_law=is_law)] * len(MEASURES)
            )
            rows.append(self._row(EVERYBODY, (category, ""), values))
        return [[*FIRST, *head, *MEASURES, *contexts], *rows]

    def _elsewhere(self, category: str, *, is_law: bool) -> Known:
        """Decisions that rest on a law name it in words: only the total is counted. Rules are all of one category."""
        return said(None, "Counted in the total only.") if is_law else said(0)

    def _measures(self, *, is_law: bool) -> list[Known]:
        rules = [LAW] if is_law else self._rules()
        found = {
            OWN: said(added(self.decisions.against(rule, origin=one) for rule in rules for one in OWN_ORIGINS)),
            BY_MACHINE: said(added(self.decisions.against(rule, origin="automatic") for rule in rules)),
        }
        for name, outcomes in VISIBILITY.items():
            found[name] = said(self._sum(outcomes, OWN_ORIGINS, is_law=is_law))
        for name in OTHER_MEASURES:
            found[name] = said(0)
        for name, steps in ACCOUNTS.items():
            # A measure on a person rests on a rule of the house, whatever made somebody look.
            found[name] = said(0) if is_law else said(added(self.figures["steps"]["cells"].get(one) for one in steps))
        return [found[name] for name in MEASURES]

    def _sum(self, outcomes: Iterable[str], origins: Iterable[str], *, is_law: bool) -> int | None:
        """The sum over places, each of which must be shown: what is withheld is not guessed."""
        rules = [LAW] if is_law else self._rules()
        return added(
            self.decisions.against(rule, outcome, origin)
            for rule in rules
            for outcome in outcomes
            for origin in origins
        )

    def _rules(self) -> list[str]:
        """Everything but the law; where no law was used, the sum of all, which is shown more often than its parts."""
        rules = self.decisions.rules()
        return [rule for rule in rules if rule != LAW] if LAW in rules else [ALL]

    def _by_rule(self, origin: str) -> int | None:
        return added(self.decisions.against(rule, origin=origin) for rule in self._rules())

    def appeals(self) -> list[list[Any]]:
        counts, complaints = self.figures["appeals"], self.figures["complaints"]["cells"]
        time = said(hours(self.figures["times"]["appeal"]))
        scopes = {
            "Decisions upheld": "upheld",
            "Decisions partially reversed": "varied",
            "Decisions reversed": "overturned",
        }
        section, submitted = (
            "Internal complaints mechanism",
            "Number of complaints submitted to the internal-complaints mechanism",
        )
        rows = [self._value(EVERYBODY, section, submitted, "Total number", said(counts["total"]))]
        for scope, outcome in scopes.items():
            rows.append(self._value(PLATFORMS, section, submitted, scope, said(counts["cells"].get(outcome))))
        # Whoever reports a second time and is right has words restricted that were not: in another way or at all.
        newly = added(complaints.get(f"reporter:{one}") for one in ("overturned", "varied"))
        rows += [
            self._value(PLATFORMS, section, submitted, "Median time", time),
            self._value(PLATFORMS, section, submitted, "Decision omitted", said(0)),
            self._value(
                PLATFORMS,
                section,
                "Number of restrictions newly imposed as a result of an internal complaint",
                "Total number",
                said(newly),
            ),
        ]
        rows += self._complaints(section, scopes, complaints)
        section = "Out-of-court dispute settlement bodies"
        for scope in (*OUT_OF_COURT,):
            rows.append(self._value(PLATFORMS, section, DISPUTES, scope, said(None, NOT_KEPT)))
        section = "Suspensions imposed on repeated offenders"
        for what in ("provision of manifestly illegal content ", "provision of manifestly unfounded notices",
                     "provision of manifestly unfounded complaints"):  # fmt: skip
            name = f"Number of suspensions enacted for the {what}"
            rows.append(self._value(PLATFORMS, section, name, "Total number", said(None)))
        return [[*FIRST, "Section", "Indicator", "Scope", "Value", "Contextual Information"], *rows]

    def _complaints(
        self, section: str, scopes: Mapping[str, str], complaints: Mapping[str, int | None]
    ) -> list[list[Any]]:
        """Complaints by what they were about."""
        rows = []
        for indicator, side in COMPLAINTS.items():
            for scope, outcome in (("Total number", ""), *scopes.items(), ("Median time", "")):
                if not side:
                    known = said(0) if scope != "Median time" else said(None, NONE_HERE)
                elif outcome:
                    known = said(complaints.get(f"{side}:{outcome}"))
                elif scope == "Total number":
                    known = said(added(complaints.get(f"{side}:{one}") for one in scopes.values()))
                else:
                    known = said(None)
                rows.append(self._value(PLATFORMS, section, indicator, scope, known))
        return rows

    def automated_means(self) -> list[list[Any]]:
        section = "Use of automated means for content moderation"
        alone = said(self.decisions.against(origin="automatic"))
        by_people = said(added(self.decisions.against(origin=one) for one in BY_PEOPLE))
        rows = []
        for applies, scope, kind, by_machine, by_hand in (
            (EVERYBODY, "Total number", "measures", alone, by_people),
            (EVERYBODY, "Own-initiative ", "measures", alone, said(None)),
            # A machine never answers a report.
            (HOSTS, "NAM Total", "notices", said(0), said(self.figures["reports"]["total"])),
            (PLATFORMS, "NAM Trusted Flagger", "notices", said(0), said(0)),
        ):
            done = "taken" if kind == "measures" else "processed"
            rows += [
                self._value(applies, section, f"Number of {kind} solely {done} by automated means ", scope, by_machine),
                self._value(applies, section, f"Number of {kind} not {done} by automated means", scope, by_hand),
            ]
            for indicator in ("Accuracy", "Precision", "Recall"):
                name = f"Accuracy of the automated means - {indicator}"
                rows.append(self._value(applies, section, name, scope, said(None, NO_DECIDING)))
        return [[*FIRST, "Section", "Indicator", "Scope", "Value", "Contextual Information"], *rows]

    def human_resources(self) -> list[list[Any]]:
        section = "Human resources dedicated to content moderation "
        names = (
            "Number of internal moderators employed by the provider",
            "Number of external moderators contracted by the provider",
            "Number of total moderators with sufficient linguistic expertise ",
        )
        rows = [self._value(LARGE, section, name, "Total number", said(None, NOT_KEPT)) for name in names]
        return [[*FIRST, "Section", "Indicator", "Scope", "Value", "Contextual information"], *rows]

    def active_recipients(self) -> list[list[Any]]:
        indicator = "Number of average monthly active recipients during the reporting period "
        row = [LARGEST, self.service, self.period, "AMAR", indicator, TOTAL, ""]
        return [[*FIRST, "Section", "Indicator", "Scope", "Value"], row]

    def qualitative(self) -> list[list[Any]]:
        rows = [[EVERYBODY, self.service, self.period, name, words] for name, words in IN_WORDS.items()]
        return [[*FIRST, "Indicator", "Value"], *rows]

    def _row(self, applies: str, head: tuple[str, ...], values: Iterable[Known]) -> list[Any]:
        known = list(values)
        return [applies, self.service, self.period, *head, *(one for one, _ in known), *(why for _, why in known)]

    def _value(self, applies: str, section: str, indicator: str, scope: str, known: Known) -> list[Any]:
        return [applies, self.service, self.period, section, indicator, scope, *known]


def hours(minutes: int | None) -> Value:
    """A median time in hours, as the Union's template takes it."""
    return None if minutes is None else f"{minutes / 60:.1f}"


def files_of(released: PublishedFigures, before: PublishedFigures | None) -> Iterator[tuple[str, bytes]]:
    """Each part as CSV (RFC 4180, UTF-8), with nothing in it that a spreadsheet would run."""
    for name, rows in Report(released, before).parts().items():
        written = io.StringIO(newline="")
        write_rows(written, rows)
        yield name, written.getvalue().encode()


def archive_of(released: PublishedFigures, before: PublishedFigures | None) -> bytes:
    """All parts in one archive, the same bytes whenever it is asked for."""
    packed = io.BytesIO()
    made_on = quarter_of(released.starts_on).released_on
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files_of(released, before):
            archive.writestr(zipfile.ZipInfo(name, (made_on.year, made_on.month, made_on.day, 0, 0, 0)), content)
    return packed.getvalue()
