"""leadcli schema."""
