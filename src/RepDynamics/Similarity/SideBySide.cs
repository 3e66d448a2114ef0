using System.Runtime.ExceptionServices;

namespace RepDynamics.Similarity;

/// <summary>Does the same for several indices on several threads.</summary>
internal static class MaxParallelRuns
{
    /// <summary>Runs all of them to their end, also where one fails; throws the failure of the lowest index.</summary>
    /// <param name="count">Indices 0 .. count - 1.</param>
    /// <param name="threads">At most so many at once.</param>
    /// <param name="work">What to do for one.</param>
    public static void For(int count, int threads, Action<int> work)
    {
        var failures = new Exception?[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, index =>
        {
            try
            {
                work(index);
            }
            catch (Exception e)
            {
                failures[index] = e;
            }
        });
        // A cancelled one may have a lower index than the failure that people need to see.
        Exception? first = failures.FirstOrDefault(e => e is not (null or OperationCanceledException)) ?? failures.FirstOrDefault(e => e is not null);
        if (first is not null) ExceptionDispatchInfo.Throw(first);
    }
}
