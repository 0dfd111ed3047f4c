"""The service desk: staff, conversations, tickets, deadlines, assignment."""
