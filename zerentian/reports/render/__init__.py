"""Renderers: a document as data becomes Word, PDF and HTML. They may not see a table."""
