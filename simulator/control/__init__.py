"""How a tester steers the platform: a JSON API and pages."""
