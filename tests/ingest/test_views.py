"""Adding files by hand: what is kept, what is refused and why, what became of it; pictures of kept files."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from PIL import Image

from dms.access import actions as access
from dms.access.models import Role
from dms.access.system import SYSTEM
from dms.cases import actions as cases
from dms.errors import Unavailable
from dms.records.models import Record
from ingest.forms import name_as_chosen
from ingest.models import Arrival
from tests import make, pages


@pytest.fixture
def client(office) -> Client:
    make.make_scheme()
    return pages.signed_in(make.make_user("handler", make.make_unit()))


def send(client: Client, *files: tuple[str, bytes], **values: str):
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post("/dodaj/", {"documents": sent, "unit": make.make_unit().pk, "level": "unit", **values})


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (2400, 1200), "#0b4f8a").save(data, "JPEG")
    return data.getvalue()


def test_each_file_has_its_own_answer(client):
    response = send(client, ("list.txt", "Pismo o kładce".encode()), ("pusty.txt", b""), ("drugi.txt", b"Inne"))
    text = pages.words(response)
    assert response.status_code == 200 and "2 of 3 kept" in text
    assert "list.txt" in text and "not taken" in text and "0 bytes" in text
    assert Arrival.objects.count() == 2


def test_the_same_file_again_is_kept_once(client):
    send(client, ("list.txt", b"Pismo"))
    assert "already kept" in pages.words(send(client, ("kopia.txt", b"Pismo")))
    assert Arrival.objects.count() == 1


def test_files_go_where_the_sender_said(client):
    case = make.make_case(unit=make.make_unit())
    send(client, ("a.txt", b"do sprawy"), home=case.reference)
    send(client, ("b.txt", b"do klasy"), home="052")
    make.work_jobs()
    assert Record.objects.get(arrival__name="a.txt").filing.case == case
    assert Record.objects.get(arrival__name="b.txt").record_class.symbol == "052"


@pytest.mark.parametrize("home", ["05", "999", "KPM.051.77.2026", "closed"])
def test_a_wrong_destination_is_refused_before_anything_is_kept(client, home):
    if home == "closed":
        home = cases.close(make.make_case(unit=make.make_unit()), by=SYSTEM).reference
    response = send(client, ("a.txt", b"tekst"), home=home)
    assert response.status_code == 422 and not Arrival.objects.exists()


def test_only_units_of_one_s_own_are_offered(client):
    other = make.make_unit("WGK", "Gospodarka")
    assert "WGK" not in pages.words(client.get("/dodaj/"))
    assert send(client, ("a.txt", b"tekst"), unit=str(other.pk)).status_code == 422


def chosen_unit(client: Client) -> str:
    """Return the unit that the form has chosen beforehand, empty where it asks."""
    return str(client.get("/dodaj/").context["form"]["unit"].value() or "")


def test_the_only_unit_of_a_person_is_chosen_beforehand(client):
    make.make_unit("AAA", "Pierwsza w alfabecie")
    assert chosen_unit(client) == str(make.make_unit().pk)


def test_among_several_units_none_is_guessed_and_the_last_one_is_remembered(office):
    make.make_scheme()
    first, second = make.make_unit("AAA", "Pierwsza"), make.make_unit()
    user = make.make_user("registry")
    client = pages.signed_in(user)
    assert chosen_unit(client) == ""
    response = client.post("/dodaj/", {"documents": SimpleUploadedFile("a.txt", b"x"), "unit": "", "level": "unit"})
    assert response.status_code == 422 and 'id="id_unit_error"' in response.content.decode()
    assert not Arrival.objects.exists()
    send(client, ("a.txt", b"tekst"))
    assert chosen_unit(client) == str(second.pk)
    access.revoke(user.memberships.get(), by=SYSTEM)
    for unit in (first, second):
        access.grant(user, Role.HANDLER, unit, by=SYSTEM)
    assert chosen_unit(client) == str(second.pk)
    Arrival.objects.all().delete()
    assert chosen_unit(client) == ""


def test_a_refused_form_says_that_files_must_be_chosen_again(client):
    response = send(client, ("a.txt", b"tekst"), home="999")
    html = response.content.decode()
    assert "Choose the files again" in html and 'aria-describedby="files_error files_hint"' in html
    assert 'value="999"' in html
    without = client.post("/dodaj/", {"unit": make.make_unit().pk, "level": "unit"})
    assert "Choose the files again" not in pages.words(without)


def test_the_page_asks_about_the_class_with_all_that_it_depends_on(client):
    html = client.get("/dodaj/").content.decode()
    asked = re.search(r'hx-get="/dodaj/sprawdz/" hx-trigger="change" hx-include="([^"]+)"', html)[1]
    assert {part.strip() for part in asked.split(",")} == {"#id_home", "#id_unit", "#id_level"}


@pytest.mark.parametrize(
    ("home", "said"),
    [("999", "no class 999"), ("05", "has subclasses"), ("051", ""), ("", ""), ("closed", "is closed")],
)
def test_a_class_is_checked_before_any_file_is_sent(client, home, said):
    unit = make.make_unit()
    if home == "closed":
        home = cases.close(make.make_case(unit=unit), by=SYSTEM).reference
    html = client.get("/dodaj/sprawdz/", {"home": home, "unit": str(unit.pk), "level": "unit"}).content.decode()
    assert (('role="alert"' in html) is bool(said) and said in html and f'value="{home}"' in html) or not home
    assert "<html" not in html


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Uwagi %22pilne%22.txt", 'Uwagi "pilne".txt'),
        ("100%25 racji.txt", "100%25 racji.txt"),
        ("a%2Fb%22.txt", 'a%2Fb".txt'),
        ("dwa%0D%0Awiersze.txt", "dwa\r\nwiersze.txt"),
    ],
)
def test_a_name_is_read_as_browsers_send_it(sent, kept):
    assert name_as_chosen(sent) == kept


def test_a_name_with_quotation_marks_arrives_whole(client):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="documents"; filename="Uwagi %22pilne%22.txt"\r\n'
        b"Content-Type: text/plain\r\n\r\ntekst\r\n--x\r\n"
        b'Content-Disposition: form-data; name="level"\r\n\r\nunit\r\n--x\r\n'
        b'Content-Disposition: form-data; name="unit"\r\n\r\n' + str(make.make_unit().pk).encode() + b"\r\n--x--\r\n"
    )
    client.post("/dodaj/", body, content_type="multipart/form-data; boundary=x")
    assert Arrival.objects.get().name == 'Uwagi "pilne".txt'


def test_no_file_at_all_is_said(client):
    response = client.post("/dodaj/", {"unit": make.make_unit().pk, "level": "unit"})
    assert response.status_code == 422 and "Choose at least one file" in pages.words(response)


def test_a_full_disk_refuses_and_keeps_nothing(client):
    with override_settings(AKTA_MIN_FREE_MB=10**9):
        text = pages.words(send(client, ("a.txt", b"tekst")))
    assert "no room left" in text and not Arrival.objects.exists()


def test_a_reader_may_not_add(office):
    reader = pages.signed_in(make.make_user("reader", make.make_unit()))
    assert reader.get("/dodaj/").status_code == 403


def test_what_became_of_a_file_and_trying_again(client):
    send(client, ("a.txt", b"tekst"))
    assert "kept, waiting" in pages.words(client.get("/dodaj/"))
    problem = Unavailable().as_data()
    Arrival.objects.update(state=Arrival.State.SET_ASIDE, problem=problem)
    text = pages.words(client.get("/dodaj/"))
    assert "set aside" in text and "not available now" in text and "The file itself is kept" in text
    arrival = Arrival.objects.get()
    assert "/ponow/" not in client.get("/dodaj/").content.decode()
    assert client.post(f"/dodaj/{arrival.pk}/ponow/").status_code == 403
    registry = pages.signed_in(make.make_user("registry"))
    assert registry.post(f"/dodaj/{arrival.pk}/ponow/").status_code == 404  # not theirs, and no record yet
    Arrival.objects.update(user=make.make_user("registry"))
    assert registry.post(f"/dodaj/{arrival.pk}/ponow/").status_code == 302
    make.work_jobs()
    assert "ready" in pages.words(registry.get("/dodaj/"))


def test_the_original_comes_back_whole_and_in_ranges(client):
    data = picture()
    send(client, ("zdjęcie z otwarcia.jpg", data))
    make.work_jobs()
    record = Record.objects.get()
    whole = client.get(f"/dokument/{record.pk}/plik/1/")
    body = b"".join(whole.streaming_content)
    assert hashlib.sha256(body).digest() == hashlib.sha256(data).digest()
    assert whole["Content-Disposition"].startswith("attachment") and "sandbox" in whole["Content-Security-Policy"]
    part = client.get(f"/dokument/{record.pk}/plik/1/?widok=1", headers={"range": "bytes=10-19"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, data[10:20])
    assert part["Content-Disposition"].startswith("inline")


def test_pictures_are_drawn_once_and_small(client):
    send(client, ("foto.jpg", picture()))
    make.work_jobs()
    record = Record.objects.get()
    thumbnail = client.get(f"/dokument/{record.pk}/1/miniatura/")
    assert Image.open(io.BytesIO(thumbnail.content)).width <= 400
    large = client.get(f"/dokument/{record.pk}/1/obraz/")
    assert max(Image.open(io.BytesIO(large.content)).size) == 1600
    again = client.get(f"/dokument/{record.pk}/1/obraz/", headers={"if-none-match": large["ETag"]})
    assert again.status_code == 304
    assert client.get(f"/dokument/{record.pk}/1/strona/0/").status_code == 404


def test_questions_do_not_grow_with_the_list(client):
    user = make.make_user("handler", make.make_unit())

    def add(count: int) -> None:
        for _number in range(count):
            record = make.make_record(unit=make.make_unit())
            Arrival.objects.create(
                source="upload", name="a.txt", size=1, sha256=str(record.pk)[:64], received_at=dt.datetime.now(dt.UTC),
                user=user, sender_key=f"user:{user.pk}", unit=make.make_unit(), state="done", record=record,
            )  # fmt: skip

    add(3)
    before = pages.questions(client, "/dodaj/")
    add(15)
    assert pages.questions(client, "/dodaj/") == before
