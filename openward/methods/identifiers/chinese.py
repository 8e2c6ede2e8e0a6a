"""Names, addresses, wards, plates and accounts written in Chinese, which has no spaces."""

import re
from collections.abc import Iterator
from dataclasses import replace

from openward.methods.identifiers.passages import Identifier, Kind

HAN = re.compile("[㐀-鿿]")

_SURNAMES = (
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余"
    "潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文"
)
_DOUBLE = "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐"
_SURNAME = f"(?:{_DOUBLE}|[{_SURNAMES}])"

_STAFF = {
    **dict.fromkeys(("医生", "大夫", "医师"), "医生"),
    **dict.fromkeys(("醫生", "醫師"), "醫生"),
    **{title: title for title in ("主任", "护士长", "護士長", "护士", "護士", "教授", "院长", "院長", "药师")},
    **{title: title for title in ("治疗师", "護理師", "护工", "社工", "专家")},
}
"""What people who work in care are called -> the word that can stand for title and name."""

_PEOPLE = {
    "先生": "一位先生",
    **dict.fromkeys(("女士", "小姐", "太太"), "一位女士"),
    **dict.fromkeys(("奶奶", "爷爷", "爺爺"), "一位老人"),
    **{title: f"一位{title}" for title in ("老师", "老師", "阿姨", "叔叔", "同学", "警官", "师傅")},
}

_TITLED = re.compile(
    f"(?P<name>{_SURNAME}[㐀-鿿]{{0,2}}?)(?P<title>{'|'.join(sorted((*_STAFF, *_PEOPLE), key=len, reverse=True))})"
)
_NOT_IN_A_NAME = (
    "的是在说說来來去和跟与與，。！？、；：也都很被把给給让讓对對有没沒不就又"
    "还還们們个個这這那你我他她它了着過过到从從向为為因所以吗吧呢啊"
)
_ANNOUNCED = re.compile(
    "(?P<by>我叫|名叫|叫做|叫作|叫|姓名[:： ]?|名字是|名字叫|我是|患者|病人|儿子|兒子|女儿|女兒|母亲|母親|父亲|父親|"
    "妈妈|媽媽|爸爸|丈夫|妻子|老公|老婆|"
    "哥哥|弟弟|姐姐|妹妹|孙子|孫子|孙女|孫女|奶奶|爷爷|爺爺|朋友|同事|护士|護士|医生|醫生|大夫|主任|护士长|護士長|教授|感谢|感謝|谢谢|謝謝|医师|醫師)"
    f"(?P<name>{_SURNAME}[^\\W\\d_A-Za-z{_NOT_IN_A_NAME}]{{1,2}})(?P<after>.?)",
    re.DOTALL,
)
_AFTER_A_NAME = frozenset(
    "的是在说說来來去和跟与與也都很被把给給让讓对對有没沒不就又还還这這那你我他她住因从從向为為"
    "医護护先女大主，。！？、；：,.!?;:()（） \n\t今昨曾已于於常带帶生年打做用陪"
)

_HOUSE = re.compile(
    "(?:路|街|道|巷|弄|里|村|区|區|园|園|同|厦|廈)(?P<number>[0-9]{1,5}(?:号|號|弄|栋|棟|幢|室|单元|單元)"
    "(?:[0-9]{1,5}(?:号|號|栋|棟|幢|楼|樓|室|单元|單元)){0,4}(?:[0-9]{1,5}(?![0-9年月日]))?)"
)
_STREET_BEFORE = re.compile("[㐀-鿿]{1,14}\\Z")
_STOPS_OF_AN_ADDRESS = re.compile("在|住|于|於|到|去|是|址|从|從")
_WARD = re.compile(
    "(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:病区|病區|号病房|號病房|病房|病室|号床|號床|床)(?![上下边邊头頭单位])"
)
_AGE = re.compile("(?:9[0-9]|1[0-2][0-9])(?:周岁|週歲|岁|歲)|九十[一二三四五六七八九]?(?:多)?(?:岁|歲)|百岁")
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    "[A-HJ-NP-Z][·• ]?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_RECORD = re.compile(
    "(?P<word>住院号|住院號|病历号|病歷號|病案号|门诊号|門診號|就诊号|就诊卡号|就診號|"
    "医保号|医保卡号|社保号|健康卡号|身份证号?码?|身份證號?碼?|护照号?码?|護照號?碼?)"
    "(?:是|为|為)?[:： ]{0,2}(?P<code>[A-Za-z]{0,3}[0-9]{4,18}[Xx]?)"
)
_ACCOUNT = re.compile(
    "(?:微信号?|微信號|微博|抖音号?|QQ号?|qq号?|小红书)(?:是|为|為)?[:： ]{0,2}"
    "(?P<name>[A-Za-z0-9_][A-Za-z0-9_-]{4,24})(?![A-Za-z0-9_-])"
)
_MONTH_DAY = re.compile("(?<![0-9年])(?P<month>1[0-2]|0?[1-9])月(?P<day>[12][0-9]|3[01]|0?[1-9])[日号號]")

