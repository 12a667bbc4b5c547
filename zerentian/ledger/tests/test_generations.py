"""When a folder wants a backup, how its generations are named and told apart, and which of them go."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from zerentian.ledger.backup import generations, schedule, states
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed


class TestBackups:
    @pytest.mark.parametrize(
        ("hour", "set_at"),
        [("2026-03-02T02:29", "2026-03-01T02:30"), ("2026-03-02T02:30", "2026-03-02T02:30")],
    )
    def test_the_last_hour_set_is_todays_from_that_hour_on(self, settings, hour, set_at):
        settings.BACKUP_AT = "02:30"
        moment = datetime.fromisoformat(hour).replace(tzinfo=LOCAL)
        assert schedule.last_hour_set(moment.astimezone(UTC)).isoformat().startswith(set_at)

    @pytest.mark.parametrize(
        ("tried", "outcome", "is_due"),
        [
            (None, "", True),
            ("2026-03-02T02:29:59", "whole", True),
            ("2026-03-02T02:30:00", "whole", False),
            ("2026-03-02T08:01:00", "failed", False),
            ("2026-03-02T08:00:00", "failed", True),
            ("2026-03-02T08:00:00", "incomplete", False),
        ],
    )
    def test_a_folder_is_due_at_its_hour_and_an_hour_after_a_failure(
        self, settings, tmp_path, tried, outcome, is_due
    ):
        settings.BACKUP_AT, settings.BACKUP_FOLDERS = "02:30", [str(tmp_path / "kept")]
        folder = generations.at(tmp_path / "kept")
        if tried:
            at = datetime.fromisoformat(tried).replace(tzinfo=LOCAL).isoformat()
            states.keep_state(folder, tried_at=at, outcome=outcome)
        now = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
        assert list(schedule.due_folders(now)) == ([folder] if is_due else [])

    def test_the_newest_generation_is_told_first_and_its_age(self, tmp_path):
        for name, at in (("a", "2026-03-01T02:30:00+08:00"), ("b", "2026-03-02T02:30:00+08:00"), ("c", "")):
            states.keep_state(tmp_path / name, made_at=at, tried_at="2026-03-02T03:00:00+08:00")
        found = states.backup_states()
        assert [one.folder.rpartition("/")[2] for one in found] == ["b", "a", "c"]
        assert states.last_backup() == found[0]
        now = datetime(2026, 3, 2, 4, 30, tzinfo=LOCAL)
        assert found[0].age(now) == timedelta(hours=2)
        assert (found[2].age(now), found[2].made) == (None, None)
        states.keep_state(tmp_path / "b", problem="x")
        assert states.state_of(tmp_path / "b").made_at == found[0].made_at

    def test_generations_are_named_by_their_moment_and_counted_within_it(self, tmp_path):
        moment = datetime(2026, 3, 2, 2, 30, tzinfo=LOCAL)
        names = []
        for _ in range(3):
            names.append(generations.new_name(tmp_path, moment))
            (tmp_path / names[-1]).mkdir()
        assert names == ["20260301T183000Z", "20260301T183000Z-2", "20260301T183000Z-3"]
        (tmp_path / "20260301T183000Z-10").mkdir()
        (tmp_path / "other").mkdir()
        found = [one.name for one in generations.generations(tmp_path)]
        assert found == ["20260301T183000Z-10", *names[::-1]]
        assert generations.generation_named(tmp_path).name == found[0]
        assert generations.generation_named(tmp_path, names[0]).name == names[0]
        with pytest.raises(NotAllowed, match=f"没有 nothing 这一代；有：{found[0]}、"):
            generations.generation_named(tmp_path, "nothing")
        assert generations.generations(tmp_path / "nowhere") == []

    def test_old_generations_go_but_never_the_newest_whole_one(self, tmp_path):
        digests = {}
        for day, missing in ((1, []), (2, []), (3, ["key"]), (4, ["key"])):
            (tmp_path / "source").write_bytes(f"{day}".encode())
            digest, _fresh = generations.put(tmp_path, tmp_path / "source")
            digests[day] = digest
            said = {
                "files": {f"evidence/{day}": digest},
                "database": {"name": "d", "sha256": ""},
                "keys": {},
                "missing": missing,
                "made_at": f"2026-03-0{day}T00:00:00+00:00",
                "engine": "sqlite",
            }
            folder = tmp_path / f"2026030{day}T000000Z"
            folder.mkdir()
            (folder / "backup.json").write_text(json.dumps(said))
        assert generations.prune(tmp_path, 4) == []
        assert generations.prune(tmp_path, 1) == ["20260303T000000Z", "20260301T000000Z"]
        assert [one.name for one in generations.generations(tmp_path)] == [
            "20260304T000000Z",
            "20260302T000000Z",
        ]
        kept = {day: generations.stored(tmp_path, digest).exists() for day, digest in digests.items()}
        assert kept == {1: False, 2: True, 3: False, 4: True}
        newest = generations.generation_named(tmp_path)
        assert (newest.is_whole, newest.made_at.day) == (False, 4)

    @pytest.mark.parametrize("content", ["", "[]", "1", "{", "null"])
    def test_a_description_that_tells_nothing_is_none(self, tmp_path, content):
        (tmp_path / "x").write_text(content)
        assert generations.told_in(tmp_path / "x") is None
        assert generations.told_in(tmp_path / "y") is None

    def test_a_folder_of_another_instance_is_refused(self, tmp_path):
        kept = tmp_path / "kept"
        kept.mkdir()
        generations.claim(kept, "one")
        assert generations.claim(kept, "one") is None
        with pytest.raises(NotAllowed, match="另一个实例的备份"):
            generations.claim(kept, "two")
        with pytest.raises(NotAllowed, match="不是空目录，也不是备份"):
            generations.claim(tmp_path, "one")
        (tmp_path / "strange").mkdir()
        (tmp_path / "strange" / ".lock").touch()
        assert generations.claim(tmp_path / "strange", "one") is None
