"""The filters as modules, `publish.filters.footnotes`, wherever they lie.

In a wheel they stand beside this file; in a checkout they stand in filters/ at the top, where editors find them.
"""

from publish.resources import filters_dir, let_filters_import

__path__ = list(dict.fromkeys([*__path__, str(filters_dir())]))
let_filters_import()
