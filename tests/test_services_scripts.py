"""The scripts of `services/`: each server starts, answers, keeps its data over SIGKILL, stops, leaves nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import kombu
import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests import services
from tests.services import Server, free_ports, started

ACCOUNT = {"aws_access_key_id": "akta-tests", "aws_secret_access_key": "akta-tests-only-secret"}


def http(address: str, body: object = None, method: str | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.loads(answer.read())


def in_postgres(server: Server, write: bool) -> object:
    with psycopg.connect(server("url", "akta_owner").strip()) as connection:
        if write:
            connection.execute("create table kept (word text)")
            connection.execute("insert into kept values ('żuraw')")
        return [row[0] for row in connection.execute("select word from kept")]


def in_redis(server: Server, write: bool) -> object:
    client = redis.Redis(port=int(server.env["REDIS_PORT"]))
    return client.set("kept", "1") if write else client.get("kept")


def in_rabbitmq(server: Server, write: bool) -> object:
    address = f"amqp://akta:akta-test@127.0.0.1:{server.env['RABBITMQ_PORT']}//"
    with kombu.Connection(address, transport_options={"confirm_publish": True}) as connection:
        queue = connection.SimpleQueue("kept")
        if write:
            queue.put("1", delivery_mode=2)
            return None
        message = queue.get(timeout=10)
        message.requeue()
        return message.payload


def in_opensearch(server: Server, write: bool) -> object:
    base = f"http://127.0.0.1:{server.env['OPENSEARCH_PORT']}"
    if write:
        http(f"{base}/kept", {"settings": {"number_of_replicas": 0}}, "PUT")
        http(f"{base}/kept/_doc/1?refresh=true", {"word": "żuraw"}, "PUT")
    return http(f"{base}/kept/_doc/1")["_source"]["word"]


def in_s3(port: str) -> Callable[[Server, bool], object]:
    def use(server: Server, write: bool) -> object:
        client = boto3.client(
            "s3", endpoint_url=f"http://127.0.0.1:{server.env[port]}", region_name="us-east-1", **ACCOUNT
        )
        if write:
            client.create_bucket(Bucket="kept")
            client.put_object(Bucket="kept", Key="a", Body=b"1")
        return client.get_object(Bucket="kept", Key="a")["Body"].read()

    return use


def in_toxiproxy(server: Server, _write: bool) -> object:
    """It keeps nothing; its answer is enough."""
    return http(f"http://127.0.0.1:{server.env['TOXIPROXY_PORT']}/proxies")


CASES: dict[str, tuple[list[str], Callable[[Server, bool], object], object]] = {
    "postgres": (["PG_PORT"], in_postgres, ["żuraw"]),
    "redis": (["REDIS_PORT"], in_redis, b"1"),
    "rabbitmq": (["RABBITMQ_PORT", "RABBITMQ_EPMD_PORT", "RABBITMQ_DIST_PORT"], in_rabbitmq, "1"),
    "opensearch": (["OPENSEARCH_PORT", "OPENSEARCH_TRANSPORT_PORT"], in_opensearch, "żuraw"),
    "versitygw": (["S3_PORT"], in_s3("S3_PORT"), b"1"),
    "toxiproxy": (["TOXIPROXY_PORT"], in_toxiproxy, {}),
}
if os.environ.get("AKTA_TEST_CEPH") == "yes":  # a second opinion, on request
    CASES["ceph"] = (["CEPH_PORT", "CEPH_MONITOR_PORT", "CEPH_MONITOR_PORT_V1"], in_s3("CEPH_PORT"), b"1")


def processes(folder: Path) -> list[int]:
    """Return the processes that a server of this folder is made of: marked so, or working below it."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            working = os.readlink(path / "cwd")
            marked = f"AKTA_SERVICE={folder}".encode() in (path / "environ").read_bytes()
        except OSError:  # ended, or a zombie
            continue
        if marked or working.startswith(str(folder)):
            found.append(int(path.name))
    return found


