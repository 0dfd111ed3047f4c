"""Customers, points, levels, coupons, redemption, referral, lifecycle."""
