"""Questions with answers, keyword replies, greetings and menus, and what is still unanswered."""
