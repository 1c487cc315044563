"""What a publication, a withdrawal or a correction writes: plans of files, never written here."""
