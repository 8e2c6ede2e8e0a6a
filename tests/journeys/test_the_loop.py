"""The whole way of a contribution, walked in a browser by everybody it needs: planned, said, kept safe, understood,
acted on, answered, told, shown. Three times: with scripts, without, and by keyboard alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import DESKTOP, Crowd, Person, chromium
from tests.journeys.product import Product

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def running(installation: Product) -> Iterator[Product]:
    installation.start()
    yield installation
    installation.stop()


WAYS = {
    "with scripts": {"scripts": True, "by_keyboard": False, "scans": True},
    "without scripts": {"scripts": False, "by_keyboard": False, "scans": False},
    "by keyboard": {"scripts": True, "by_keyboard": True, "scans": False},
}


@pytest.mark.parametrize("way", WAYS)
def test_from_a_plan_to_a_kept_promise(browser: Browser, running: Product, way: str) -> None:
    crowd = Crowd(browser, running.address, **WAYS[way])
    title = f"Better letters {way}"
    slug = plan(crowd, title)
    codes = [tell(crowd, slug, number) for number in range(2)]
    keep_safe(crowd, slug, codes)
    theme = understand(crowd, title, slug)
    improvement = act(crowd, theme)
    answer(crowd, theme)
    told(crowd, codes[0])
    shown(crowd, title, theme, improvement)


def plan(crowd: Crowd, title: str) -> str:
    """Step 1: the lead plans; the space refuses to open until everything is there; the advisory group agrees."""
    lead = crowd.staff("lead")
    lead.go("/plan/")
    lead.press("Show me what fits")
    lead.expects_mistakes()
    lead.write("title", title)
    lead.write("aim_words", "Letters that come in time and that people can read.")
    lead.choose("aim", "gather_experience")
    lead.choose("people", "patients_and_carers")
    lead.write("groups-0-name", "People with poor sight")
    lead.write("groups-0-population", "4200")
    lead.write("groups-0-hoped_for", "20")
    lead.write("groups-0-other_route", "A visit to the eye clinic")
    for field, value in (("stage", "understand"), ("host", "organisation"), ("reach", "public")):
        lead.choose(field, value)
    lead.write("hours_per_week", "12")
    lead.choose("worries", "few_take_part")
    lead.press("Show me what fits")
    lead.expects("after Walsh et al. 2021", "Inviting feedback and stories")
    lead.press("Work this way")
    slug = lead.page.url.rstrip("/").rsplit("/", 1)[1]
    lead.expects("Before it opens")
    lead.go(f"/s/{slug}/open/")
    open_buttons = lead.page.locator("main form button[type=submit]")
    if open_buttons.count():
        lead.activate(open_buttons.first)
    visitor = crowd.visitor()
    assert visitor.page.request.get(f"{crowd.base}/s/{slug}/").status == 404
    settle_plan(lead, slug)
    advisory = crowd.staff("advisory")
    advisory.go(f"/engagements/{slug}/agree/")
    advisory.choose("verdict", "agrees")
    advisory.press("Say it")
    lead.go(f"/s/{slug}/open/")
    lead.activate(lead.page.locator("main form button[type=submit]").first)
    lead.expects("It is open")
    lead.go(f"/engagements/{slug}/asked/")
    lead.write("people", "180")
    lead.write("how", "A letter with the poster in it")
    lead.activate(lead.page.locator("main form button[type=submit]").first)
    lead.go(f"/s/{slug}/links/")
    lead.activate(lead.page.locator("main form button[type=submit]").first)
    lead.go(f"/s/{slug}/poster/")
    return slug


def settle_plan(lead: Person, slug: str) -> None:
    lead.go(f"/engagements/{slug}/statement/")
    lead.write("why_we_ask", "Letters come late, and people miss their appointments.")
    lead.write("can_change", "When letters are sent and what they look like.")
    lead.write("cannot_change", "The number of clinics this year.")
    lead.write("who_decides", "The outpatient board")
    lead.write_date("decided_by_on", 2027, 6, 30)
    lead.press("Save the statement")
    lead.go(f"/engagements/{slug}/risks/")
    addresses = lead.page.locator("main a[href*='/risks/']").evaluate_all("all => all.map(a => a.href)")
    for address in sorted(set(addresses)):
        lead.go(address)
        lead.page.locator('main [name="owner"]').select_option(index=1)
        lead.write("control", "We look at it every Monday and ask the advisory group.")
        lead.press("Settle this risk")
    lead.go(f"/s/{slug}/duty/")
    lead.page.locator('main [name="safeguarding_lead"]').select_option(index=1)
    lead.write("staffed_hours", "Monday to Friday, 9am to 5pm")
    lead.write("escalation_contact", "Site manager, extension 4000")
    lead.press("Settle it")
    lead.go(f"/s/{slug}/duty/escalation/")
    for part in ("service", "safeguarding"):
        lead.write(f"{part}-who", "Nurse in charge")
        lead.write(f"{part}-number", "Extension 4001")
        lead.write(f"{part}-hours", "At any hour")
        lead.write(f"{part}-agreed_with", "Director of nursing")
    lead.press("This is agreed")


# No page may be pushed sideways by a word without an end, as people paste them: `Person` measures each page.
ENDLESS = "Terminverschiebungsbenachrichtigung" * 6


def tell(crowd: Crowd, slug: str, number: int) -> str:
    """Step 2: somebody on a phone, without an account, warned about a telephone number, given five words."""
    patient = crowd.visitor()
    patient.go(f"/s/{slug}/tell/")
    patient.expects("Who reads this", "What happens", "How long it takes", "999")
    patient.press("Look at it once more")
    patient.expects_mistakes()
    patient.write("happened", f"My letter came a day after the appointment. Ring me on 07700 900{number}12.")
    patient.write("better", f"Send a text message as well. {ENDLESS}")
    patient.choose("feelings", "worried")
    patient.choose("badge", "patient")
    patient.choose("publish", "yes")
    patient.tick("quote")
    patient.choose("contact", "yes")
    patient.write("email", f"rosa{number}@example.org")
    patient.tick("keeps_rules")
    patient.press("Look at it once more")
    marked = patient.page.locator("main mark").all_inner_texts()
    assert any("07700" in words for words in marked), marked
    send = patient.page.locator("main form[action$='/send/'] button[type=submit]").first
    patient.activate(send)
    assert patient.page.url.endswith("/sent/")
    code = patient.page.url.split("/receipt/")[1].split("/")[0]
    assert len(code.split("-")) == 5
    return code


def keep_safe(crowd: Crowd, slug: str, codes: list[str]) -> None:
    """Step 3: one story is shown as it is; for the other a wording without the number is suggested and agreed to."""
    moderator = crowd.staff("moderator")
    author = crowd.visitor()
    for code in codes:
        author.go(f"/receipt/{code}/")
        assert author.page.locator("main form[action$='/agree/']").count() == 0
    for turn in range(2):
        claim(moderator, slug)
        if turn == 0:
            moderator.activate(moderator.page.locator("main a[href$='/suggest/']").first)
            moderator.page.locator("main textarea").first.fill("My letter came a day after the appointment.")
            moderator.choose("rule", first_value(moderator, "rule"))
            moderator.write("words_to_author", "Thank you. We took the telephone number out, to keep you safe.")
            moderator.press("See what the author will read")
            moderator.press("Send the suggestion")
        else:
            moderator.press("Show these words")
    agreed = 0
    for code in codes:
        author.go(f"/receipt/{code}/")
        button = author.page.locator("main form[action$='/agree/'] button[type=submit]")
        if button.count():
            author.activate(button.first)
            agreed += 1
    assert agreed == 1
    author.go(f"/s/{slug}/")
    author.expects("My letter came a day after the appointment.")
    author.activate(author.page.locator("main a[href^='/c/']").first)


def first_value(person: Person, field: str) -> str:
    value = person.page.locator(f'main [name="{field}"]').first.get_attribute("value")
    assert value
    return value


def claim(moderator: Person, slug: str) -> None:
    """Open a story of this journey from the queue. What waits besides it is skipped, and so comes later."""
    name = slug.replace("-", " ").capitalize()
    for _item in range(40):
        moderator.go("/queue/")
        moderator.press("Read this one")
        if moderator.reads(f"The rules of “{name}"):
            return
        moderator.press("Skip it")
    raise AssertionError(f"nothing of {slug} waits in the queue")


def understand(crowd: Crowd, title: str, slug: str) -> str:
    """Step 5: a codebook, a code, two passages coded by ticking sentences, a theme named and shown."""
    coder = crowd.staff("coder")
    coder.go("/codebooks/new/")
    engagement = coder.page.locator('main [name="engagement"]')
    if engagement.count():
        engagement.select_option(label=title)
    coder.write("name", f"Letters, {title}")
    coder.activate(coder.page.locator("main form button[type=submit]").first)
    coder.activate(coder.page.locator("main a[href$='/codes/new/']").first)
    coder.write("name", "Came too late")
    coder.write("definition", "The letter came after the appointment, or too late to act on.")
    coder.activate(coder.page.locator("main form button[type=submit]").first)
    for _story in range(2):
        coder.go(f"/engagements/{slug}/coding/")
        coder.activate(coder.page.locator("main a[href^='/coding/']").first)
        coder.tick("sentences")
        coder.tick("codes")
        coder.press("Give these codes")
    coder.go(f"/engagements/{slug}/themes/new/")
    coder.write("name", "Letters come too late")
    coder.write("sentence", "People miss appointments because the letter comes after them.")
    coder.tick("codes")
    coder.press("Save")
    lead = crowd.staff("lead")
    lead.go(coder.page.url)
    theme = lead.page.url.split("/themes/")[1].split("/")[0]
    lead.activate(lead.page.locator(f"main form[action$='/themes/{theme}/reveal/'] button[type=submit]").first)
    public = crowd.visitor()
    public.go(f"/themes/{theme}/")
    public.expects("People miss appointments because the letter comes after them.")
    return theme


def act(crowd: Crowd, theme: str) -> str:
    """Step 6: two clicks from the theme to an improvement; a measure, readings pasted, a chart read in words."""
    improver = crowd.staff("improver")
    improver.go(f"/themes/{theme}/")
    improver.follow("Start an improvement")
    improver.write("aim", "Nine letters in ten come a week before, by June.")
    improver.press("Start")
    slug = improver.page.url.rstrip("/").rsplit("/", 1)[1]
    improver.go(f"/improvements/{slug}/measures/new/")
    improver.write("name", "Letters a week before")
    improver.choose("kind", "outcome")
    improver.choose("better", "increase")
    improver.activate(improver.page.locator("main form button[type=submit]").first)
    measure = re.search(r"/measures/([0-9a-f-]{36})/", improver.page.url)
    address = improver.page.url if measure else ""
    if not measure:
        improver.activate(improver.page.locator("main a[href^='/measures/']").first)
        address = improver.page.url
    improver.go(address.rstrip("/").removesuffix("/readings") + "/readings/")
    rows = "\n".join(f"{month:02d}/2025\t{value}" for month, value in enumerate(VALUES, start=1))
    box = improver.page.locator("main textarea[name=pasted]:not([hidden])")
    box.fill("Month\tShare\n" + rows + "\nnonsense\t1")
    improver.press("See what we understand")
    improver.expects("1 line was not understood")
    box.fill("Month\tShare\n" + rows)
    improver.press("See what we understand")
    improver.press("Save 12 readings")
    improver.go(f"/improvements/{slug}/tests/new/")
    improver.write("title", "A text message in one clinic")
    improver.write("plan", "Send a text message two weeks before, in one clinic.")
    improver.write("prediction", "Fewer people miss their appointment.")
    improver.write_date("starts_on", 2025, 9, 1)
    improver.activate(improver.page.locator("main form button[type=submit]").first)
    assert "/tests/new/" not in improver.page.url
    improver.go(f"/improvements/{slug}/")
    improver.expects("Nine letters in ten", "A text message in one clinic")
    assert improver.page.locator("main svg").count() >= 1
    improver.activate(improver.page.locator(f"main form[action$='/{slug}/reveal/'] button[type=submit]").first)
    return slug


VALUES = (50, 52, 49, 51, 50, 48, 53, 50, 71, 73, 72, 74)


def answer(crowd: Crowd, theme: str) -> None:
    """Step 7: "we did it" is checked by a second person before it shows."""
    responder = crowd.staff("responder")
    responder.go(f"/themes/{theme}/")
    responder.activate(responder.page.locator(f"main a[href*='/responses/new/?theme={theme}']").first)
    responder.choose("status", "did")
    responder.write("what_changed", "A text message goes out two weeks before.")
    responder.write_date("since_on", 2025, 9, 1)
    responder.write("how_we_know", "We counted the letters that came a week before.")
    responder.write("words", "Thank you for telling us. We are sorry that letters came late.")
    responder.press("Keep it and look at it")
    address = responder.page.url
    response = re.search(r"/responses/([0-9a-f-]{36})/", address)
    assert response
    responder.activate(responder.page.locator("main form[action$='/ask-for-check/'] button[type=submit]").first)
    public = crowd.visitor()
    assert public.page.request.get(f"{crowd.base}/responses/{response[1]}/").status == 404
    director = crowd.staff("director")
    director.go("/responses/to-check/")
    director.activate(director.page.locator(f"main a[href*='/responses/{response[1]}/']").first)
    director.activate(
        director.page.locator(f"main form[action$='/responses/{response[1]}/check/'] button[type=submit]").first
    )
    public.go(f"/responses/{response[1]}/")
    public.expects("A text message goes out two weeks before.", "Daniel Cho")


def told(crowd: Crowd, code: str) -> None:
    """Step 8: the author reads it on the private page, gets a letter, and says whether it met their point."""
    author = crowd.visitor()
    for _try in range(60):
        author.page.goto(f"{crowd.base}/receipt/{code}/")
        answers = author.page.locator(f"main form[action*='/receipt/{code}/answers/']")
        if answers.count():
            break
        author.page.wait_for_timeout(1000)
    author.look()
    author.expects("A text message goes out two weeks before.")
    author.choose("verdict", "partly")
    author.write("words", "It helps. Please make the letters bigger too.")
    author.activate(answers.first.locator("button[type=submit]").first)
    author.expects("Thank you. The people who answered can read what you think.")
    author.go("/mailbox/")


def shown(crowd: Crowd, title: str, theme: str, improvement: str) -> None:
    """Step 9: the public record carries the line; staff see the funnel."""
    public = crowd.visitor()
    public.go("/at/riverbend/heard-decided-did/")
    public.expects("A text message goes out two weeks before.")
    for address in ("/", "/at/riverbend/themes/", "/at/riverbend/improvements/", f"/improvements/{improvement}/"):
        public.go(address)
    lead = crowd.staff("lead")
    lead.go("/start/")
    lead.go("/engagements/")
    lead.follow(title)
    lead.activate(lead.page.locator("main a[href$='/funnel/']").first)


PUBLIC_PAGES = (
    "/",
    "/at/riverbend/",
    "/s/friends-and-family/",
    "/s/friends-and-family/tell/",
    "/at/riverbend/heard-decided-did/",
    "/at/riverbend/themes/",
    "/at/riverbend/improvements/",
    "/at/riverbend/answers/",
    "/at/riverbend/search/?q=letter",
    "/evidence/",
    "/evidence/RSK-13/",
    "/receipt/",
    "/account/login/",
    "/mailbox/",
    "/design",
)
STAFF_PAGES = {
    "lead": ("/start/", "/plan/", "/engagements/", "/engagements/waiting-well-in-outpatients/",
             "/engagements/waiting-well-in-outpatients/funnel/", "/messages/"),
    "moderator": ("/start/", "/queue/", "/queue/decided/"),
    "coder": ("/start/", "/codebooks/"),
    "responder": ("/start/", "/responses/", "/responses/to-check/", "/responses/asked-again/", "/responses/overdue/"),
    "data-protection": ("/start/", "/held/"),
    "administrator": ("/start/",),
    "advisory": ("/start/",),
}  # fmt: skip


def test_no_page_has_a_barrier_at_desktop_width(browser: Browser, running: Product) -> None:
    crowd = Crowd(browser, running.address)
    visitor = crowd.visitor(width=DESKTOP)
    for address in PUBLIC_PAGES:
        visitor.go(address)
    for key, addresses in STAFF_PAGES.items():
        person = crowd.staff(key)
        person.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        for address in addresses:
            person.go(address)


def test_pages_hold_in_chinese_and_at_400_per_cent(browser: Browser, running: Product) -> None:
    crowd = Crowd(browser, running.address)
    # 1280 px at 400 % zoom is 320 px wide.
    visitor = crowd.visitor(width={"width": 320, "height": 800}, locale="zh-CN")
    for address in PUBLIC_PAGES[:9]:
        visitor.go(address)
        assert visitor.page.locator("html").get_attribute("lang") in {"zh-hans", "zh-Hans"}, address
