"""Bytes in and out: formats told, tables and exports read, files written whole or not at all."""
