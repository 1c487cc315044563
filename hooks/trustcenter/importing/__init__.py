"""Bringing in what a company has already: a text becomes a review folder, what is accepted a draft and facts.

Nothing here touches the tree: bytes in, what would be written out.  The modules: `reading` (bytes to characters),
`pages` (HTML), `headings` (plain text), `markdown` (what all of them end as), `passages` (the text as it is searched),
`proposals` (facts found in it), `review` (the file that a person edits), `acceptance` (drafts and facts made of it).

For histories: `stated` (the days a text states), `editions` (which texts say something new, and from when on),
`listing` (lists of vendors to rows), `vendors` (rows to records), `history` (versions, changes and a draft of it all).
"""
