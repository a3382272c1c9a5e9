"""Reports: comparison tables, sentences, pictures of the body and an HTML page that opens offline.

``write_report(results, path)`` writes the page; everything heavy is imported when it is called.
"""

from __future__ import annotations


def write_report(results, path, **options):
    """Write the HTML report; see :func:`neuroglide.report.page.write_report`."""
    from neuroglide.report.page import write_report as write

    return write(results, path, **options)
