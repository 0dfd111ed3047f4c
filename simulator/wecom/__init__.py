"""The WeCom (企业微信) platform: employees, customers, groups, robots and 微信客服."""
