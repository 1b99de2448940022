"""drvlint in Bazel: one action for each C or C++ file, and one that links them to a SARIF log.

The units are those of a plan that `drvlint plan` wrote in the workspace's root; docs/scale.md
says how. All paths are relative to that root, and an action reads only its inputs, so the
actions of units may run anywhere that has drvlint's libclang.
"""

def _report_impl(ctx):
    facts = []
    for unit in ctx.files.units:
        name = unit.basename[:-len(".json")]
        out = ctx.actions.declare_file(ctx.label.name + "/" + name + ".facts")
        ctx.actions.run(
            executable = ctx.executable.drvlint,
            arguments = ["unit", unit.path, "-o", out.path, "--follow-links"],
            inputs = [unit] + ctx.files.srcs,
            outputs = [out],
            mnemonic = "DrvlintUnit",
            progress_message = "drvlint %s" % name,
        )
        facts.append(out)
    report = ctx.actions.declare_file(ctx.label.name + ".sarif")
    ctx.actions.run_shell(
        # Findings (1) are a result; what could not be analysed (3) fails the build.
        command = '"$1" link "$2" "$3" --format "sarif=$4" || test $? -eq 1',
        arguments = [ctx.executable.drvlint.path, ctx.file.plan.path, facts[0].dirname, report.path],
        inputs = facts + [ctx.file.plan] + ctx.files.srcs,
        tools = [ctx.executable.drvlint],
        outputs = [report],
        mnemonic = "DrvlintLink",
        progress_message = "drvlint link %s" % ctx.label.name,
    )
    return [DefaultInfo(files = depset([report])), OutputGroupInfo(facts = depset(facts))]

drvlint_report = rule(
    implementation = _report_impl,
    doc = "Analyses the drivers of a plan and writes NAME.sarif.",
    attrs = {
        "plan": attr.label(mandatory = True, allow_single_file = [".facts"], doc = "the plan.facts of the plan"),
        "units": attr.label_list(mandatory = True, allow_empty = False, allow_files = [".json"], doc = "the unit files of the plan"),
        "srcs": attr.label_list(mandatory = True, allow_files = True, doc = "what the units are made from: sources, headers, and the .drvlint.yaml"),
        "drvlint": attr.label(mandatory = True, allow_single_file = True, executable = True, cfg = "host", doc = "the program"),
    },
)
