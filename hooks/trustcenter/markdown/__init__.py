"""Text in Markdown and HTML: rendering to HTML, trees of HTML, escaping, headings.

Used by every layer above `model`; nothing here reads facts or files.
"""
