"""`akta` without words lists the office's own commands, and nothing of Django's."""

from dms import cli


def test_the_overview_names_our_commands_with_a_sentence_each():
    text = cli.overview()
    for name in ("ingest", "search", "rebuild", "doctor", "export"):
        assert f"\n  {name} " in text
    assert "makemigrations" not in text and all(len(line) < 130 for line in text.splitlines())
