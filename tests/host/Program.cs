using RepDynamics.Runs;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using TorchSharp;

// A process of its own that completes tiny runs in a store, for tests to kill, to stop and to run twice at once.
//   host STORE SIDE-BY-SIDE [regions] RUN...      RUN is the name of one of TinyRuns.Longer, with a seed: ViT-SGD:3
// With regions, decision regions are measured, too.
// Prints a line an event, at once; the exit code is 0 when all runs are complete, 130 when SIGINT or SIGTERM stopped it.
bool regions = args[2] == "regions";
Recipe[] recipes = [.. args[(regions ? 3 : 2)..].Select(TinyRuns.Named)];
using StopSignals signals = StopSignals.Listen();
Laboratory laboratory = new(torch.CPU, Tell)
{
    Store = new RunStore(args[0]),
    SideBySide = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture),
    Regions = regions ? TinyRuns.Regions : null,
};
try
{
    return laboratory.Run(recipes, signals.Token).All(outcome => outcome.Record is not null) ? 0 : 1;
}
catch (OperationCanceledException)
{
    return 130;
}

static void Tell(RunEvent what)
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
