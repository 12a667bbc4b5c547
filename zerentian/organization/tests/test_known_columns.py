"""Lists whose columns are known by the words above them."""

from zerentian.organization.rules.tables.columns import KnownColumns

LIST = KnownColumns(
    {"title": ("事项", "名称"), "unit": ("单位", "村", "名称"), "day": ("日期",)}, ("title", "unit")
)


def test_a_column_is_known_by_any_of_its_words_the_usual_one_first():
    assert LIST.among(["名称", "事项", "村"]) == {"title": "事项", "unit": "村"}
    assert LIST.among(["名称", "日期"]) == {"title": "名称", "day": "日期"}
    assert LIST.among(["天气"]) == {}


def test_no_heading_carries_two_fields():
    assert LIST.among(["名称"]) == {"title": "名称"}
    assert LIST.among(["名称", "事项"]) == {"title": "事项", "unit": "名称"}


def test_of_two_columns_of_one_name_the_first_counts_whatever_its_blanks_case_and_group():
    assert LIST.among(["事项", "事 项"]) == {"title": "事项"}
    assert LIST.among(["办理/事 项", "单位"]) == {"title": "办理/事 项", "unit": "单位"}


def test_a_sheet_is_wanted_where_its_required_columns_stand_and_more_so_the_more_are_known():
    assert LIST.wanted.recognise(["事项", "单位", "日期", "天气"]) == 3
    assert LIST.wanted.suffices(["事项", "单位"])
    assert not LIST.wanted.suffices(["事项", "日期"])
