using System.Collections.Immutable;
using RepDynamics.Runs;
using RepDynamics.Training;

namespace RepDynamics.Cli.Progress;

/// <summary>The states of all runs of a command, updated by run events and read by a display. Thread-safe; ignores events of other runs.</summary>
internal sealed class RunBoard
{
    private readonly Lock gate = new();
    private readonly Dictionary<Recipe, int> places = [];
    private ImmutableArray<RunState> runs;
    private ImmutableArray<string> notes = [];

    /// <param name="recipes">The distinct runs, in the order of display.</param>
    public RunBoard(IReadOnlyList<Recipe> recipes)
    {
        // Names omit the data if all runs have the same.
        bool oneDataSet = recipes.Select(r => r.Data.Kind).Distinct().Count() <= 1;
        runs = [.. recipes.Select(r => new RunState(Name(r, oneDataSet), r.Epochs))];
        for (int i = 0; i < recipes.Count; i++) places[recipes[i]] = i;
    }

    public ImmutableArray<RunState> Runs
    {
        get { lock (gate) return runs; }
    }

    /// <summary>All notes so far.</summary>
    public ImmutableArray<string> Notes
    {
        get { lock (gate) return notes; }
    }

    /// <summary>Handles an event of a run.</summary>
    public void Take(RunEvent what)
    {
        lock (gate)
        {
            if (!places.TryGetValue(what.Recipe, out int place)) return;
            if (what is RunNote note) notes = notes.Add($"{runs[place].Name}: {note.Text}");
            else runs = runs.SetItem(place, runs[place].After(what));
        }
    }

    /// <summary>Adds a note that belongs to no run.</summary>
    public void Note(string text)
    {
        lock (gate) notes = notes.Add(text);
    }

    private static string Name(Recipe recipe, bool oneDataSet) =>
        oneDataSet ? $"{recipe.Network.Kind} {recipe.Optimizer.Kind} seed {recipe.Seed}" : recipe.Name();
}