def listening(pid: int) -> set[str]:
    """Return the addresses that a process listens on, as the kernel writes them."""
    try:
        mine = {os.readlink(path) for path in Path(f"/proc/{pid}/fd").iterdir()}
    except OSError:
        return set()
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _number, local, _remote, state, *rest = line.split()
            if state == "0A" and f"socket:[{rest[5]}]" in mine:
                found.add(local.split(":")[0])
    return found


LOOPBACK = {"0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"}


@pytest.mark.services
@pytest.mark.parametrize("name", CASES)
def test_a_server_keeps_its_data_and_leaves_nothing(name):
    names, use, expected = CASES[name]
    first = free_ports(len(names))
    ports = {key: first + number for number, key in enumerate(names)}
    with started(name, **ports) as server:
        use(server, True)
        pids = processes(server.folder)
        assert pids
        assert set().union(*map(listening, pids)) <= LOOPBACK
        assert re.search(r"\d+ MiB", server("mem"))
        server.start()  # runs already: nothing happens
        assert min(pids) in processes(server.folder)  # the server itself; what it starts for a client comes and goes

        server.crash()
        assert processes(server.folder) == []
        server.start()
        assert use(server, False) == expected
        server.restart()
        assert use(server, False) == expected
        server.stop()
        server.stop()
        with pytest.raises(RuntimeError, match="exit 3"):
            server("status")
        assert processes(server.folder) == []
        assert all(services._free(port) for port in ports.values())
    assert not server.folder.exists()


@pytest.mark.services
def test_a_cluster_of_three_lives_on_without_one_node():
    first = free_ports(6)
    ports = {"OPENSEARCH_PORT": first, "OPENSEARCH_TRANSPORT_PORT": first + 3}
    with started("opensearch", OPENSEARCH_NODES=3, OPENSEARCH_HEAP="300m", **ports) as server:
        base = f"http://127.0.0.1:{first}"
        http(f"{base}/kept", {"settings": {"number_of_replicas": 1}}, "PUT")
        http(f"{base}/kept/_doc/1?refresh=true&wait_for_active_shards=all", {"word": "żuraw"}, "PUT")
        server("node-crash", "2")
        assert http(f"{base}/_cluster/health?wait_for_nodes=2&timeout=60s")["number_of_nodes"] == 2
        assert http(f"{base}/kept/_search?q=word:żuraw".replace("ż", "%C5%BC"))["hits"]["total"]["value"] == 1
        server("node-start", "2")
        health = http(f"{base}/_cluster/health?wait_for_nodes=3&wait_for_status=green&timeout=60s")
        assert (health["number_of_nodes"], health["status"]) == (3, "green")


def test_the_application_may_not_make_tables_and_words_sort_in_polish(postgres):
    words = ["zebra", "źrebię", "ćma", "cma", "Ósmy", "Adam", "Ącki", "Bąk", "żaba"]
    with psycopg.connect(postgres.fresh().owner_url) as owner:
        owner.execute("create extension pg_trgm")
        owner.execute("create extension unaccent")
    other = postgres.fresh()
    with psycopg.connect(other.owner_url) as owner:
        owner.execute("create table words (id bigint generated always as identity, word text)")
        owner.execute("grant usage on schema public to akta_app")
        owner.execute("grant select, insert on words to akta_app")
    with psycopg.connect(other.app_url) as application:
        application.cursor().executemany("insert into words (word) values (%s)", [(word,) for word in words])
        found = [row[0] for row in application.execute("select word from words order by word")]
        assert found == ["Adam", "Ącki", "Bąk", "cma", "ćma", "Ósmy", "zebra", "źrebię", "żaba"]
    with psycopg.connect(other.app_url) as application, pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute("create table more (id int)")


def test_a_way_through_toxiproxy_is_slow_silent_and_closed(toxiproxy, redis_server):
    with services.proxied(toxiproxy, int(redis_server.server.env["REDIS_PORT"])) as way:
        client = redis.Redis(port=way.port, socket_timeout=1, retry=Retry(NoBackoff(), 0))
        assert client.ping()
        way.poison("timeout", timeout=0)
        with pytest.raises(redis.exceptions.TimeoutError):
            client.ping()
        way.heal()
        assert client.ping()
        way.refuse()
        with pytest.raises(redis.exceptions.ConnectionError):
            client.ping()
        way.heal()
        assert client.ping()


