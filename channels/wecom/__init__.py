"""WeCom (企业微信): 微信客服, the application, customer sends and group robots."""
