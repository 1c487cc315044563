"""Markdown and HTML as text: rendering, trees, escaping, headings."""
