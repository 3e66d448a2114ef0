using System.Collections.Immutable;
using RepDynamics.Runs;
using RepDynamics.Training;

namespace RepDynamics.Cli.Progress;

/// <summary>
/// What is known of all runs of one command, told by the threads that train and read by a display. Runs that are not on the board are
/// not spoken of.
/// </summary>
internal sealed class RunBoard
{
    private readonly Lock gate = new();
    private readonly Dictionary<Recipe, int> places = [];
    private ImmutableArray<RunState> runs;
    private ImmutableArray<string> notes = [];

    /// <param name="recipes">The runs, all different, in the order they will be shown.</param>
    public RunBoard(IReadOnlyList<Recipe> recipes)
    {
        // What all runs have in common need not be in their names.
        bool oneDataSet = recipes.Select(r => r.Data.Kind).Distinct().Count() <= 1;
        runs = [.. recipes.Select(r => new RunState(Name(r, oneDataSet), r.Epochs))];
        for (int i = 0; i < recipes.Count; i++) places[recipes[i]] = i;
    }

    /// <summary>All runs as they are now.</summary>
    public ImmutableArray<RunState> Runs
    {
        get
        {
            lock (gate) return runs;
        }
    }

    /// <summary>All notes so far: what is worth saying and is not the state of a run.</summary>
    public ImmutableArray<string> Notes
    {
        get
        {
            lock (gate) return notes;
        }
    }

    /// <summary>Takes what happened to a run.</summary>
    public void Take(RunEvent what)
    {
        lock (gate)
        {
            if (!places.TryGetValue(what.Recipe, out int place)) return;
            if (what is RunNote note) notes = notes.Add($"{runs[place].Name}: {note.Text}");
            else runs = runs.SetItem(place, runs[place].After(what));
        }
    }

    /// <summary>Takes what is of no one run.</summary>
    public void Note(string text)
    {
        lock (gate) notes = notes.Add(text);
    }

    private static string Name(Recipe recipe, bool oneDataSet) =>
        oneDataSet ? $"{recipe.Network.Kind} {recipe.Optimizer.Kind} seed {recipe.Seed}" : recipe.Name();
}