_CHINESE = {
    "this number": "这个号码",
    "a phone number": "一个电话号码",
    "an e-mail address": "一个邮箱",
    "a web page": "一个网页",
    "an account": "一个账号",
    "an internet address": "一个网络地址",
    "a car": "一辆车",
    "someone": "某人",
}

_OFFICIAL = ("身", "护", "護", "医保", "社保", "健康")


def chinese_in(text: str) -> list[Identifier]:
    """What may point to a person in the Chinese parts of a plain text; passages may overlap.

    Chinese dates, phones and resident's numbers are found with the other figures. Raises nothing. Source: the
    hundred-odd commonest surnames (Ministry of Public Security, China); GA 36 (number plates); custom.

    >>> text = "护士王芳很好，我儿子李小明住3病区12床。"
    >>> [text[one.start:one.end] for one in chinese_in(text) if one.confidence > 0.7]
    ['护士王芳', '李小明']
    """
    if not HAN.search(text):
        return []
    return [*_names(text), *_everywhere(text), *_addresses(text), *_records(text)]


def in_chinese(text: str, found: list[Identifier]) -> list[Identifier]:
    """The passages, with a Chinese suggestion where Chinese stands beside them. Raises nothing.

    >>> text = "电话13800138000"
    >>> phone = Identifier(Kind.PHONE, 2, 13, "phone_reaches_you", 0.9, "a phone number")
    >>> in_chinese(text, [phone])[0].suggestion
    '一个电话号码'
    """
    return [
        replace(one, suggestion=_CHINESE[one.suggestion])
        if one.suggestion in _CHINESE and HAN.search(text, max(one.start - 2, 0), one.end + 2)
        else one
        for one in found
    ]


def _names(text: str) -> list[Identifier]:
    found = []
    for match in _TITLED.finditer(text):
        title = match.group("title")
        name = match.group("name")
        if any(sign in _NOT_IN_A_NAME for sign in name[1:]):
            continue
        if title in _STAFF:
            found.append(_name(Kind.STAFF_NAME, match.start(), match.end(), 0.85, _STAFF[title]))
        else:
            found.append(_name(Kind.NAME, match.start(), match.end(), 0.85, _PEOPLE[title]))
    for match in _ANNOUNCED.finditer(text):
        by, name, after = match.group("by"), match.group("name"), match.group("after")
        end = match.end("name")
        if after and after not in _AFTER_A_NAME:
            if len(name) < 3:
                continue
            end -= 1
        if by in _STAFF:
            found.append(_name(Kind.STAFF_NAME, match.start(), end, 0.85, by))
        else:
            confidence = 0.6 if by in ("叫", "我是", "感谢", "感謝", "谢谢", "謝謝") else 0.85
            found.append(_name(Kind.NAME, match.start("name"), end, confidence, "某人"))
    return found


def _name(kind: Kind, start: int, end: int, confidence: float, suggestion: str) -> Identifier:
    why_key = "staff_name_names_them" if kind is Kind.STAFF_NAME else "name_names_you"
    return Identifier(kind, start, end, why_key, confidence, suggestion)


def _everywhere(text: str) -> Iterator[Identifier]:
    """What needs no look around: days, wards, great ages, number plates, accounts."""
    for match in _MONTH_DAY.finditer(text):
        yield Identifier(Kind.DATE, match.start(), match.end(), "day_and_month_find_record", 0.7, "有一天")
    for match in _WARD.finditer(text):
        sort = "病床" if match.group().endswith("床") else "病房"
        yield Identifier(Kind.WARD, match.start(), match.end(), "ward_narrows", 0.7, sort)
    for match in _AGE.finditer(text):
        yield Identifier(Kind.AGE, match.start(), match.end(), "great_age_is_rare", 0.8, "年事已高")
    for match in _PLATE.finditer(text):
        yield Identifier(Kind.VEHICLE, match.start(), match.end(), "vehicle_has_owner", 0.9, "一辆车")
    for match in _ACCOUNT.finditer(text):
        start, end = match.span("name")
        yield Identifier(Kind.HANDLE, start, end, "handle_is_your_account", 0.85, "一个账号")


def _addresses(text: str) -> Iterator[Identifier]:
    for match in _HOUSE.finditer(text):
        before = _STREET_BEFORE.search(text, max(match.start() - 14, 0), match.start())
        start = before.start() if before else match.start()
        for stop in _STOPS_OF_AN_ADDRESS.finditer(text, start, match.start()):
            start = stop.end()
        yield Identifier(Kind.ADDRESS, start, match.end(), "address_finds_home", 0.85, "附近")


def _records(text: str) -> Iterator[Identifier]:
    for match in _RECORD.finditer(text):
        start, end = match.span("code")
        if match.group("word").startswith(_OFFICIAL):
            yield Identifier(Kind.NATIONAL_NUMBER, start, end, "national_number_names_you", 0.92, "这个号码")
        else:
            yield Identifier(Kind.HOSPITAL_NUMBER, start, end, "hospital_number_names_you", 0.92, "这个号码")
