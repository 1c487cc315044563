"""The only folder that touches files, git and processes; `cli` and the MkDocs adapter call it."""
