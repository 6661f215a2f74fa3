"""The HTML page of a report: made when it is asked for, and only then is fetched what makes it."""

load("//py/private:py_tool.bzl", "PyToolInfo", "run_once")

visibility("//layering/...")

# What makes the page: an attribute of a rule or aspect that calls `write_page`.
PAGE_ATTRIBUTE = attr.label(cfg = "exec", default = "//py:page_tool", providers = [PyToolInfo])

def write_page(actions, name, *, report, tool):
    """Declares the page of a report.

    Args:
        actions: (actions) of a rule or aspect.
        name: (str) of the file to make.
        report: (File) the schema's `Report`.
        tool: (PyToolInfo) of `PAGE_ATTRIBUTE`.

    Returns:
        (File) one HTML file that needs no other.
    """
    page = actions.declare_file(name)
    arguments = actions.args()
    arguments.add("--report", report)
    arguments.add("--html", page)
    run_once(
        actions,
        tool,
        arguments = arguments,
        inputs = [report],
        mnemonic = "PyLayerReportPage",
        outputs = [page],
        progress_message = "Drawing the report of %{label}",
    )
    return page

def _layers_report_page_impl(ctx):
    page = write_page(
        ctx.actions,
        ctx.label.name,
        report = ctx.file.report,
        tool = ctx.attr._page[PyToolInfo],
    )
    return [DefaultInfo(files = depset([page]))]

layers_report_page = rule(
    implementation = _layers_report_page_impl,
    doc = "A report as one HTML page.",
    attrs = {
        "report": attr.label(allow_single_file = [".json"], mandatory = True),
        "_page": PAGE_ATTRIBUTE,
    },
)
