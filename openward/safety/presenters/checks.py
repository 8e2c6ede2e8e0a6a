"""What a rule of the automatic checks says, in plain words: never its code, not even of a rule that is no more."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from openward.methods.screening import Effect, default_watched_words

_PLAIN_PHRASE = re.compile(r"[^|?*<>]+")


def why_in_words(signal: Mapping[str, object]) -> str:
    """Why a passage was marked. The reason of a watched word is the organisation's own."""
    rule = str(signal.get("rule", ""))
    check, _colon, rest = rule.partition(":")
    if check == "watched":
        return _watched_why(str(signal.get("why", "")), phrase=rest.partition(":")[2])
    if check == "crisis":
        return _crisis_why(*rest.split(":"))
    if check == "stage":
        return _("This check did not finish: a person reads the words, or it is tried again")
    found = _fixed_whys().get(rule) or _identifier_whys().get(rule) or _claim_whys().get(rule)
    return found or _("A check marked this by a rule that has changed since")


def check_in_words(rule: str) -> str:
    """The check that a rule belongs to, as moderators name it to one another: “watched word: dump”."""
    check, _colon, rest = rule.partition(":")
    if check == "watched":
        return _watched_word(*rest.partition(":")[::2])
    if check == "stage":
        return _stages().get(rest) or _earlier_check()
    return _checks().get(check) or _earlier_check()


def _earlier_check() -> str:
    return _("an earlier check")


def _checks() -> dict[str, str]:
    stages = _stages()
    return {
        "length": stages["length_and_repeats"],
        "repeat": stages["length_and_repeats"],
        "identifier": stages["identifiers"],
        "link": stages["links"],
        "near_duplicate": stages["near_duplicates"],
        "history": stages["history"],
        "crisis": stages["crisis"],
        "claim": stages["harmful_claims"],
    }


def _stages() -> dict[str, str]:
    """The checks of the pipeline by their names in the records."""
    return {
        "length_and_repeats": _("length and repeats"),
        "identifiers": _("what could identify somebody"),
        "watched_words": _("watched words"),
        "links": _("links"),
        "near_duplicates": _("copies"),
        "history": _("what its author sent before"),
        "crisis": _("language of crisis"),
        "harmful_claims": _("harmful claims and accusations"),
    }


def _watched_word(effect: str, phrase: str) -> str:
    follows: dict[str, str] = {
        Effect.HOLD: _("a person reads it first"),
        Effect.MASK: _("readers see it covered"),
        Effect.NUDGE: _("its author was asked to look again"),
        Effect.ROUTE: _("it comes first in the queue"),
    }
    if effect not in follows:
        return _stages()["watched_words"]
    # What is written in the language of the lists is no word that anybody would say.
    if not _PLAIN_PHRASE.fullmatch(phrase) or ".." in phrase:
        return _("watched words: %(follows)s") % {"follows": follows[effect]}
    return _("watched word “%(word)s”: %(follows)s") % {"word": phrase, "follows": follows[effect]}


def _watched_why(why: str, *, phrase: str) -> str:
    is_default = any(one.phrase == phrase and one.why == why for one in default_watched_words().listed)
    said = _default_whys().get(why) if is_default else None
    return said or why or _("Your organisation watches for this")


def _default_whys() -> dict[str, str]:
    """The reasons of the few words that come with Openward."""
    return {
        "tells somebody to die": _("Tells somebody to die"),
        "wishes somebody dead": _("Wishes somebody dead"),
        "insults people for their skin": _("Insults people for their skin"),
        "insults people for where they come from": _("Insults people for where they come from"),
        "insults Travellers": _("Insults Travellers"),
        "insults Jewish people": _("Insults Jewish people"),
        "insults people for whom they love or who they are": _("Insults people for whom they love or who they are"),
        "insults people for a disability": _("Insults people for a disability"),
        "insults somebody": _("Insults somebody"),
        "calls people less than people": _("Calls people less than people"),
        "swearing: people may stop reading here": _("Swearing: people may stop reading here"),
        "an insult: people may stop reading here": _("An insult: people may stop reading here"),
        "reads like an advertisement": _("Reads like an advertisement"),
    }


def _crisis_why(danger: str, *traits: str) -> str:
    said = {
        "self_harm": _("May speak of suicide or of hurting oneself"),
        "safeguarding": _("May speak of somebody who is hurt, neglected or afraid of somebody"),
        "threat": _("May threaten somebody"),
    }.get(danger) or _("Somebody may be in danger")
    if "past" in traits:
        said = _("%(danger)s, long ago") % {"danger": said}
    if "weighed" in traits:
        said = _("%(danger)s: these words weigh most, and no list holds them") % {"danger": said}
    return said


def _fixed_whys() -> dict[str, str]:
    return {
        "length:too_long": _("Very long: a person reads it first"),
        "repeat:character": _("One letter or sign over and over"),
        "repeat:sentence": _("One sentence over and over"),
        "link:one": _("A link: it may lead to a page about one person, or to an advertisement"),
        "link:many": _("One of many links"),
        "near_duplicate:recent": _("Nearly the same words as another text of these days"),
        "history:often_declined": _("Much of what this author sent here in the last seven days was not shown"),
        "history:burst": _("This author sent many texts within one hour"),
    }


def _claim_whys() -> dict[str, str]:
    return {
        "claim:stop_treatment": _("Tells others to stop a treatment"),
        "claim:cure": _("Promises a cure"),
        "claim:dose": _("Tells others how much of a medicine to take"),
        "claim:accusation": _("Accuses somebody who is named"),
    }


def _identifier_whys() -> dict[str, str]:
    return {
        "identifier:email": _("An e-mail address"),
        "identifier:handle": _("A name on a social network"),
        "identifier:nhs_number": _("An NHS number, by its form"),
        "identifier:health_number": _("A health or insurance number, by its form"),
        "identifier:national_number": _("An official number of one person, by its form"),
        "identifier:bank_number": _("A bank or card number, by its form"),
        "identifier:hospital_number": _("A hospital or record number"),
        "identifier:network_address": _("The internet address of a home or device"),
        "identifier:phone": _("A phone number"),
        "identifier:postcode": _("A postcode: it leads to a few homes"),
        "identifier:address": _("A street or an address"),
        "identifier:date": _("A full date: with the service it can lead to one person"),
        "identifier:partial_date": _("Part of a date: with the service it can lead to one person"),
        "identifier:age": _("An age that few people reach"),
        "identifier:ward": _("A ward or a bed: with a date it can lead to one person"),
        "identifier:vehicle": _("A number plate, by its form"),
        "identifier:staff_name": _("The name of somebody who works there, it seems"),
        "identifier:name": _("A name, it seems"),
        "identifier:combination": _("A role, a place and a date that together may fit one person only"),
    }
