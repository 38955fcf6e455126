"""The demo shop's rasa-sdk actions, the server that runs them, and the client for any action server."""
