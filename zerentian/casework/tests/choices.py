"""What a form of a step lets choose, for tests to look at."""


def asked(form, concern, account, sent=None, **how):
    """Return a form of a step as it stands on the page, or as it was sent."""
    return form(sent, concern=concern, account=account, **how)


def offered(form, name) -> set[str]:
    """Return the labels among which a field lets choose."""
    return {str(label) for value, label in form.fields[name].choices if value}


def values(form, name) -> list[str]:
    """Return the values among which a field lets choose."""
    return [str(value) for value, _ in form.fields[name].choices if value]
