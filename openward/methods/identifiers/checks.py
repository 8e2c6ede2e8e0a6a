"""Check digits: whether a number's own arithmetic holds.

Sources: NHS Data Dictionary, NHS NUMBER; Services Australia, Medicare card number; HISO 10046 (New Zealand's NHI);
Ireland, Social Welfare Consolidation Act 2005 (PPS); ISO/IEC 7812-1 (Luhn); ISO 13616 (IBAN); GB 11643-1999.
"""

from datetime import date

_NHI_LETTERS = {letter: place for place, letter in enumerate("ABCDEFGHJKLMNPQRSTUVWXYZ", start=1)}


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits carry a valid modulus 11 check digit; so do Scotland's CHI and Northern Ireland's H&C number.

    False for anything else and for one digit repeated ten times. Raises nothing. Source: NHS Data
    Dictionary, NHS NUMBER.

    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918")
    (True, False)
    """
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit() or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return (0 if check == 11 else check) == int(digits[9])


def is_luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of those before. Raises nothing. Source: ISO/IEC 7812-1.

    >>> is_luhn("4111111111111111"), is_luhn("4111111111111112")
    (True, False)
    """
    if not digits.isascii() or not digits.isdigit() or len(set(digits)) == 1:
        return False
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0


def is_medicare(digits: str) -> bool:
    """Whether ten digits (eleven with the person's own) are an Australian Medicare number. Raises nothing.

    Source: Services Australia: weights 1, 3, 7, 9 over the first eight give the ninth.

    >>> is_medicare("2123456701"), is_medicare("2123456711")
    (True, False)
    """
    if len(digits) not in (10, 11) or not digits.isascii() or not digits.isdigit() or digits[0] not in "23456":
        return False
    weighted = sum(int(digit) * weight for digit, weight in zip(digits, (1, 3, 7, 9, 1, 3, 7, 9), strict=False))
    return weighted % 10 == int(digits[8]) and digits[9] != "0"


def is_nhi(code: str) -> bool:
    """Whether seven signs in capitals are a New Zealand NHI number, of the old or the new form. Raises nothing.

    Source: HISO 10046: three letters (without I and O), then three digits and a check digit by modulus 11; or two
    digits, a letter and a check letter by modulus 23.

    >>> is_nhi("ZAC5361"), is_nhi("ZBN77VL"), is_nhi("ZZZ0044")
    (True, True, False)
    """
    if len(code) != 7 or not code.isascii() or not code.isalnum():
        return False
    values = [int(sign) if sign.isdigit() else _NHI_LETTERS.get(sign, 0) for sign in code]
    if not code[:3].isalpha() or 0 in values[:3]:
        return False
    total = sum(value * weight for value, weight in zip(values, range(7, 1, -1), strict=False))
    if code[3:].isdigit():
        return total % 11 != 0 and (11 - total % 11) % 10 == values[6]
    return code[3:5].isdigit() and code[5:].isalpha() and 23 - total % 23 == values[6]


def is_pps(code: str) -> bool:
    """Whether seven digits and one or two capitals are an Irish PPS number. Raises nothing.

    Source: weights 8 to 2 over the digits, nine times the second letter, modulus 23 gives the first letter.

    >>> is_pps("1234567T"), is_pps("1234567FA"), is_pps("1234567A")
    (True, True, False)
    """
    digits, letters = code[:7], code[7:]
    if len(digits) != 7 or not (digits.isascii() and digits.isdigit()) or len(letters) not in (1, 2):
        return False
    if not all("A" <= letter <= "W" or letter == "W" for letter in letters):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True))
    if len(letters) == 2 and letters[1] != "W":
        total += 9 * (ord(letters[1]) - 64)
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] == letters[0]


def is_iban(code: str) -> bool:
    """Whether a code without spaces is a bank account number by ISO 13616. Raises nothing.

    >>> is_iban("GB82WEST12345698765432"), is_iban("GB82WEST12345698765431")
    (True, False)
    """
    code = code.upper()
    if not 15 <= len(code) <= 34 or not code.isascii() or not code.isalnum():
        return False
    if not code[:2].isalpha() or not code[2:4].isdigit():
        return False
    return int("".join(str(int(sign, 36)) for sign in code[4:] + code[:4])) % 97 == 1


def is_chinese_id(code: str) -> bool:
    """Whether 18 signs are a Chinese resident's number: place, birthday, serial, check. Raises nothing.

    Source: GB 11643-1999 (ISO 7064, modulus 11-2).

    >>> is_chinese_id("11010519491231002X"), is_chinese_id("110105194912310021")
    (True, False)
    """
    if len(code) != 18 or not code.isascii() or not code[:17].isdigit():
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(code[:17]))
    return is_birthday(code[6:14]) and "10X98765432"[total % 11] == code[17].upper()


def is_birthday(digits: str) -> bool:
    """Whether eight digits are a day between 1880 and 2100, year first. Raises nothing.

    >>> is_birthday("19491231"), is_birthday("19491331")
    (True, False)
    """
    try:
        return 1880 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year <= 2100
    except ValueError:
        return False
