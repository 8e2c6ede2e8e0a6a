"""Does a text hold something that could point to a person?

For the gentle warning before words are sent: phone numbers, e-mail addresses, NHS numbers, postcodes, full
dates and hospital numbers, each with its place in the text. It is help for the writer, never a guarantee:
names, places and rare combinations are not found here.

Sources: NHS Data Dictionary, NHS NUMBER (modulus 11); Ofcom, National Telephone Numbering Plan; ITU-T E.164;
Royal Mail, Programmers' Guide to the Postcode Address File. Assumptions: the text is prose; British order and
forms first. Every pattern has a bounded length and starts at a token, so the work grows in step with the
text.
"""

from openward.methods.identifiers.codes import email_address, hospital_number, postcode
from openward.methods.identifiers.dates import chinese_date, numeric_date, worded_date
from openward.methods.identifiers.numbers import is_nhs_number, numbers_at
from openward.methods.identifiers.passages import WHY_KEYS, Certainty, Identifier, Kind, without_overlaps
from openward.methods.identifiers.tokens import plain, tokens_of

__all__ = ["WHY_KEYS", "Certainty", "Identifier", "Kind", "find_identifiers", "is_nhs_number"]


def find_identifiers(text: str) -> tuple[Identifier, ...]:
    """The passages of `text` that may point to a person, in order, never overlapping.

    Positions count characters from 0; `text[found.start:found.end]` is the passage. Where two readings
    overlap, the surer one is kept, then the longer one, then the kind that comes first in `Kind`. Returns an
    empty tuple when nothing was found, which does not mean that nobody can be recognised. Raises nothing for
    any text. Time grows in step with the length. Source: the module docstring.

    >>> [(found.kind.value, found.start, found.end) for found in find_identifiers("Ring me on 07700 900123.")]
    [('phone', 11, 23)]
    """
    readable = plain(text)
    tokens = tokens_of(readable)
    found: list[Identifier] = []
    for index, token in enumerate(tokens):
        if token.kind == "digits":
            found += numeric_date(readable, token)
            found += numbers_at(readable, tokens, index)
            found += chinese_date(tokens, index)
        elif token.kind == "word":
            found += postcode(readable, token)
            found += worded_date(tokens, index)
            found += hospital_number(readable, tokens, index)
        elif token.text == "@":
            found += email_address(tokens, index)
    return without_overlaps(found, len(text))
