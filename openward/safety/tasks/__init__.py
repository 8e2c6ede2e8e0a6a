"""What safety does by the calendar; each module is named for its thing and is imported here, so that it is found."""

from openward.safety.tasks import appeals, cases, crisis, openness, rule_words, screening, together

__all__ = ["appeals", "cases", "crisis", "openness", "rule_words", "screening", "together"]
