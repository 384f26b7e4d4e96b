"""Events sent by public computers, and the sessions derived from them."""
