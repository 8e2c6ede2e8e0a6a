"""Improvements as their pages print them."""

from openward.improvements.presenters.improvements import (
    aim_to_begin_with,
    driver_diagram,
    pdsa_card,
    quotes_of,
    values_of,
)
from openward.improvements.presenters.pages import Asked, improvement_page, library, measure_page, paste_page
from openward.improvements.presenters.readings import ByDate, entered_in_words, readings_csv

__all__ = [
    "Asked",
    "ByDate",
    "aim_to_begin_with",
    "driver_diagram",
    "entered_in_words",
    "improvement_page",
    "library",
    "measure_page",
    "paste_page",
    "pdsa_card",
    "quotes_of",
    "readings_csv",
    "values_of",
]
