"""The official-account platform: state, rules, API endpoints and webhook deliveries."""
