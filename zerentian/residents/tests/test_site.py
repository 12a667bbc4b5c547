"""Published answers as static files: what anybody may read, nothing of persons, nothing that was withdrawn."""

import json
import re
from datetime import datetime

import feedparser
import pytest
from click.testing import CliRunner
from django.utils import translation
from lxml import etree

from zerentian.casework import actions
from zerentian.casework.models import PublicAnswer
from zerentian.ledger.models import Instance
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.residents.cli import answers_export
from zerentian.residents.site import Addresses, export_answers, feed_of, listed, shown
from zerentian.residents.tests.test_answers import publish

WHERE = Addresses(site="https://county.example/answers", office="https://zeren.example")


@pytest.fixture
def folder(tmp_path):
    """Return where the export goes."""
    return tmp_path / "answers"


@pytest.fixture
def published(answered, receptionist, now):
    return publish(answered, receptionist, now)


def test_the_folder_holds_list_page_feed_and_style(published, folder):
    site = export_answers(folder, WHERE)
    assert {path.name for path in folder.iterdir()} == {
        "answers.json",
        "zerentian.css",
        "index.html",
        "feed.atom",
        f"{published.pk}.html",
    }
    assert (site.answers, site.files, site.removed) == (1, 5, 0)
    assert published.title in (folder / "index.html").read_text()
    assert published.answer in (folder / f"{published.pk}.html").read_text()
    assert f"https://county.example/answers/{published.pk}.html" in (folder / "feed.atom").read_text()
    assert json.loads((folder / "answers.json").read_text())["answers"][0]["title"] == published.title


def test_nothing_in_the_folder_names_the_person_or_the_code(published, answered, folder):
    export_answers(folder, WHERE)
    everything = "".join(path.read_text() for path in folder.iterdir())
    for words in ("示例群众", "13900000000", answered.code, answered.key):
        assert words not in everything


def test_every_link_leads_into_the_folder_or_to_the_office(published, folder):
    export_answers(folder, WHERE)
    for page in folder.glob("*.html"):
        for address in re.findall(r'(?:href|src)="([^"]+)"', page.read_text()):
            assert address.startswith(WHERE.office) or (folder / address).is_file(), address


def test_without_addresses_there_is_no_feed_and_no_link_outside(published, folder):
    export_answers(folder, WHERE)
    export_answers(folder, Addresses())
    assert not (folder / "feed.atom").exists()
    assert "://" not in (folder / f"{published.pk}.html").read_text()


def test_what_is_withdrawn_shows_the_reason_at_the_next_export(published, receptionist, now, folder):
    export_answers(folder, WHERE)
    actions.unpublish_answer(published, reason="当事人要求撤下", by=receptionist, now=now)
    assert export_answers(folder, WHERE).answers == 0
    everything = "".join(path.read_text() for path in folder.iterdir())
    assert published.answer not in everything
    assert "当事人要求撤下" in (folder / f"{published.pk}.html").read_text()


def test_an_older_version_leads_to_the_newest(published, answered, receptionist, now, folder):
    newer = publish(answered, receptionist, now, title="上坪村口路灯已修复（更正）")
    export_answers(folder, WHERE)
    assert f'href="{newer.pk}.html"' in (folder / f"{published.pk}.html").read_text()
    assert f'href="{published.pk}.html"' not in (folder / "index.html").read_text()


def test_a_list_that_grew_shorter_leaves_no_page_behind(published, folder):
    export_answers(folder, WHERE)
    (folder / "page-2.html").write_text("older")
    (folder / "note.txt").write_text("of the county's")
    assert export_answers(folder, WHERE).removed == 1
    assert (folder / "note.txt").exists()


def test_a_long_list_goes_on_to_older_pages(published, answered, receptionist, now, folder, monkeypatch):
    monkeypatch.setattr("zerentian.residents.site.PER_PAGE", 1)
    PublicAnswer.objects.bulk_create(
        [
            PublicAnswer(
                **PublicAnswer.objects.values().get(pk=published.pk) | {"id": None, "mark": 9, "version": 9}
            )
        ]
    )
    export_answers(folder, WHERE)
    assert 'href="page-2.html" rel="next"' in (folder / "index.html").read_text()
    assert published.title in (folder / "page-2.html").read_text()


def test_a_folder_of_something_else_is_left_alone(published, folder):
    folder.mkdir()
    (folder / "index.html").write_text("the county's own")
    with pytest.raises(NotAllowed, match="neither empty"):
        export_answers(folder, WHERE)
    assert (folder / "index.html").read_text() == "the county's own"


