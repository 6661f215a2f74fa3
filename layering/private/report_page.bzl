"""The HTML page of a report: made when it is asked for, and only then is fetched what makes it."""

visibility(["//aspects/...", "//layering/..."])

# What makes the page: an attribute of a rule or aspect that calls `write_page`.
PAGE_ATTRIBUTE = attr.label(cfg = "exec", default = "//py:report_page", executable = True)

def write_page(actions, name, *, report, program):
    """Declares the page of a report.

    Args:
        actions: (actions) of a rule or aspect.
        name: (str) of the file to make.
        report: (File) the schema's `Report`.
        program: (FilesToRunProvider) of `PAGE_ATTRIBUTE`.

    Returns:
        (File) one HTML file that needs no other.
    """
    page = actions.declare_file(name)
    arguments = actions.args()
    arguments.add("--report", report)
    arguments.add("--html", page)
    actions.run(
        arguments = [arguments],
        executable = program,
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
        program = ctx.attr._page[DefaultInfo].files_to_run,
        report = ctx.file.report,
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
