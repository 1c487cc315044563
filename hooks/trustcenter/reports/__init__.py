"""What people are told: problems, reviews of pull requests, notices by mail, status, evidence."""
