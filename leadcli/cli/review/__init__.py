"""leadcli review."""
