"""One figure as a file of figures holds it."""

VALUE = {
    "code": "deeds.count",
    "label": "落实",
    "label_en": "Deeds",
    "measure": "count",
    "unit_of_measure": "件",
    "version": 1,
    "definition": "a" * 64,
    "value": 4,
    "numerator": None,
    "denominator": None,
}
