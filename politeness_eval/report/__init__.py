"""`teinei tone report`: what the judge says of many replies, on one page that a linguist can read."""
