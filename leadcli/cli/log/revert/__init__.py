"""leadcli log revert."""