def test_the_weak_account_of_a_bucket_cannot_delete_versions(versitygw):
    with started("versitygw", S3_PORT=free_ports()) as server:
        for _ in range(2):
            server("bucket", "office", "weak", "weak-secret")
        client = boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{server.env['S3_PORT']}",
            region_name="us-east-1",
            aws_access_key_id="weak",
            aws_secret_access_key="weak-secret",
        )
        version = client.put_object(Bucket="office", Key="a", Body=b"1")["VersionId"]
        with pytest.raises(client.exceptions.ClientError, match="AccessDenied"):
            client.delete_object(Bucket="office", Key="a", VersionId=version)
        with pytest.raises(client.exceptions.ClientError, match="AccessDenied"):
            client.create_bucket(Bucket="another")
        assert client.get_object(Bucket="office", Key="a")["Body"].read() == b"1"


# --- what needs no server: these run with `make test` ------------------------------------------------------------
def test_a_process_that_is_not_ours_is_left_alone(tmp_path):
    """A pid is used again: the file names a stranger."""
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], cwd="/")
    try:
        (tmp_path / "redis").mkdir()
        (tmp_path / "redis/pid").write_text(f"{stranger.pid}\n")
        server = Server("redis", tmp_path)
        with pytest.raises(RuntimeError, match="exit 3"):
            server("status")
        server.stop()
        with pytest.raises(RuntimeError, match="does not run"):
            server.crash()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_a_missing_program_is_named_with_the_line_to_type(tmp_path, monkeypatch, ci, outcome):
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="RabbitMQ is missing; type: apt-get install rabbitmq-server"):
        Server("rabbitmq", tmp_path, RABBITMQ_BIN="/nowhere").start()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", sorted((services.ROOT / "services").glob("*.sh")), ids=lambda path: path.name)
def test_a_script_says_what_it_can(path):
    if path.name in ("lib.sh", "run.sh"):
        return
    found = subprocess.run([path], capture_output=True, text=True)
    assert found.returncode == 2
    assert "start" in found.stderr
    assert "start" in found.stderr.splitlines()[-1] or "all.sh" in found.stderr


def test_a_setting_of_the_caller_wins_over_that_of_the_servers(tmp_path):
    (tmp_path / "services").mkdir()
    (tmp_path / "build/services").mkdir(parents=True)
    (tmp_path / "services/run.sh").write_text((services.ROOT / "services/run.sh").read_text())
    run = ["bash", str(tmp_path / "services/run.sh"), "sh", "-c", 'echo "$AKTA_SEARCH $CELERY_BROKER_URL $AKTA_HOME"']
    env = {"PATH": os.environ["PATH"], "AKTA_SEARCH": "tantivy"}
    assert "make services" in subprocess.run(run, env=env, capture_output=True, text=True).stderr
    lines = "# words\nAKTA_SEARCH=opensearch://127.0.0.1:1/a\nCELERY_BROKER_URL=amqp://a:b@127.0.0.1:2//?x=y\n"
    (tmp_path / "build/services/env").write_text(lines)
    told = subprocess.run(run, env=env, capture_output=True, text=True, check=True).stdout
    assert told == f"tantivy amqp://a:b@127.0.0.1:2//?x=y {tmp_path}/build/services/office\n"


def test_the_scheduler_starts_in_a_new_office_on_a_real_broker(tmp_path):
    """Its times lie in the folder `queue`, which the queue in files would have made."""
    env = {**os.environ, "AKTA_HOME": str(tmp_path), "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}
    look = """
from dms.celery import app
from celery.beat import PersistentScheduler
PersistentScheduler(app, schedule_filename=app.conf.beat_schedule_filename).close()
"""
    subprocess.run([sys.executable, "-c", look], cwd=services.ROOT, env=env, check=True, timeout=60)
    assert [path for path in (tmp_path / "queue").iterdir() if path.name.startswith("schedule")]
