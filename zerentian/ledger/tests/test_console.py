"""The ledger at the console: what each command says, which call is wrong, and that looking changes nothing."""

import json
from importlib import import_module
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from zerentian.ledger.backup import generations
from zerentian.ledger.cli.actor import find_actor
from zerentian.ledger.cli.ledger import ledger
from zerentian.ledger.cli.seal import seal as seal_command
from zerentian.ledger.models import Entry, Place, Seal
from zerentian.ledger.registry import VERBS
from zerentian.ledger.rules.note import read_verifier_key

# A package's commands stand under the names of their modules.
backup, export, figures = (
    import_module(f"zerentian.ledger.cli.{name}") for name in ("backup", "export", "figures")
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cli")]


def run(command, *said):
    """Return the exit code and what was said."""
    done = CliRunner().invoke(command, list(said))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


class TestFigures:
    def test_every_figure_is_a_line_with_its_value_for_the_unit_asked(self, note_down, seal_now):
        note_down()
        seal_now()
        code, output = run(figures.figures, "--unit", "990100", "--period", "2026")
        assert code == 0
        (line,) = [line for line in output.splitlines() if line.startswith("trial.count ")]
        assert line.split() == ["trial.count", "1件", "试"]
        before = run(figures.figures, "--unit", "990100", "--period", "2025", "--json")[1]
        values = {one["figure"]: one for one in json.loads(before)}
        assert (values["trial.count"]["value"], values["trial.count"]["period"]) == (0, "2025")

    def test_the_catalogue_is_printed_whole(self):
        code, output = run(figures.figures, "--catalogue")
        assert (code, output.startswith("# Figures · 指标")) == (0, True)
        assert output.count("\n## `") == output.count("- measure: ") > 10

    @pytest.mark.parametrize("period", ["x", "9999", "1900"])
    def test_what_is_no_period_is_a_wrong_call(self, period):
        code, output = run(figures.figures, "--period", period)
        assert code == 2
        assert "period" in output

    def test_as_of_names_a_seal_and_else_the_nearest_below(self, note_down, seal_now):
        note_down()
        size = seal_now().size
        assert figures.seal_size(None) == figures.seal_size(size) == size
        with pytest.raises(click.BadParameter, match=f"没有 {size + 3} 条的封存，最近的是 {size}"):
            figures.seal_size(size + 3)
        with pytest.raises(click.BadParameter, match=r"最近的是 \d+ "):
            figures.seal_size(0)

    def test_a_unit_is_named_by_its_code_or_path_and_an_unknown_one_is_a_wrong_call(self):
        Place.objects.get_or_create(path="990100/990101/990101-V01")
        for text in ("990101-V01", "990100/990101/990101-V01"):
            assert figures.unit_path(text) == "990100/990101/990101-V01"
        for text in ("01-V01", "990199", "990100/"):
            code, output = run(figures.figures, "--unit", text)
            assert (code, f"没有“{text}”" in output) == (2, True)

    def test_the_topmost_unit_is_the_first_path(self):
        Place.objects.get_or_create(path="990100/990101")
        Place.objects.get_or_create(path="990100")
        assert figures.topmost() == Place.objects.order_by("path")[0].path
        assert figures.period_of("").code == "2026"


class TestLog:
    def test_sealing_says_how_much_is_sealed_and_again_the_same(self, note_down):
        note_down()
        code, output = run(seal_command, "--json")
        told = json.loads(output[output.index("{") :])
        last = Seal.objects.latest("number")
        assert (code, told) == (0, {"seal": last.number, "size": last.size, "root": last.root_hex})
        again = run(seal_command)[1]
        assert f"第 {last.number} 次封存，共 {last.size} 条" in again
        assert Seal.objects.latest("number") == last

    def test_where_nothing_can_be_sealed_it_says_so(self, monkeypatch):
        monkeypatch.setitem(
            seal_command.callback.__globals__, "actions", SimpleNamespace(seal=lambda **said: None)
        )
        code, output = run(seal_command)
        assert (code, "另一封存正在进行" in output) == (1, True)

    def test_the_verifier_key_is_one_line_of_this_log(self, note_down, seal_now):
        note_down()
        seal_now()
        code, output = run(ledger, "vkey")
        assert (code, output.count("\n")) == (0, 1)
        assert read_verifier_key(output).name == "demo-tests"

    def test_a_rotation_prints_the_new_key(self, note_down, seal_now):
        before = run(ledger, "vkey")[1]
        after = run(ledger, "rotate-key")[1]
        assert after != before
        assert run(ledger, "vkey")[1] == after
        entry = Entry.objects.get(verb="ledger.key_rotated")
        assert entry.actor.username == "cli"

    def test_what_is_set_aside_is_listed_and_posted_where_this_version_can(
        self, note_down, seal_now, monkeypatch
    ):
        declared = VERBS["trial.counted"]
        facts = {"households": 3}
        note_down("trial.counted", facts=facts, subject="count:1")
        monkeypatch.delitem(VERBS, "trial.counted")
        seal_now()
        listed = run(ledger, "set-aside")[1]
        entry = Entry.objects.get(subject="count:1")
        assert f"{entry.index}  trial.counted  count:1  2026-03-01" in listed
        assert "未入账 · set aside: 1" in listed
        assert "to be posted by the next seal: 0" in run(ledger, "set-aside", "--post")[1]
        monkeypatch.setitem(VERBS, "trial.counted", declared)
        assert "to be posted by the next seal: 1" in run(ledger, "set-aside", "--post")[1]
        assert "to be posted by the next seal: 0" in run(ledger, "set-aside", "--post")[1]
        seal_now()
        assert "未入账 · set aside: 0" in run(ledger, "set-aside")[1]

    def test_who_acts_is_an_account_there_is(self, clerk):
        assert find_actor(None, None, "clerk") == clerk
        with pytest.raises(click.BadParameter, match="没有账号 nobody"):
            find_actor(None, None, "nobody")
        assert run(ledger, "rotate-key", "--by", "nobody")[0] == 2

    def test_a_clock_is_accepted_only_where_it_is_said_to_be_right(self):
        code, output = run(ledger, "clock")
        assert (code, "--accept" in output) == (2, True)

    def test_an_export_says_how_much_is_new(self, note_down, seal_now, tmp_path):
        note_down()
        size = seal_now().size
        folder = str(tmp_path / "log")
        told = run(export.export_log, folder, "--json")[1]
        first = json.loads(told[told.index("{") :])
        assert (first["size"], first["new"]) == (size, size)
        assert f"已导出 {size} 条，新增 0 条" in run(export.export_log, folder)[1]


class TestBackups:
    @pytest.fixture
    def folder(self, tmp_path):
        """A folder with a whole and an incomplete generation."""
        for day, missing in ((1, []), (2, ["key a", "key b"])):
            place = tmp_path / f"2026030{day}T000000Z"
            place.mkdir()
            said = {
                "files": {"evidence/a": "0" * 64},
                "database": {"name": "d", "sha256": ""},
                "keys": {},
                "missing": missing,
                "made_at": f"2026-03-0{day}T00:00:00+00:00",
                "engine": "sqlite",
            }
            (place / generations.DESCRIPTION).write_text(json.dumps(said))
        return tmp_path

    def test_generations_are_listed_the_newest_first_with_what_is_missing(self, folder):
        code, output = run(backup.backup, "list", str(folder))
        lines = output.splitlines()
        assert (code, len(lines)) == (0, 2)
        assert lines[0].startswith("20260302T000000Z")
        assert "缺 2 项 · incomplete" in lines[0]
        assert "齐全 · whole" in lines[1]
        assert all("1 个文件 files" in line for line in lines)

    def test_without_a_folder_that_of_the_settings_is_meant_and_without_any_it_is_a_wrong_call(
        self, folder, settings
    ):
        settings.BACKUP_FOLDERS = []
        code, output = run(backup.backup, "list")
        assert (code, "BACKUP_FOLDERS" in output) == (2, True)
        settings.BACKUP_FOLDERS = [str(folder)]
        assert run(backup.backup, "list") == run(backup.backup, "list", str(folder))

    @pytest.mark.parametrize(
        ("arguments", "meant"),
        [
            ([], ["make"]),
            (["/x"], ["make", "/x"]),
            (["list", "/x"], ["list", "/x"]),
            (["make", "/x"], ["make", "/x"]),
            (["keys", "/x"], ["keys", "/x"]),
        ],
    )
    def test_a_folder_alone_is_backed_up_into(self, arguments, meant, monkeypatch):
        taken = []
        monkeypatch.setattr(
            click.Group, "parse_args", lambda self, ctx, args: taken.append(list(args)) or args
        )
        backup.backup.parse_args(click.Context(backup.backup), list(arguments))
        assert taken == [meant]

    @pytest.mark.parametrize(
        ("problems", "lacking", "words"),
        [(["x"], [], "核验不通过"), ([], ["key"], "但缺密钥"), (["x"], ["key"], "核验不通过")],
    )
    def test_a_restore_that_does_not_verify_is_told_before_keys_that_lack(self, problems, lacking, words):
        proof = backup.restoring.Proof(entries=3, files=2, problems=problems, lacking=lacking)
        with pytest.raises(click.ClickException, match=words):
            backup.tell(proof, as_json=False)

    def test_a_restore_that_holds_says_how_much_it_is(self, capsys):
        proof = backup.restoring.Proof(entries=3, files=2, problems=[], lacking=[])
        backup.tell(proof, as_json=True)
        assert json.loads(capsys.readouterr().out) == {"entries": 3, "files": 2}
        backup.tell(proof, as_json=False)
        assert "3 条台账、2 个文件" in capsys.readouterr().out
