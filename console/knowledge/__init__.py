"""知识库: what the bot answers, and how it is taught."""
