"""Relations with local government: land and compensation, all by people."""
