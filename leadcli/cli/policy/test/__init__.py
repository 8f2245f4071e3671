"""leadcli policy test."""
