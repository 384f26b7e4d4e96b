"""Privacy of usage data: visitor keys and suppression of small counts."""
