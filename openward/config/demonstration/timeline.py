"""What happens at Riverbend, in the order of its days, with the consequences that the wiring gives each fact."""

import dataclasses
import datetime
from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from openward.config import wiring
from openward.config.demonstration import clock
from openward.ledger.actions import connect_handlers
from openward.ledger.tasks import hear

COUNTED_ANEW_AFTER = 250
"""Steps."""


@dataclasses.dataclass(slots=True)
class Timeline:
    """Things to do, each `days` ago at an hour. `run` does them in order of time."""

    today: datetime.date
    steps: list[tuple[datetime.datetime, int, Callable[[], object]]] = dataclasses.field(default_factory=list)

    def on(self, days_ago: int, hour: float, do: Callable[[], object]) -> None:
        """Do something that many days ago."""
        self.steps.append((clock.moment(self.day(days_ago), hour), len(self.steps), do))

    def just_now(self, minutes_ago: float, do: Callable[[], object]) -> None:
        """Do something a few minutes ago: it is still going on when somebody looks."""
        self.steps.append((timezone.now() - datetime.timedelta(minutes=minutes_ago), len(self.steps), do))

    def day(self, days_ago: int) -> datetime.date:
        return self.today - datetime.timedelta(days=days_ago)

    def run(self) -> None:
        """Do everything. Handlers hear each fact at once, at its own moment, instead of from the worker today."""
        heard: list[tuple[int, str]] = []
        connect_handlers(wiring.HANDLERS, enqueue=lambda fact_id, handler: heard.append((fact_id, handler)))
        latest = timezone.now()
        try:
            for done, (moment, _number, do) in enumerate(sorted(self.steps, key=lambda step: step[:2])):
                if done % COUNTED_ANEW_AFTER == COUNTED_ANEW_AFTER - 1:
                    _count_anew()
                with clock.at(min(moment, latest)):
                    do()
                    while heard:
                        fact_id, handler = heard.pop(0)
                        hear(fact_id=fact_id, handler=handler)
        finally:
            wiring.connect()


def _count_anew() -> None:
    """Let the database see how the tables have grown: it counts by itself only between transactions, and the whole
    demonstration may be one. Without it, some queries are planned for empty tables and take minutes."""
    with connection.cursor() as cursor:
        cursor.execute("analyze")