def test_the_pages_of_a_demo_say_so(published, folder):
    Instance.objects.update(demo=True)
    export_answers(folder, WHERE)
    for page in folder.glob("*.html"):
        assert "演示" in page.read_text()


def test_nothing_published_yet_makes_a_page_that_says_so(db, folder):
    assert export_answers(folder, WHERE).answers == 0
    assert "还没有公开的答复" in (folder / "index.html").read_text()


def test_the_command_tells_what_it_wrote_and_what_it_left_out(published, folder):
    said = CliRunner().invoke(answers_export, [str(folder)])
    assert said.exit_code == 0
    assert "已导出公开答复 1 条" in said.output
    assert "feed.atom" in said.output


def test_every_version_written_is_one_step_on_the_bar(published, answered, receptionist, now, folder):
    publish(answered, receptionist, now, title="上坪村口路灯已修复（更正）")
    steps = []
    export_answers(folder, WHERE, steps.append)
    assert steps == [1, 1]


def test_the_list_says_of_each_answer_all_that_stands_on_its_page(published, township):
    (item,) = json.loads(listed([published]))["answers"]
    assert item == {
        "page": f"{published.pk}.html",
        "title": published.title,
        "question": published.question,
        "answer": published.answer,
        "township": "云岭乡",
        "category": "路灯照明",
        "published_at": published.published_at.isoformat(),
        "version": 1,
    }
    published.concern.category = None
    assert json.loads(listed([published]))["answers"][0]["category"] is None


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_entry_of_the_feed_leads_to_its_page_and_says_whose_it_is(published, now, language):
    how = {
        "home": "https://a.example/",
        "feed": "https://a.example/feed",
        "address": lambda one: "https://a.example/7",
    }
    with translation.override(language):
        found = feedparser.parse(feed_of([published], **how))
    assert not found.bozo
    assert (found.feed.language, found.feed.link) == (language, "https://a.example/")
    (entry,) = found.entries
    assert (entry.id, entry.link, entry.title) == (
        "https://a.example/7",
        "https://a.example/7",
        published.title,
    )
    assert entry.author == "云岭乡"
    assert entry.summary.startswith(published.question)
    assert entry.summary.endswith(published.answer)
    assert datetime.fromisoformat(entry.published) == datetime.fromisoformat(entry.updated) == now


def test_a_title_of_several_lines_is_one_line_in_the_feed_and_no_sign_breaks_it(published):
    published.title, published.answer = "路灯\n已修", "第一行\n第二行\x0b"
    how = {
        "home": "https://a.example/",
        "feed": "https://a.example/feed",
        "address": lambda one: "https://a.example/7",
    }
    root = etree.fromstring(feed_of([published], **how).encode())
    assert root.findtext("{*}entry/{*}title") == "路灯 已修"
    summary = root.findtext("{*}entry/{*}summary")
    assert summary.startswith(f"{published.question}\n\n第一行\n第二行")
    assert "\x0b" not in summary


def test_the_newest_stand_first_in_list_and_feed_and_few_in_the_feed(published, folder, monkeypatch):
    monkeypatch.setattr("zerentian.residents.site.FED", 1)
    values = PublicAnswer.objects.values().get(pk=published.pk) | {"id": None, "mark": 7, "version": 2}
    second = PublicAnswer.objects.create(**values | {"title": "第二条"})
    export_answers(folder, WHERE)
    told = json.loads((folder / "answers.json").read_text())["answers"]
    assert [one["page"] for one in told] == [f"{second.pk}.html", f"{published.pk}.html"]
    feed = feedparser.parse((folder / "feed.atom").read_text())
    assert [one.title for one in feed.entries] == ["第二条"]


def test_what_a_page_shows_of_a_version_are_all_the_others_and_the_withdrawal_that_took_it_along(
    published, answered, receptionist, now
):
    newer = publish(answered, receptionist, now, title="更正")
    told = shown(published)
    assert list(told["versions"]) == [published, newer]
    assert (told["newest"], told["withdrawn"], told["township"].name) == (newer, None, "云岭乡")
    actions.unpublish_answer(newer, reason="撤下", by=receptionist, now=now)
    assert (shown(published)["withdrawn"], shown(newer)["withdrawn"]) == (newer, newer)
    third = publish(answered, receptionist, now, title="再写")
    assert shown(third)["withdrawn"] is None
