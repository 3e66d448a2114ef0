using System.CommandLine;
using RepDynamics.Baselines;
using RepDynamics.Reports;

namespace RepDynamics.Cli.Commands;

internal static class DiffCommand
{
    public static Command Build(CommandContext context, CommonOptions common)
    {
        Argument<string?> claim = new("CLAIM") { Description = "The claim's id; by default all claims.", Arity = ArgumentArity.ZeroOrOne };
        CommonOptions.RefuseOptions(claim);
        Option<string> folder = CommonOptions.Folder("the page", "artifacts/diff");
        return new ActionCommand(
            "diff",
            "Compare the latest results with their baselines, and write a page of the differences; lists dangling baselines.\n\n"
            + $"Ends with {(int)ExitCode.Ok} if nothing differs, else, and if there is nothing to compare, with {(int)ExitCode.Attention}.",
            [claim, common.OnlyProfile, folder],
            parsed => Compare(context, parsed.GetValue(claim), parsed.GetValue(common.OnlyProfile), parsed.GetValue(folder)));
    }

    private static ExitCode Compare(CommandContext context, string? claim, string? profile, string? folder)
    {
        string root = context.ProjectLayout.Root ?? throw CommandException.NoCheckout("baselines");
        (ReportSource Source, BaselineComparison? Comparison)[] all =
        [
            .. ReportCommand.Sources(context, claim, profile)
                .Select(source => (source, BaselineComparison.Of(source.Registration.Id, source.Profile, source.Results, source.Baseline))),
        ];
        BaselineComparison[] comparisons = [.. all.Select(pair => pair.Comparison).OfType<BaselineComparison>()];
        string[] uncompared = [.. all.Where(pair => pair.Comparison is null).Select(pair => $"{pair.Source.Registration.Id} on {pair.Source.Profile}")];
        ImmutableArray<DanglingBaseline> dangling = claim is null && profile is null
            ? DanglingBaseline.In(Path.Combine(root, "baselines"), [.. context.Claims.Ids.Select(context.Claims.Registration)], ClaimCatalogue.Profiles)
            : [];
        string page = WritePage(context, comparisons, dangling, uncompared, folder);

        if (comparisons.Length == 0)
            context.Out.WriteLine("There are no results to compare: run repdynamics run CLAIM first.");
        foreach (BaselineComparison comparison in comparisons) Write(context.Out, comparison);
        foreach (DanglingBaseline baseline in dangling)
            context.Out.WriteLine($"baselines/{baseline.Folder}: dangling. {baseline.Reason} Remove it.");
        if (uncompared.Length > 0) context.Out.WriteLine($"Not compared, because there are no results: {uncompared.Length} of {all.Length}; the page lists them.");
        context.Out.WriteLine($"Page: {page}");
        return comparisons.Length == 0 || comparisons.Any(c => c.State == BaselineState.Departs) || dangling.Length > 0 ? ExitCode.Attention : ExitCode.Ok;
    }

    /// <returns>Its full path.</returns>
    internal static string WritePage(
        CommandContext context, IReadOnlyList<BaselineComparison> comparisons, IReadOnlyList<DanglingBaseline>? dangling = null,
        IReadOnlyList<string>? uncompared = null, string? folder = null) =>
        Path.GetFullPath(DifferencePage.Write(
            folder ?? ReportCommand.Folder(context.ProjectLayout, "diff"), comparisons, dangling ?? [], uncompared ?? [], context.Time.GetUtcNow()));

    private static void Write(TextWriter output, BaselineComparison comparison)
    {
        string state = comparison.State switch { BaselineState.Departs => "departs from the baseline", BaselineState.Agrees => "agrees with the baseline", _ => "not compared" };
        output.WriteLine($"{comparison.Claim} on {comparison.Profile}: {state}. {comparison.Rule}");
        foreach (BaselineMismatch difference in comparison.Differences)
        {
            string detail = difference.Detail.Length == 0 ? "" : $": {difference.Detail}";
            output.WriteLine($"  {difference.Kind,-8}  {difference.Name}{detail}{(difference.Counts ? "" : " (not counted)")}");
        }
        if (comparison.CanBeAccepted)
            output.WriteLine($"  If this is intended: repdynamics accept {comparison.Claim} --profile {comparison.Profile}");
    }
}
