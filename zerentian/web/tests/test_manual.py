"""The manual inside the program: its chapters in both languages, the pages they help with, links that lead inside."""

import re

import pytest

from zerentian.web.manual import Section, anchored, chapter, chapter_for, inside, names, pages


class TestManual:
    def test_every_chapter_is_there_in_both_languages_those_for_readers_first(self):
        found = names()
        assert found[:2] == ("clerk", "leader")
        assert list(found[5:]) == sorted(found[5:])
        for name in found:
            for language in ("zh", "en"):
                told = chapter(name, language)
                assert told.title
                assert told.lede
                assert not re.search(r"[`*\[]", told.lede)
                assert [one.anchor for one in told.sections] == [
                    f"s{n + 1}" for n in range(len(told.sections))
                ]
        assert chapter("nothing", "zh") is None

    def test_the_longest_pattern_of_a_page_wins(self):
        lengths = [len(pattern) for pattern, _name in pages()]
        assert lengths == sorted(lengths, reverse=True)
        assert chapter_for("no-such-page-at-all") == ""
        pattern, name = pages()[0]
        assert chapter_for(pattern.replace("*", "x")) == name

    @pytest.mark.parametrize(
        ("text", "inner"),
        [
            ("[a](clerk.zh.md)", "[a](/help/clerk/)"),
            ("[a](./clerk.en.md#s2)", "[a](/help/clerk/#s2)"),
            ("[the page](../install.md)", "the page"),
            ("一行\n  二行", "一行二行"),
            ("one\ntwo", "one\ntwo"),
            ("一行\n\n二行", "一行\n\n二行"),
        ],
    )
    def test_links_lead_inside_and_chinese_lines_run_on(self, text, inner):
        assert inside(text) == inner

    def test_headings_of_the_second_rank_have_anchors(self):
        assert anchored([]) == []
        assert Section("s1", "甲").anchor == "s1"
