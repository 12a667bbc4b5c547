"""A relayed warning as a CAP message: what stands in which element, and what is left out."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from lxml import etree

from zerentian.community.rules.alerts import CAP
from zerentian.community.rules.cap import Relayed, cap_message, category_of, name_of
from zerentian.community.rules.warnings import Colour, Message
from zerentian.ledger.rules.periods import LOCAL

SENT = datetime(2026, 3, 2, 8, 40, tzinfo=LOCAL)


class TestWritten:
    ONE = Relayed(
        identifier="a b,c<&d",
        sender="",
        issuer="示例县 气象台",
        relayed_by="云岭乡人民政府",
        hazard="暴雨",
        colour=Colour.ORANGE,
        message=Message.UPDATE,
        sent_at=datetime(2026, 3, 2, 8, 40, 30, 5, tzinfo=LOCAL),
        expires_at=SENT + timedelta(hours=6),
        headline="",
        text="正文",
        instruction="",
        areas=[],
        drill=False,
        references=[("s", "k 1", SENT), ("t", "k2", SENT)],
    )

    def read(self, one, path):
        root = etree.fromstring(cap_message(one))
        return [
            found.text for found in root.iterfind("/".join(f"{{{CAP}}}{name}" for name in path.split("/")))
        ]

    @pytest.mark.parametrize(
        ("path", "texts"),
        [
            ("identifier", ["a-b-c-d"]),
            ("sender", ["示例县-气象台"]),
            ("sent", ["2026-03-02T08:40:30+08:00"]),
            ("status", ["Actual"]),
            ("msgType", ["Update"]),
            ("source", ["示例县 气象台"]),
            ("scope", ["Public"]),
            ("note", ["由云岭乡人民政府转发，原发布单位：示例县 气象台"]),
            ("references", ["s,k-1,2026-03-02T08:40:00+08:00 t,k2,2026-03-02T08:40:00+08:00"]),
            ("info/category", ["Met"]),
            ("info/event", ["暴雨"]),
            ("info/urgency", ["Unknown"]),
            ("info/severity", ["Severe"]),
            ("info/certainty", ["Unknown"]),
            ("info/onset", []),
            ("info/expires", ["2026-03-02T14:40:00+08:00"]),
            ("info/headline", []),
            ("info/description", ["正文"]),
            ("info/instruction", []),
            ("info/parameter/value", ["orange"]),
            ("info/area/areaDesc", ["—"]),
        ],
    )
    def test_a_relayed_warning_says_each_thing_in_its_element(self, path, texts):
        assert self.read(self.ONE, path) == texts

    def test_what_the_issuer_coded_stays_and_what_it_said_stands_in_the_message(self):
        codes = {"category": "Geo", "urgency": "Immediate", "severity": "Extreme", "certainty": "Observed"}
        one = replace(
            self.ONE,
            sender="99",
            hazard="",
            drill=True,
            references=(),
            codes=codes,
            areas=["上坪", "下坪"],
            effective_at=SENT,
            headline="题",
            instruction="撤离",
        )
        wanted = {
            "sender": ["99"],
            "status": ["Exercise"],
            "references": [],
            "info/event": ["预警"],
            "info/onset": ["2026-03-02T08:40:00+08:00"],
            "info/area/areaDesc": ["上坪", "下坪"],
            "info/headline": ["题"],
            "info/instruction": ["撤离"],
        }
        assert {path: self.read(one, path) for path in wanted} == wanted
        assert {name: self.read(one, f"info/{name}") for name in codes} == {
            name: [code] for name, code in codes.items()
        }

    @pytest.mark.parametrize(
        ("hazard", "category"),
        [
            ("地质灾害", "Geo"),
            ("山洪", "Geo"),
            ("森林火险", "Fire"),
            ("雷电", "Met"),
            ("高温", "Met"),
            ("蝗虫", "Other"),
        ],
    )
    def test_a_hazard_has_the_category_of_its_name(self, hazard, category):
        assert category_of(hazard) == category

    def test_signs_that_cap_forbids_become_one_dash(self):
        assert name_of("  a , b&<c ") == "a-b-c"
