"""leadcli reassign."""
