"""leadcli calibrate."""
