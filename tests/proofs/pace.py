"""How long the machines walk: about half a minute for all of them by day; with OPENWARD_TESTS=nightly 100 walks of
fifty steps of each of the five, 25,000 steps.

OPENWARD_RUNS sets another number of walks of each machine, for a first try or a long weekend.
"""

import os

from hypothesis import HealthCheck, Phase, settings

IS_NIGHT = os.environ.get("OPENWARD_TESTS") == "nightly"
RUNS = int(os.environ.get("OPENWARD_RUNS") or (100 if IS_NIGHT else 10))
STEPS = 50 if IS_NIGHT else 16
PACE = settings(
    max_examples=RUNS,
    stateful_step_count=STEPS,
    # A page that is drawn for the first time is slow, and says nothing about the next.
    deadline=None,
    database=None,
    # By day the same walks every time: who changes something else must not meet a surprise. By night new ones.
    derandomize=not IS_NIGHT,
    phases=[Phase.explicit, Phase.generate, Phase.shrink] if IS_NIGHT else [Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
