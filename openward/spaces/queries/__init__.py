"""Reads about spaces, noun by noun."""

from openward.spaces.queries.brakes import BrakeLine, brake_lines, not_now_in_words
from openward.spaces.queries.opening import missing_before_opening, requirements_before_opening
from openward.spaces.queries.rules import rules_in_force
from openward.spaces.queries.spaces import (
    SETTINGS,
    Setting,
    SpaceAbout,
    about_space,
    door_of_code,
    guest_in,
    last_day,
    link_by_code,
    links_of,
    members_of,
    other_ways_in,
    place_digest,
    presets_for,
    services_with_links,
    setting_names,
    settings_of,
    spaces_ending,
    spaces_of,
    waiting_invitations,
)

__all__ = [
    "SETTINGS",
    "BrakeLine",
    "Setting",
    "SpaceAbout",
    "about_space",
    "brake_lines",
    "door_of_code",
    "guest_in",
    "last_day",
    "link_by_code",
    "links_of",
    "members_of",
    "missing_before_opening",
    "not_now_in_words",
    "other_ways_in",
    "place_digest",
    "presets_for",
    "requirements_before_opening",
    "rules_in_force",
    "services_with_links",
    "setting_names",
    "settings_of",
    "spaces_ending",
    "spaces_of",
    "waiting_invitations",
]
