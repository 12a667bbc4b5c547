"""The full names of organs: over a paper stands who issues it, not the name of a place."""

import pytest

from zerentian.organization.rules.rights import Kind
from zerentian.organization.rules.units import organ_name


@pytest.mark.parametrize(
    ("kind", "name", "organ"),
    [
        (Kind.COUNTY, "示例县", "示例县人民政府"),
        (Kind.TOWNSHIP, "云岭乡", "云岭乡人民政府"),
        (Kind.TOWNSHIP, "滨河街道", "滨河街道办事处"),
        (Kind.TOWNSHIP, "云岭乡人民政府", "云岭乡人民政府"),
        (Kind.VILLAGE, "石桥村", "石桥村村民委员会"),
        (Kind.VILLAGE, "柳荫社区", "柳荫社区居民委员会"),
    ],
)
def test_a_unit_signs_with_the_full_name_of_its_organ(kind, name, organ):
    assert organ_name(kind, name) == organ


def test_an_office_bears_the_name_of_what_it_belongs_to():
    assert organ_name(Kind.OFFICE, "应急管理办公室", "云岭乡") == "云岭乡应急管理办公室"
    assert organ_name(Kind.OFFICE, "云岭乡党政办公室", "云岭乡") == "云岭乡党政办公室"


def test_the_party_committee_is_another_organ():
    assert organ_name(Kind.TOWNSHIP, "云岭乡", party=True) == "中共云岭乡委员会"
    assert organ_name(Kind.TOWNSHIP, "滨河街道", party=True) == "中共滨河街道工作委员会"
