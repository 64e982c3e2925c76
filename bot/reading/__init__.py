"""Reading together: a thread that opens for a group post by post, as a rhythm says."""
