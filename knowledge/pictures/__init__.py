"""Pictures of answers: kept here, and lent to each account of a platform for a while."""
