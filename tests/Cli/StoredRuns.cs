using RepDynamics.Store;
using RepDynamics.Tests.Store;

namespace RepDynamics.Tests.Cli;

/// <summary>Stores small runs under the hash of a recipe.</summary>
internal static class StoredRuns
{
    internal static void Make(RunStore store, string name, string recipeHash, bool complete = true)
    {
        RunKey small = SmallRun.Identity;
        using RunLock held = store.TryLock(name)!;
        RunFolder folder = store.Open(new(name, small.RecipeJson, recipeHash, small.Identity, small.Environment), held, _ => { });
        if (complete)
        {
            SmallRun.Finish(folder);
            return;
        }
        folder.WriteSnapshot(0, SmallRun.Writing(SmallRun.Snapshot(0)), SmallRun.Metrics(0));
        folder.Commit(SmallRun.Writing(SmallRun.ResumePoint(0)));
    }
}
