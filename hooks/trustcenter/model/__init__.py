"""Values: problems, periods, records, versions and facts; `kinds` has one file for each kind of fact."""
