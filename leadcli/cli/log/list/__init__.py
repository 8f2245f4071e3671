"""leadcli log list."""
