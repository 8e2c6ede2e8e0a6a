"""Logs tell what happened and when, and nothing of what people wrote or who they are."""

import io
import json
import logging

import pytest
import structlog
from django.conf import settings

from openward.config.logs import LineFormatter, configure, redacted


@pytest.fixture
def lines() -> io.StringIO:
    configure(settings.LOGGING)
    return io.StringIO()


def written(lines: io.StringIO) -> logging.Logger:
    handler = logging.StreamHandler(lines)
    handler.setFormatter(LineFormatter())
    logger = logging.getLogger("openward.canary")
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(logging.INFO)
    return logger


def test_a_line_is_one_json_object_whatever_it_says(lines: io.StringIO) -> None:
    written(lines).info("first\nsecond\r\x1b[31mred\x00 \x9b \u2028 end", extra={"count": 3})
    assert lines.getvalue().count("\n") == 1
    assert not [letter for letter in lines.getvalue()[:-1] if ord(letter) < 32 or 127 <= ord(letter) < 160]
    told = json.loads(lines.getvalue())
    assert told["level"] == "info"
    assert told["count"] == 3
    assert told["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "words",
    [
        "GET /receipt/apple-river-stone-candle-boat/answers/3",
        "Not Found: /receipt/apple-river-stone-candle-boat/?x=apple",
        "code apple-river-stone-candle-boat was wrong",
        "mail to ann.canary@example.org failed",
        "/s/friends-and-family/?q=canary%20words",
    ],
)
def test_codes_queries_and_addresses_never_get_there(words: str, lines: io.StringIO) -> None:
    logger = written(lines)
    logger.warning(words)
    logger.warning("%s", words)
    logger.warning("x", extra={"handler": words})
    structlog.get_logger("openward.canary").warning("x", told=[words, {"in": words}])
    assert len(lines.getvalue().splitlines()) == 4
    for canary in ("apple", "ann.canary", "canary%20", "river-stone"):
        assert canary not in lines.getvalue()


def test_an_exception_is_told_by_its_class_and_place_and_not_by_its_words(lines: io.StringIO) -> None:
    def inner() -> None:
        raise ValueError("the canary said: I was in ward nine")

    try:
        try:
            inner()
        except ValueError as error:
            raise RuntimeError("canary outside") from error
    except RuntimeError:
        written(lines).exception("it_failed")
    told = json.loads(lines.getvalue())
    assert "canary said" not in lines.getvalue()
    assert "canary outside" not in lines.getvalue()
    assert [one["class"] for one in told["exception"]] == ["builtins.RuntimeError", "builtins.ValueError"]
    assert told["exception"][1]["through"][-1].endswith(" inner")


def test_what_a_record_carries_is_named_in_a_list(lines: io.StringIO) -> None:
    written(lines).info("job", extra={"task": "ledger.seal", "story": "canary words"})
    assert json.loads(lines.getvalue())["task"] == "ledger.seal"
    assert "canary words" not in lines.getvalue()


def test_ordinary_words_stay_readable() -> None:
    assert redacted("request_failed in contribution_show") == "request_failed in contribution_show"


def test_every_process_logs_this_way() -> None:
    root = logging.getLogger()
    assert any(isinstance(handler.formatter, LineFormatter) for handler in root.handlers)
    assert not logging.getLogger("django.request").isEnabledFor(logging.ERROR)
    assert logging.getLogger("openward.requests").isEnabledFor(logging.INFO)
