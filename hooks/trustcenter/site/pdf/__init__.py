"""Makes the PDFs of a site: of each version, of each redline, and of all policies in effect on the site's day.

`site.build` calls `files.recipes` where `extra.trustcenter.pdf` is on.  `documents` writes the source of a PDF for
Typst, with the content that `typst_content` makes from a text; the compiler itself is handed in (`disk.typesetting`).
"""
