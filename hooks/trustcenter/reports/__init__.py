"""What people are told, as text: problems, reviews of pull requests, notices to customers, status and evidence.

The commands in `cli` call these modules with a center or its problems and print what they return.
"""
