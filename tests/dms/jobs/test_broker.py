"""The broker over files: half a message is never read, messages keep their order, of two readers one wins."""

import os
import threading
from queue import Empty

import pytest
from kombu import Connection

from dms.jobs.broker import Transport
from tests.processes import together


@pytest.fixture
def folders(tmp_path):
    made = {name: tmp_path / name for name in ("messages", "taken", "control")}
    for folder in made.values():
        folder.mkdir()
    return {
        "data_folder_in": str(made["messages"]), "data_folder_out": str(made["messages"]),
        "processed_folder": str(made["taken"]), "control_folder": str(made["control"]), "polling_interval": 0.01,
    }  # fmt: skip


def _channel(folders):
    return Connection(transport=Transport, transport_options=folders).channel()


def _take_all(channel, queue="main"):
    found = []
    try:
        while True:
            found.append(channel._get(queue)["n"])
    except Empty:
        return found


def test_messages_come_in_their_order_and_once(folders):
    channel = _channel(folders)
    for number in range(30):
        channel._put("main", {"n": number})
    assert channel._size("main") == 30
    assert _take_all(channel) == list(range(30))
    assert channel._size("main") == 0 and os.listdir(folders["processed_folder"]) == []


def test_a_queue_is_not_taken_for_another_whose_name_ends_alike(folders):
    channel = _channel(folders)
    channel._put("slow.main", {"n": 1})
    channel._put("main", {"n": 2})
    assert _take_all(channel) == [2] and _take_all(channel, "slow.main") == [1]


def test_half_a_message_is_not_read(folders):
    channel = _channel(folders)
    inbox = folders["data_folder_in"]
    with open(os.path.join(inbox, ".00000000000000000001_x.main.msg.tmp"), "w") as file:
        file.write('{"n": ')
    with open(os.path.join(inbox, ".00000000000000000001_x.main.msg"), "w") as file:
        file.write('{"n": ')
    assert _take_all(channel) == [] and channel._size("main") == 0


def test_a_message_without_sense_is_put_by_and_the_next_is_read(folders):
    channel = _channel(folders)
    with open(os.path.join(folders["data_folder_in"], "00000000000000000001_x.main.msg"), "wb") as file:
        file.write(b"\xff{")
    channel._put("main", {"n": 1})
    assert _take_all(channel) == [1]
    assert [name.endswith(".bad") for name in os.listdir(folders["processed_folder"])] == [True]


def test_a_message_is_whole_as_soon_as_it_is_seen(folders):
    writer, reader = _channel(folders), _channel(folders)
    big, found, stop = "x" * 300_000, [], threading.Event()

    def read():
        while not stop.is_set() or reader._size("main"):
            try:
                found.append(len(reader._get("main")["text"]))
            except Empty:
                continue

    thread = threading.Thread(target=read)
    thread.start()
    for _ in range(30):
        writer._put("main", {"text": big})
    stop.set()
    thread.join(30)
    assert found == [300_000] * 30
    assert os.listdir(folders["processed_folder"]) == []


def _read(_number, folders):
    return _take_all(_channel(folders))


def test_of_several_readers_one_takes_a_message(folders):
    channel = _channel(folders)
    for number in range(200):
        channel._put("main", {"n": number})
    found = together(3, _read, folders)
    assert sorted(n for taken in found for n in taken) == list(range(200))


def test_purging_empties_one_queue(folders):
    channel = _channel(folders)
    for queue in ("main", "main", "slow"):
        channel._put(queue, {"n": 1})
    assert channel._purge("main") == 2 and channel._size("main") == 0 and channel._size("slow") == 1
