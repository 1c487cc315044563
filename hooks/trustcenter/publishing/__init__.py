"""Plans what a publication, withdrawal, redo or fix writes; `cli` writes the planned files with `disk.files`."""
