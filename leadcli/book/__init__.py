"""From the rows of the workspace's tables to the Book: columns, cells, references, and every problem in them."""

from leadcli.book.build import Tables, build_book
from leadcli.book.columns import TABLES, Column

__all__ = ["TABLES", "Column", "Tables", "build_book"]
