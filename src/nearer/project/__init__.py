"""The frame of the app: settings, addresses, and the way of a request from the socket to a view."""
