"""What a retailer plugs in: `Shop` (shop.py), and the demo shop that stands in for it."""
