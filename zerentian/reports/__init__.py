"""WHAT IT ADDS UP TO. Outlines, statements, issued reports, renderers and the audit of a text."""
