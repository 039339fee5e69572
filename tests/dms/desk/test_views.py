"""The desk's numbers, the jobs with their reasons, the audit trail and its chain."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from dms.access import actions as access
from dms.access.models import Role
from dms.access.system import SYSTEM
from dms.audit import chain, sentences
from dms.audit.models import AuditEvent
from dms.days import today
from dms.desk import work
from dms.jobs import ledger
from dms.jobs.models import Job
from dms.records import actions as records
from tests import intruder, make, pages


@pytest.fixture
def manager(office):
    make.make_scheme()
    return make.make_user("records_manager")


@pytest.fixture
def client(manager):
    return pages.signed_in(manager)


def job(state: str, **more) -> Job:
    return Job.objects.create(name="search.index", due_at=dt.datetime.now(dt.UTC), state=state, **more)


def test_the_numbers_of_the_desk_lead_to_what_they_count(client, manager):
    late = make.make_case("Pilna", handler=manager, deadline=today() - dt.timedelta(days=2))
    make.make_case("Spokojna", handler=manager)
    records.classify(make.make_record("Opisane"), make.make_class(), by=SYSTEM)
    make.make_record("W skrzynce")
    job(Job.State.SET_ASIDE)
    page = client.get("/")
    tiles = {tile.url: tile for tile in page.context["tiles"]}
    assert tiles["/skrzynka/"].number == 1
    assert (tiles["/sprawy/?state=open&mine=on"].number, tiles["/sprawy/?state=open&mine=on"].note) == (2, "1 overdue")
    assert tiles["/zadania/?state=set_aside"].number == 1
    assert page.context["cases"][0].pk == late.pk
    assert "2 days overdue" in pages.words(page)
    for address in tiles:
        assert client.get(address).status_code == 200


def test_a_reader_sees_no_numbers_of_others_duties(office):
    reader = pages.signed_in(make.make_user("reader", make.make_unit()))
    urls = [tile.url for tile in reader.get("/").context["tiles"]]
    assert urls == ["/sprawy/?state=open", "/szukaj/"]


@pytest.mark.parametrize("role", list(Role))
def test_the_desk_offers_only_what_may_be_opened(office, role):
    make.make_scheme()
    user = pages.signed_in(make.make_user(role, make.make_unit()))
    page = user.get("/").content.decode()
    for address in set(re.findall(r'href="(/[^"#]*)"', page)):
        assert user.get(address.replace("&amp;", "&")).status_code == 200, address
    assert ("Add files" in page) is (role not in {Role.READER, Role.ADMINISTRATOR})
    assert ("My open cases" in page) is (role in {Role.HANDLER, Role.REGISTRY, Role.RECORDS_MANAGER})


def test_the_administrator_sees_how_many_accounts_there_are(office):
    admin = make.make_user("administrator")
    both = make.make_user("handler", make.make_unit())
    access.grant(both, Role.READER, make.make_unit(), by=SYSTEM)
    access.add_user("nowa", "Nowa Osoba", make.PASSWORD, by=SYSTEM)
    tile = pages.signed_in(admin).get("/").context["tiles"][-1]
    assert (tile.url, tile.number, tile.note) == ("/administracja/", 3, "1 without a role")


def test_an_account_without_a_role_is_told_so(office):
    user = access.add_user("nowa", "Nowa Osoba", make.PASSWORD, by=SYSTEM)
    assert "Your account has no role yet" in pages.words(pages.signed_in(user).get("/"))
    reader = pages.signed_in(make.make_user("reader", make.make_unit()))
    assert "no role yet" not in pages.words(reader.get("/"))


def test_the_reason_of_what_was_set_aside_is_a_sentence(client):
    problem = {
        "code": "tool_missing",
        "message": "The program %(tool)s is not installed on this machine.",
        "params": {"tool": "tesseract"},
    }
    row = job(Job.State.WAITING, problem=problem, attempts=3)
    text = pages.words(client.get("/zadania/"))
    assert "The program tesseract is not installed on this machine." in text and "3 attempts" in text
    assert "Nothing is waiting" in pages.words(client.get("/zadania/?state=set_aside"))
    client.post(f"/zadania/{row.pk}/ponow/")
    row.refresh_from_db()
    assert (row.state, row.attempts) == (Job.State.READY, 0)
    assert AuditEvent.objects.filter(verb="job.retried", subject_id=str(row.pk)).count() == 1
    assert client.post(f"/zadania/{row.pk}/ponow/").status_code == 409


def test_a_handler_may_not_see_or_retry_jobs(office):
    handler = pages.signed_in(make.make_user("handler", make.make_unit()))
    row = job(Job.State.SET_ASIDE)
    assert handler.get("/zadania/").status_code == 403
    assert handler.post(f"/zadania/{row.pk}/ponow/").status_code == 403


def test_every_job_has_a_name_in_words():
    missing = {name for name in ledger.names() if "." in name and not name.startswith("test")} - set(work.NAMES)
    assert missing == set()


def test_the_footer_tells_how_the_work_stands(client):
    job(Job.State.SET_ASIDE)
    assert "1 set aside" in client.get("/").content.decode()


def verbs_shown(client, address: str) -> set[str]:
    return {event.verb for event in client.get(address).context["events"]}


def test_the_trail_is_narrowed_by_subject_person_verb_and_day(client, manager):
    record = make.make_record("Pismo")
    records.describe(record, by=manager, title="Inny tytuł")
    address = f"/dziennik/?kind=record&subject={record.pk}"
    assert verbs_shown(client, address) == {"record.captured", "record.described"}
    assert verbs_shown(client, address + "&verb=record.described") == {"record.described"}
    assert verbs_shown(client, f"/dziennik/?actor={manager.name}") == {"record.described"}
    assert "No event fits" in pages.words(client.get("/dziennik/?until=2000-01-01"))
    assert "One thing only" in pages.words(client.get(address))


def test_the_trail_and_the_jobs_link_only_what_the_reader_may_open(client):
    case = make.make_case("Sprawa")
    record = make.make_record("Pismo")
    job(Job.State.SET_ASIDE, subject_kind="case", subject_id=str(case.pk))
    admin = pages.signed_in(make.make_user("administrator"))
    for address in ("/dziennik/", "/zadania/"):
        assert str(case.pk) in "".join(re.findall(r'href="(/[^"]+)"', client.get(address).content.decode()))
        links = re.findall(r'href="(/[^"]+)"', admin.get(address).content.decode())
        assert not [link for link in links if str(case.pk) in link or str(record.pk) in link]


def test_verbs_are_chosen_by_their_sentences(client):
    page = client.get("/dziennik/").content.decode()
    assert '<option value="record.described">Description changed</option>' in page
    assert '<option value="case.closed">Case closed on …</option>' in page
    assert '<optgroup label="document">' in page and "record.moved" not in page
    assert set(sentences.MESSAGES) >= set(sentences.verbs()) and not any(
        "%(" in one for one in sentences.verbs().values()
    )


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/dziennik/?since=wczoraj&verb=rec", ["“wczoraj” was not understood", "“rec” was not understood"]),
        ("/zadania/?state=zepsute", ["“zepsute” was not understood and left out: State."]),
        ("/retencja/?year=abc&category=A", ["“abc” was not understood and left out: Year."]),
        ("/retencja/?on=jutro", ["“jutro” was not understood and left out: Due on."]),
        ("/sprawy/?year=abc", ["“abc” was not understood"]),
        ("/szukaj/?rok=1&year=x2&sort=best", ["“x2” was not understood", "“best” was not understood"]),
    ],
)
def test_what_an_address_says_and_nobody_understands_is_named(client, address, names):
    page = client.get(address)
    assert page.status_code == 200 and [name for name in names if name not in pages.words(page)] == []


def test_the_rest_of_an_address_still_acts(client):
    records.classify(make.make_record("Opisane"), make.make_class(), by=SYSTEM)
    assert verbs_shown(client, "/dziennik/?since=wczoraj&verb=record.classified") == {"record.classified"}
    assert client.get("/retencja/?year=abc&category=A").context["choice"].category == "A"
    assert "was not understood" not in pages.words(client.get("/retencja/?category=A"))


def test_the_chain_is_checked_on_request(client):
    make.make_record()
    while chain.seal():
        pass
    assert "The chain is intact" in client.post("/dziennik/sprawdz/", follow=True).content.decode()
    intruder.sql("UPDATE dms_auditevent SET actor_name = 'kto inny' WHERE verb = 'record.captured'")
    assert "The chain is broken" in client.post("/dziennik/sprawdz/", follow=True).content.decode()


def test_pages_take_the_same_number_of_queries_whatever_their_length(client, manager):
    def fill(count: int) -> None:
        for number in range(count):
            make.make_case(f"Sprawa {number}", handler=manager)
            make.make_record(f"Pismo {number}")
            job(Job.State.SET_ASIDE)

    fill(3)
    addresses = ["/", "/zadania/?state=set_aside", "/dziennik/"]
    before = [pages.questions(client, address) for address in addresses]
    fill(12)
    assert [pages.questions(client, address) for address in addresses] == before
