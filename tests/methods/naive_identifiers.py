"""The identifiers instrument without its shortcuts, and its check digits worked out as their authorities word them.

`every_reading` tries every rule at every word of a text: no table says where something may begin, nothing is passed
over because a number was read already. It must find what the instrument finds.
"""

from openward.methods.identifiers.addresses import with_tail
from openward.methods.identifiers.announced import at_word
from openward.methods.identifiers.chinese import chinese_in, in_chinese
from openward.methods.identifiers.circumstances import great_age_at
from openward.methods.identifiers.codes import code_at
from openward.methods.identifiers.combinations import combinations_in
from openward.methods.identifiers.dates import numeric_date_at
from openward.methods.identifiers.lexicon import roles
from openward.methods.identifiers.links import links_in
from openward.methods.identifiers.names import Names
from openward.methods.identifiers.numbers import network_address_at, numbers_at
from openward.methods.identifiers.passages import Kind, without_overlaps
from openward.methods.identifiers.tokens import plain, words_of


def every_reading(text):
    """All passages, by trying everything everywhere."""
    read = words_of(plain(text))
    role_of = [roles()[word] for word in read.words] + [0, 0, 0]
    found = []
    for index, word in enumerate(read.words):
        if word[0] in "0123456789":
            rules = (numeric_date_at, numbers_at, code_at, great_age_at, network_address_at)
            found += [one for rule in rules if (one := rule(read, index)) is not None]
        else:
            found += at_word(read, role_of, index)
    names = Names(read, role_of)
    for index, word in enumerate(read.words):
        if word[0] not in "0123456789":
            names.at(index)
    names.again()
    found += links_in(read.text)
    found = in_chinese(read.text, found) + chinese_in(read.text) + names.found
    found = [with_tail(read, one) if one.kind is Kind.ADDRESS else one for one in found]
    found += combinations_in(read, role_of, found)
    return without_overlaps(found, len(text))


def medicare(digits):
    """Australia: the ninth digit is the remainder by ten of the first eight, weighted 1, 3, 7, 9, 1, 3, 7, 9."""
    total = 0
    for place in range(8):
        total += int(digits[place]) * [1, 3, 7, 9][place % 4]
    return digits[0] in "23456" and digits[8] == str(total % 10) and digits[9] != "0"


def luhn(digits):
    """Double every second digit from the right, add the digits of what comes out: a multiple of ten."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * 2 if place % 2 else int(digit)
        total += value // 10 + value % 10
    return total % 10 == 0


def chinese_id(code):
    """GB 11643: the sum of all eighteen values, weighted by powers of two, leaves 1 by eleven."""
    values = [10 if sign in "xX" else int(sign) for sign in code]
    return sum(value * 2 ** (17 - place) for place, value in enumerate(values)) % 11 == 1


def iban(code):
    """ISO 13616: the first four signs last, letters as 10 to 35: the number leaves 1 by 97. Digit by digit."""
    left = 0
    for sign in code[4:] + code[:4]:
        for digit in str("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(sign.upper())):
            left = (left * 10 + int(digit)) % 97
    return left == 1
