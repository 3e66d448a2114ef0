using System.Text;
using RepDynamics.IO;
using RepDynamics.Studies;

namespace RepDynamics.Cli.Baselines;

/// <summary>Makes results the baseline.</summary>
internal static class Acceptance
{
    // As Verify writes text, so that accepting here and there gives the same file.
    private static readonly UTF8Encoding Text = new(encoderShouldEmitUTF8Identifier: true);

    /// <summary>
    /// Puts every changed file in its place, each at once: a reader, or a process that is killed, finds the old or the new one. The verdict
    /// comes last; accepting again after an interruption does what is left.
    /// </summary>
    /// <param name="changes">What <see cref="BaselineDifference.Between"/> found.</param>
    /// <param name="results">The folder of results.</param>
    /// <param name="baseline">Made if need be.</param>
    /// <exception cref="IOException">A file cannot be written; those not reached yet are as they were.</exception>
    public static void Carry(IReadOnlyList<FileChange> changes, string results, string baseline)
    {
        Directory.CreateDirectory(baseline);
        foreach (FileChange change in changes)
        {
            string target = Path.Combine(baseline, change.Verified);
            if (change.Kind == ChangeKind.Removed) File.Delete(target);
            else AtomicFile.Write(target, Content(Path.Combine(results, change.Name)));
        }
        // What tests left for a person to accept is settled.
        foreach (string left in Directory.GetFiles(baseline, "*.received.*")) File.Delete(left);
    }

    private static byte[] Content(string file) => Path.GetFileName(file) == ClaimResults.NumbersFileName
        ? [.. Text.GetPreamble(), .. Text.GetBytes(BaselineDifference.ReadText(file))]
        : File.ReadAllBytes(file);
}
