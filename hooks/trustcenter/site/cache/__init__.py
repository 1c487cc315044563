"""What is made once and kept: wrappers around the functions that make pages, and the keys they are kept by."""
