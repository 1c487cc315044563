"""Brings in what a company has already: a file becomes a review folder, an accepted review a draft and facts.

`cli.import_` and `cli.import_history` call this layer and write what it returns.  Every function takes bytes or text
and returns what would be written, or raises `NotImported` with what helps; nothing here touches a file.

In the order of work: `input_file` (bytes to characters), `formats` (each format to Markdown), `fidelity` (which words
were kept), `passages` (Markdown to sentences), `proposals` (facts that sentences seem to state), `review_folder` (the
two files that a person edits), `acceptance` (the draft and the facts that an edited review makes).

For histories: `stated_dates` (the days that a text states about itself), `editions` (which texts say something new,
and from when on), `tables_and_lists` and `vendor_records` (lists of vendors), `recorded_history` (sealed versions of
them).
"""
