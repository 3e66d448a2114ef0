using RepDynamics.Runs;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using TorchSharp;

// A process of its own that completes tiny runs in a store, for tests to kill, to stop and to run twice at once.
//   host STORE SIDE-BY-SIDE RUN...      RUN is the name of one of TinyRuns.All, with a seed: ViT:3
// Prints a line an event, at once; the exit code is 0 when all runs are complete, 130 when SIGINT or SIGTERM stopped it.
Recipe[] recipes = [.. args[2..].Select(TinyRuns.Named)];
using StopSignals signals = StopSignals.Listen();
Laboratory laboratory = new(torch.CPU, Tell) { Store = new RunStore(args[0]), SideBySide = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) };
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
        RunNote note => $" {note.Text}",
        RunFailed failed => $" {failed.Error.Message}",
        _ => "",
    };
    Console.WriteLine($"{what.GetType().Name} {what.Recipe.Name()}{text}");
    Console.Out.Flush();
}
