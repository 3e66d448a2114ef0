using System.CommandLine;
using RepDynamics.Dynamics;
using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Training;
using TorchSharp;

// Trains conditions of a profile at several learning rates on exploration seeds, and prints how well they classify and when they fit: the numbers
// that docs/exploration.md chooses recipes by. Nothing here decides a claim. Runs go to the run store, so that a run that was stopped continues.
Argument<string> profile = new("profile") { Description = "The profile whose data, batch and networks are used." };
Option<string[]> conditions = new("--conditions") { Description = "Which of its conditions (default: the four without a variant).", AllowMultipleArgumentsPerToken = true };
Option<double[]> rates = new("--rates")
{
    Description = "Learning rates (default: .01 .02 .05 .1 .2 for SGD, 1e-4 3e-4 5e-4 1e-3 2e-3 for Adam; 0: the condition's own).",
    AllowMultipleArgumentsPerToken = true,
};
Option<long[]> seeds = new("--seeds") { Description = "Seeds; 15 to 19 are for exploration.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [15, 16, 17] };
Option<double> noise = new("--noise") { Description = "The share of wrong labels.", DefaultValueFactory = _ => 0 };
Option<int?> images = new("--images") { Description = "Training images (default: the profile's)." };
Option<int?> epochs = new("--epochs") { Description = "Epochs (default: the condition's)." };
Option<int?> decay = new("--decay") { Description = "Steps of the rate's decay, 0 for none (default: the condition's)." };
Option<bool> gpu = new("--gpu") { Description = "Train on a GPU." };
RootCommand command = new("Trains conditions at several learning rates and prints a Markdown table.") { profile, conditions, rates, seeds, noise, images, epochs, decay, gpu };
command.SetAction(parsed => Explore(
    Profile.Named(parsed.GetRequiredValue(profile)), parsed.GetValue(conditions) ?? [], parsed.GetValue(rates) ?? [], parsed.GetRequiredValue(seeds), parsed.GetValue(gpu) ? torch.CUDA : torch.CPU,
    recipe => recipe with
    {
        Data = recipe.Data with { LabelNoise = parsed.GetValue(noise), TrainImages = parsed.GetValue(images) ?? recipe.Data.TrainImages },
        Epochs = parsed.GetValue(epochs) ?? recipe.Epochs,
        DecaySteps = parsed.GetValue(decay) ?? recipe.DecaySteps,
        Snapshots = new() { Logarithmic = 20, Linear = 10 },
    }));
return command.Parse(args).Invoke();

static int Explore(Profile profile, string[] names, double[] rates, long[] seeds, torch.Device device, Func<Recipe, Recipe> change)
{
    (Condition Condition, double Rate)[] rows =
    [
        .. profile.Conditions.Where(c => names.Length == 0 ? c.Variant is null : names.Contains(c.Name)).SelectMany(c => RatesOf(c, rates).Select(rate => (c, rate))),
    ];
    Recipe[] recipes = [.. rows.SelectMany(row => seeds.Select(seed => change(profile.Recipe(row.Condition.Name, seed)) with { Optimizer = row.Condition.Optimizer with { LearningRate = row.Rate } }))];
    RunLines lines = new(recipes, Console.Error.WriteLine, TimeProvider.System);
    IReadOnlyList<RunOutcome> outcomes = new RunScheduler(device, lines.Take).Run(recipes);
    Console.WriteLine("| condition | rate | epochs | test accuracy, best epoch | test accuracy, last epoch | test error: minimum, peak, second minimum (epochs) | t\\* | t_g | lag |");
    Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
    foreach (((Condition condition, double rate), int i) in rows.Select((row, i) => (row, i)))
    {
        RunOutcome[] all = [.. outcomes.Skip(i * seeds.Length).Take(seeds.Length)];
        RunRecord[] runs = [.. all.Where(o => o.Record is not null).Select(o => o.Record!)];
        string start = $"| {condition.Name} | {Text(rate)} | {all[0].Recipe.Epochs} |";
        if (runs.Length < all.Length)
        {
            Console.WriteLine($"{start} {all.First(o => o.Error is not null).Error!.Message.ReplaceLineEndings(" ")} | | | | | |");
            continue;
        }
        IReadOnlyList<int> snapshots = [.. runs[0].Metrics.Select(m => m.Epoch)];
        double[] mean = [.. snapshots.Select((_, at) => runs.Average(run => run.Metrics[at].TestAccuracy))];
        int best = Array.IndexOf(mean, mean.Max());
        DoubleDescent? descent = runs.Length < 3 ? null : DoubleDescent.Find(
            snapshots, [.. runs.Select(run => Errors(run, m => m.TestAccuracy))], [.. runs.Select(run => Errors(run, m => m.TrainAccuracy))]);
        Console.WriteLine(
            $"{start} {Spread([.. runs.Select(run => run.Metrics[best].TestAccuracy)])} at {snapshots[best]} | {Spread([.. runs.Select(run => run.Metrics[^1].TestAccuracy)])} "
            + $"| {(descent is null ? "-" : $"+{Text(descent.Rise.Mean)}, -{Text(descent.Descent.Mean)} ({descent.FirstMinimum}, {descent.Peak}, {descent.SecondMinimum}){(descent.Seen ? " seen" : "")}")} "
            + $"| {List(runs, run => run.PerfectFitEpoch)} | {List(runs, run => run.Curves?.Generalization)} | {List(runs, run => run.Curves?.MemorizationLag)} |");
    }
    return outcomes.Any(o => o.Error is not null) ? 1 : 0;
}

static double[] RatesOf(Condition condition, double[] given) => given switch
{
    [] => condition.Optimizer is SgdRecipe ? [.01, .02, .05, .1, .2] : [1e-4, 3e-4, 5e-4, 1e-3, 2e-3],
    _ => [.. given.Select(rate => rate == 0 ? condition.Optimizer.LearningRate : rate)],
};

static double[] Errors(RunRecord run, Func<SnapshotMetrics, double> accuracy) => [.. run.Metrics.Select(m => 1 - accuracy(m))];

static string Spread(double[] values) => values.Length < 2
    ? Text(values[0])
    : $"{Text(values.Average())} +- {Text(Math.Sqrt(values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1) / values.Length))}";

static string List(RunRecord[] runs, Func<RunRecord, double?> value) => string.Join(" ", runs.Select(run => value(run) is { } x ? Text(x) : "-"));

static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
