"""Plain values of the product: problems, periods, records, versions, facts, paths; `kinds` declares the fact kinds.

The lowest layer: every other folder imports it, and it imports none of them.
"""
