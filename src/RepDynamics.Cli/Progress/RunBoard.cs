using System.Collections.Immutable;
using RepDynamics.Training;

namespace RepDynamics.Cli.Progress;

/// <summary>
/// What is known of all runs of one command, told by the threads that train and read by a display. Runs that are not on the board are
/// not spoken of.
/// </summary>
internal sealed class RunBoard
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> places = [];
    private ImmutableArray<RunState> runs;
    private ImmutableArray<string> notes = [];

    /// <param name="recipes">The runs, all different, in the order they will be shown.</param>
    public RunBoard(IReadOnlyList<Recipe> recipes)
    {
        // What all runs have in common need not be in their names.
        bool oneDataSet = recipes.Select(r => r.Data.Kind).Distinct().Count() <= 1;
        runs = [.. recipes.Select(r => new RunState(Name(r, oneDataSet), r.Epochs))];
        for (int i = 0; i < recipes.Count; i++) places[recipes[i].Hash()] = i;
    }

    /// <summary>Told after a run changed: its place from 0, how it was, how it is. One change at a time.</summary>
    public event Action<int, RunState, RunState>? Changed;

    /// <summary>Told what is worth saying and is not the state of a run.</summary>
    public event Action<string>? Noted;

    /// <summary>All runs as they are now.</summary>
    public ImmutableArray<RunState> Runs
    {
        get
        {
            lock (gate) return runs;
        }
    }

    /// <summary>All notes so far.</summary>
    public ImmutableArray<string> Notes
    {
        get
        {
            lock (gate) return notes;
        }
    }

    /// <summary>Changes what is known of a run.</summary>
    /// <param name="recipe">Which.</param>
    /// <param name="change">Makes the new state of the old one.</param>
    public void Update(Recipe recipe, Func<RunState, RunState> change)
    {
        lock (gate)
        {
            if (!places.TryGetValue(recipe.Hash(), out int place)) return;
            RunState before = runs[place], after = change(before);
            if (after == before) return;
            runs = runs.SetItem(place, after);
            Changed?.Invoke(place, before, after);
        }
    }

    /// <summary>Says something that is not the state of a run.</summary>
    public void Note(string text)
    {
        lock (gate)
        {
            notes = notes.Add(text);
            Noted?.Invoke(text);
        }
    }

    private static string Name(Recipe recipe, bool oneDataSet) =>
        oneDataSet ? $"{recipe.Network.Kind} {recipe.Optimizer.Kind} seed {recipe.Seed}" : recipe.Name();
}
