"""Background work of the ledger: telling handlers of facts, and sealing the chain."""

import dataclasses
import logging

from procrastinate.contrib.django import app

from openward.ledger.actions import handler_name, handlers_of, seal_facts
from openward.ledger.events import fact_class
from openward.ledger.models import RecordedFact

logger = logging.getLogger(__name__)


@app.task(name="ledger.hear", queue="default", retry=8)
def hear(*, fact_id: int, handler: str) -> None:
    """Call one handler with one fact. A handler is idempotent: it may be called again after a crash."""
    row = RecordedFact.objects.get(pk=fact_id)
    kind = fact_class(row.kind)
    known = {handler_name(function): function for function in handlers_of(kind)} if kind else {}
    if kind is None or handler not in known:
        # The wiring changed between enqueueing and running: the consequence no longer exists.
        logger.warning("ledger_handler_gone", extra={"fact_id": fact_id, "handler": handler})
        return
    values = {**row.payload, **{field: value for field, (_salt, value) in row.shreddable.items()}}
    known_fields = {field.name for field in dataclasses.fields(kind)}
    fact = kind(**{name: value for name, value in values.items() if name in known_fields})
    known[handler](fact, fact_id=fact_id)


@app.periodic(cron="* * * * *")
@app.task(name="ledger.seal", queue="bulk", queueing_lock="ledger.seal")
def seal(timestamp: int) -> None:
    """Seal what was recorded since the last minute."""
    seal_facts()
