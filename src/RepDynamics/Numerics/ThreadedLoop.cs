using System.Runtime.ExceptionServices;

namespace RepDynamics.Numerics;

/// <summary>A loop whose iterations run on several threads.</summary>
internal static class ThreadedLoop
{
    /// <summary>Runs all iterations, from 0 on, even if one fails; then throws the failure of the lowest index.</summary>
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
        // A cancelled iteration may have a lower index than the failure to report.
        Exception? first = failures.FirstOrDefault(e => e is not (null or OperationCanceledException)) ?? failures.FirstOrDefault(e => e is not null);
        if (first is not null) ExceptionDispatchInfo.Throw(first);
    }
}
