"""How hard Hypothesis tries: a hundred examples each, or a thousand and more with OPENWARD_TESTS=nightly."""

import os

from hypothesis import HealthCheck, settings

# A first example pays for imports and compiled code; a deadline would fail it by chance.
settings.register_profile("daily", deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("nightly", settings.get_profile("daily"), max_examples=1000)
settings.load_profile("nightly" if os.environ.get("OPENWARD_TESTS") == "nightly" else "daily")
