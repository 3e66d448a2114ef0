using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.RunHost;

/// <summary>Completes tiny runs in a store, for tests to kill, to stop and to run twice at once.</summary>
internal static class TinyRunsProgram
{
    /// <summary>Prints a line an event, at once.</summary>
    /// <param name="args">
    /// <c>STORE SIDE-BY-SIDE [regions] RUN...</c>; a run is the name of one of <see cref="TinyRuns.Longer"/>, with a seed: <c>ViT-SGD:3</c>.
    /// With <c>regions</c>, decision regions are measured, too.
    /// </param>
    /// <returns>0 when all runs are complete, 130 when SIGINT or SIGTERM stopped it, 1 when a run or its preparation failed.</returns>
    public static int Run(string[] args)
    {
        bool regions = args[2] == "regions";
        Recipe[] recipes = [.. args[(regions ? 3 : 2)..].Select(TinyRuns.Named)];
        using var signals = StopSignals.Listen();
        RunScheduler scheduler = new(torch.CPU, Print)
        {
            Store = new RunStore(args[0]),
            MaxParallelRuns = int.Parse(args[1], CultureInfo.InvariantCulture),
            Regions = regions ? TinyRuns.Regions : null,
        };
        try
        {
            return scheduler.Run(recipes, signals.Token).All(outcome => outcome.Record is not null) ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }

    private static void Print(RunEvent what)
    {
        string text = what switch
        {
            RunAdvanced advanced => $" {advanced.Progress.Epoch}",
            RunStarted started => $" {started.FromEpoch}",
            RunMeasuring measuring => $" {measuring.Done}",
            RunNote note => $" {note.Text}",
            RunFailed failed => $" {failed.Error.Message}",
            _ => "",
        };
        Console.WriteLine($"{what.GetType().Name} {what.Recipe.Name()}{text}");
        Console.Out.Flush();
    }
}
